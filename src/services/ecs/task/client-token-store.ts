import type { State } from '../../../state/state.ts';

export interface UsedToken {
  readonly requestHash: string;
  readonly resourceArns: readonly string[];
}

/** AWS remembers a token for a day. */
const keptMs = 86_400_000;

function prepare({ db }: State) {
  return {
    find: db.prepare<[string, string, number], { request_hash: string; resource_arns: string }>(
      'SELECT request_hash, resource_arns FROM ecs_client_token WHERE scope = ? AND token = ? AND created_at_ms >= ?',
    ),
    add: db.prepare<[string, string, string, string, number]>(
      `INSERT INTO ecs_client_token (scope, token, request_hash, resource_arns, created_at_ms)
       VALUES (?, ?, ?, ?, ?)`,
    ),
    forget: db.prepare<[number]>('DELETE FROM ecs_client_token WHERE created_at_ms < ?'),
  };
}

/** What was made under which client token, so that a repeated request makes nothing twice. */
export class ClientTokenStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  find(scope: string, token: string, nowMs: number): UsedToken | undefined {
    const row = this.#sql.find.get(scope, token, nowMs - keptMs);
    if (row === undefined) return undefined;
    const resourceArns: string[] = JSON.parse(row.resource_arns);
    return { requestHash: row.request_hash, resourceArns };
  }

  add(scope: string, token: string, used: UsedToken, nowMs: number): void {
    this.#sql.forget.run(nowMs - keptMs);
    this.#sql.add.run(scope, token, used.requestHash, JSON.stringify(used.resourceArns), nowMs);
  }
}
