import type { State } from '../../../state/state.ts';
import type { Rule, RuleDocument } from './rule-model.ts';

interface Row {
  arn: string;
  listener_arn: string;
  priority: number;
  document: string;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM elbv2_rule';
  return {
    put: db.prepare<Row>(
      `INSERT INTO elbv2_rule (arn, listener_arn, priority, document)
       VALUES (@arn, @listener_arn, @priority, @document)
       ON CONFLICT (arn) DO UPDATE SET document = excluded.document`,
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    ofListener: db.prepare<[string], Row>(`${select} WHERE listener_arn = ? ORDER BY priority`),
    ofLoadBalancer: db.prepare<[string], Row>(
      `SELECT rule.* FROM elbv2_rule AS rule JOIN elbv2_listener AS listener ON listener.arn = rule.listener_arn
       WHERE listener.load_balancer_arn = ? ORDER BY listener.port, rule.priority`,
    ),
    all: db.prepare<[], Row>(`${select} ORDER BY listener_arn, priority`),
    setPriority: db.prepare<[number, string]>('UPDATE elbv2_rule SET priority = ? WHERE arn = ?'),
    remove: db.prepare<[string]>('DELETE FROM elbv2_rule WHERE arn = ?'),
  };
}

/** Rules of listeners, but for the default ones, which are the listeners' own. Every write tells that routing changed. */
export class RuleStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  put(rule: Rule): void {
    this.#sql.put.run({
      arn: rule.arn,
      listener_arn: rule.listenerArn,
      priority: rule.priority,
      document: JSON.stringify(rule.document),
    });
    this.#state.changed({ kind: 'routing' });
  }

  find(arn: string): Rule | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  /** By ascending priority. */
  listOf(listenerArn: string): Rule[] {
    return this.#sql.ofListener.all(listenerArn).map(fromRow);
  }

  listOfLoadBalancer(loadBalancerArn: string): Rule[] {
    return this.#sql.ofLoadBalancer.all(loadBalancerArn).map(fromRow);
  }

  /** Of every listener, by ascending priority. */
  listAll(): Rule[] {
    return this.#sql.all.all().map(fromRow);
  }

  /** Sets priorities that are free once all are set, as when two rules swap. To be called in a transaction. */
  setPriorities(pairs: readonly { readonly arn: string; readonly priority: number }[]): void {
    // Out of each other's way first: SQLite checks uniqueness at every single row.
    for (const { arn, priority } of pairs) this.#sql.setPriority.run(-priority, arn);
    for (const { arn, priority } of pairs) this.#sql.setPriority.run(priority, arn);
    this.#state.changed({ kind: 'routing' });
  }

  remove(arn: string): void {
    this.#sql.remove.run(arn);
    this.#state.changed({ kind: 'routing' });
  }
}

function fromRow(row: Row): Rule {
  const document: RuleDocument = JSON.parse(row.document);
  return { arn: row.arn, listenerArn: row.listener_arn, priority: row.priority, document };
}
