import type { State } from '../../../state/state.ts';
import {
  type BoundState,
  type Listener,
  type ListenerAction,
  type ListenerDocument,
  targetGroupsOf,
} from '../model.ts';
import type { RuleDocument } from '../rule/rule-model.ts';

interface Row {
  arn: string;
  load_balancer_arn: string;
  port: number;
  document: string;
  bound: string | null;
}

export interface NamingAction {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly action: ListenerAction;
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
    rulesNaming: db.prepare<[string], { arn: string; load_balancer_arn: string; document: string }>(
      `SELECT rule.arn, listener.load_balancer_arn, rule.document
       FROM elbv2_rule AS rule JOIN elbv2_listener AS listener ON listener.arn = rule.listener_arn
       WHERE instr(rule.document, ?) > 0`,
    ),
    rulesOf: db.prepare<[string], { arn: string; document: string }>(
      `SELECT rule.arn, rule.document
       FROM elbv2_rule AS rule JOIN elbv2_listener AS listener ON listener.arn = rule.listener_arn
       WHERE listener.load_balancer_arn = ?`,
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
    return [...new Set(this.actionsNaming(targetGroupArn).map(({ loadBalancerArn }) => loadBalancerArn))];
  }

  /**
   * The target groups to which a load balancer sends traffic, by default or by a rule.
   *
   * @param without the ARN of a listener or rule whose own action does not count
   */
  targetGroupsUsedBy(loadBalancerArn: string, without: string | undefined): Set<string> {
    const actions = this.listOf(loadBalancerArn)
      .filter(({ arn }) => arn !== without)
      .map(({ document }) => document.defaultAction);
    const byRule = this.#sql.rulesOf
      .all(loadBalancerArn)
      .filter(({ arn }) => arn !== without)
      .map((row): RuleDocument['action'] => {
        const { action }: RuleDocument = JSON.parse(row.document);
        return action;
      });
    return new Set([...actions, ...byRule].flatMap(targetGroupsOf));
  }

  /** Every action that sends traffic to a target group, with the ARN of its rule or, by default, its listener. */
  actionsNaming(targetGroupArn: string): NamingAction[] {
    const byDefault = this.listAll().map(({ arn, loadBalancerArn, document }) => ({
      arn,
      loadBalancerArn,
      action: document.defaultAction,
    }));
    const byRule = this.#sql.rulesNaming.all(JSON.stringify(targetGroupArn)).map((row) => {
      const { action }: RuleDocument = JSON.parse(row.document);
      return { arn: row.arn, loadBalancerArn: row.load_balancer_arn, action };
    });
    return [...byDefault, ...byRule].filter(({ action }) => targetGroupsOf(action).includes(targetGroupArn));
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
