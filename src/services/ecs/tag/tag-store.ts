import type { State } from '../../../state/state.ts';

export interface EcsTag {
  readonly key: string;
  readonly value: string;
}

function prepare({ db }: State) {
  return {
    put: db.prepare<[string, string, string]>(
      `INSERT INTO ecs_tag (resource_arn, key, value) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    ),
    remove: db.prepare<[string, string]>('DELETE FROM ecs_tag WHERE resource_arn = ? AND key = ?'),
    clear: db.prepare<[string]>('DELETE FROM ecs_tag WHERE resource_arn = ?'),
    list: db.prepare<[string], EcsTag>(
      'SELECT key, value FROM ecs_tag WHERE resource_arn = ? ORDER BY rowid',
    ),
    known: db.prepare<{ arn: string }, { found: number }>(
      `SELECT 1 AS found FROM ecs_cluster WHERE arn = @arn
       UNION ALL SELECT 1 FROM ecs_service WHERE arn = @arn
       UNION ALL SELECT 1 FROM ecs_task WHERE arn = @arn
       UNION ALL SELECT 1 FROM ecs_task_definition WHERE arn = @arn
       UNION ALL SELECT 1 FROM ecs_container_instance WHERE arn = @arn
       UNION ALL SELECT 1 FROM ecs_task_set WHERE arn = @arn`,
    ),
  };
}

/** Tags of ECS resources. */
export class TagStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  put(arn: string, tags: readonly { readonly key?: string; readonly value?: string }[]): void {
    for (const { key = '', value = '' } of tags) this.#sql.put.run(arn, key, value);
  }

  replace(arn: string, tags: readonly { readonly key?: string; readonly value?: string }[]): void {
    this.#sql.clear.run(arn);
    this.put(arn, tags);
  }

  remove(arn: string, key: string): void {
    this.#sql.remove.run(arn, key);
  }

  list(arn: string): EcsTag[] {
    return this.#sql.list.all(arn);
  }

  /** Whether a resource of that ARN exists. */
  isTaggable(arn: string): boolean {
    return this.#sql.known.get({ arn }) !== undefined;
  }
}
