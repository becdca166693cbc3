import type { State } from '../../../state/state.ts';

function prepare({ db }: State) {
  return {
    put: db.prepare<[string, string, string]>(
      `INSERT INTO elbv2_tag (resource_arn, key, value) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    ),
    remove: db.prepare<[string, string]>('DELETE FROM elbv2_tag WHERE resource_arn = ? AND key = ?'),
    removeAll: db.prepare<[string]>('DELETE FROM elbv2_tag WHERE resource_arn = ?'),
    list: db.prepare<[string], { Key: string; Value: string }>(
      'SELECT key AS Key, value AS Value FROM elbv2_tag WHERE resource_arn = ? ORDER BY rowid',
    ),
  };
}

/** Tags of load balancers, target groups and listeners. */
export class ResourceTagStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  put(arn: string, tags: readonly { readonly Key?: string; readonly Value?: string }[]): void {
    for (const { Key = '', Value = '' } of tags) this.#sql.put.run(arn, Key, Value);
  }

  remove(arn: string, key: string): void {
    this.#sql.remove.run(arn, key);
  }

  removeAll(arn: string): void {
    this.#sql.removeAll.run(arn);
  }

  list(arn: string): { Key: string; Value: string }[] {
    return this.#sql.list.all(arn);
  }
}
