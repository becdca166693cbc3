import type { State } from '../../../state/state.ts';
import type { Elbv2Scope, TargetGroup, TargetGroupDocument } from '../model.ts';

interface Row {
  arn: string;
  account_id: string;
  region: string;
  name: string;
  document: string;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM elbv2_target_group';
  return {
    put: db.prepare<Row>(
      `INSERT INTO elbv2_target_group (arn, account_id, region, name, document)
       VALUES (@arn, @account_id, @region, @name, @document)
       ON CONFLICT (arn) DO UPDATE SET document = excluded.document`,
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    byName: db.prepare<[string, string, string], Row>(
      `${select} WHERE account_id = ? AND region = ? AND name = ?`,
    ),
    ofScope: db.prepare<[string, string], Row>(`${select} WHERE account_id = ? AND region = ? ORDER BY name`),
    all: db.prepare<[], Row>(select),
    count: db.prepare<[string, string], { count: number }>(
      'SELECT count(*) AS count FROM elbv2_target_group WHERE account_id = ? AND region = ?',
    ),
    remove: db.prepare<[string]>('DELETE FROM elbv2_target_group WHERE arn = ?'),
  };
}

/** Target groups. Every write tells that routing changed. */
export class TargetGroupStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  put(group: TargetGroup): void {
    this.#sql.put.run({
      arn: group.arn,
      account_id: group.accountId,
      region: group.region,
      name: group.name,
      document: JSON.stringify(group.document),
    });
    this.#state.changed({ kind: 'routing' });
  }

  find(arn: string): TargetGroup | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  findByName({ accountId, region }: Elbv2Scope, name: string): TargetGroup | undefined {
    const row = this.#sql.byName.get(accountId, region, name);
    return row && fromRow(row);
  }

  list({ accountId, region }: Elbv2Scope): TargetGroup[] {
    return this.#sql.ofScope.all(accountId, region).map(fromRow);
  }

  count({ accountId, region }: Elbv2Scope): number {
    return this.#sql.count.get(accountId, region)?.count ?? 0;
  }

  listAll(): TargetGroup[] {
    return this.#sql.all.all().map(fromRow);
  }

  /** Its targets go with it. */
  remove(arn: string): void {
    this.#sql.remove.run(arn);
    this.#state.changed({ kind: 'routing' });
  }
}

function fromRow(row: Row): TargetGroup {
  const document: TargetGroupDocument = JSON.parse(row.document);
  return { arn: row.arn, accountId: row.account_id, region: row.region, name: row.name, document };
}
