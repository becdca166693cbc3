import type { State } from '../../../state/state.ts';
import { type BoundState, type Listener, type ListenerDocument, targetGroupsOf } from '../model.ts';
import type { RuleDocument } from '../rule/rule-model.ts';

interface Row {
  arn: string;
  load_balancer_arn: string;
  port: number;
  document: string;
  bound: string | null;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM elbv2_listener';
  return {
    put: db.prepare<Omit<Row, 'bound'>>(
      `INSERT INTO elbv2_listener (arn, load_balancer_arn, port, document)
       VALUES (@arn, @load_balancer_arn, @port, @document)
       ON CONFLICT (arn) DO UPDATE SET port = excluded.port, document = excluded.document`,
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    ofLoadBalancer: db.prepare<[string], Row>(`${select} WHERE load_balancer_arn = ? ORDER BY port`),
    all: db.prepare<[], Row>(`${select} ORDER BY rowid`),
    rulesNaming: db.prepare<[string], { load_balancer_arn: string; document: string }>(
      `SELECT listener.load_balancer_arn, rule.document
       FROM elbv2_rule AS rule JOIN elbv2_listener AS listener ON listener.arn = rule.listener_arn
       WHERE instr(rule.document, ?) > 0`,
    ),
    bind: db.prepare<[string, string]>('UPDATE elbv2_listener SET bound = ? WHERE arn = ?'),
    forgetBound: db.prepare<[]>('UPDATE elbv2_listener SET bound = NULL'),
    remove: db.prepare<[string]>('DELETE FROM elbv2_listener WHERE arn = ?'),
  };
}

/** Listeners. `bound` is the data path's, the rest the API's. */
export class ListenerStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  put(listener: Omit<Listener, 'bound'>): void {
    this.#sql.put.run({
      arn: listener.arn,
      load_balancer_arn: listener.loadBalancerArn,
      port: listener.port,
      document: JSON.stringify(listener.document),
    });
    this.#state.changed({ kind: 'routing' });
  }

  find(arn: string): Listener | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  listOf(loadBalancerArn: string): Listener[] {
    return this.#sql.ofLoadBalancer.all(loadBalancerArn).map(fromRow);
  }

  listAll(): Listener[] {
    return this.#sql.all.all().map(fromRow);
  }

  /** The load balancers whose listeners send traffic to a target group, by default or by a rule. */
  loadBalancersUsing(targetGroupArn: string): string[] {
    const using = this.listAll().filter(({ document }) =>
      targetGroupsOf(document.defaultAction).includes(targetGroupArn),
    );
    const byRule = this.#sql.rulesNaming.all(JSON.stringify(targetGroupArn)).filter((row) => {
      const { action }: RuleDocument = JSON.parse(row.document);
      return targetGroupsOf(action).includes(targetGroupArn);
    });
    return [
      ...new Set([
        ...using.map(({ loadBalancerArn }) => loadBalancerArn),
        ...byRule.map((row) => row.load_balancer_arn),
      ]),
    ];
  }

  /** The load balancers whose listeners use a certificate. */
  loadBalancersWithCertificate(certificateArn: string): string[] {
    const using = this.listAll().filter(
      ({ document: { tls } }) =>
        tls?.certificateArn === certificateArn || tls?.furtherCertificateArns.includes(certificateArn),
    );
    return [...new Set(using.map(({ loadBalancerArn }) => loadBalancerArn))];
  }

  setBound(arn: string, bound: BoundState): void {
    this.#sql.bind.run(JSON.stringify(bound), arn);
  }

  /** To be called when the data path begins anew: what an earlier one had bound is no longer so. */
  forgetBound(): void {
    this.#sql.forgetBound.run();
  }

  remove(arn: string): void {
    this.#sql.remove.run(arn);
    this.#state.changed({ kind: 'routing' });
  }
}

function fromRow(row: Row): Listener {
  const document: ListenerDocument = JSON.parse(row.document);
  const bound: BoundState | undefined = row.bound === null ? undefined : JSON.parse(row.bound);
  return { arn: row.arn, loadBalancerArn: row.load_balancer_arn, port: row.port, document, bound };
}
