import { v4 as uuid } from 'uuid';
import type { State } from '../../../state/state.ts';
import { UnchangedReads } from '../../../state/unchanged-reads.ts';

export interface ServiceEvent {
  readonly id: string;
  readonly createdAtMs: number;
  readonly message: string;
}

/** AWS shows the last hundred events of a service. */
const kept = 100;

function prepare({ db }: State) {
  return {
    insert: db.prepare<[string, string, number, string]>(
      'INSERT INTO ecs_service_event (id, service_arn, created_at_ms, message) VALUES (?, ?, ?, ?)',
    ),
    trim: db.prepare<[string, string, number]>(
      `DELETE FROM ecs_service_event WHERE service_arn = ? AND sequence <=
         (SELECT sequence FROM ecs_service_event WHERE service_arn = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?)`,
    ),
    list: db.prepare<[string], ServiceEvent>(
      `SELECT id, created_at_ms AS createdAtMs, message FROM ecs_service_event
       WHERE service_arn = ? ORDER BY sequence DESC`,
    ),
  };
}

/** What happened to a service, as AWS tells it. */
export class ServiceEventStore {
  readonly #sql: ReturnType<typeof prepare>;
  readonly #listed: UnchangedReads<ServiceEvent[]>;

  constructor(state: State) {
    this.#sql = prepare(state);
    this.#listed = new UnchangedReads(state, [{ table: 'ecs_service_event' }]);
  }

  add(serviceArn: string, message: string, nowMs: number): void {
    this.#sql.insert.run(uuid(), serviceArn, nowMs, message);
    this.#sql.trim.run(serviceArn, serviceArn, kept);
  }

  /** Newest first, at most a hundred. */
  list(serviceArn: string): ServiceEvent[] {
    return this.#listed.get(serviceArn, () => this.#sql.list.all(serviceArn));
  }
}
