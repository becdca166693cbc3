import type { State } from '../../state/state.ts';

export interface LogScope {
  readonly accountId: string;
  readonly region: string;
}

export interface LogGroup {
  readonly id: number;
  readonly name: string;
  readonly createdAtMs: number;
  readonly document: LogGroupDocument;
}

export interface LogGroupDocument {
  readonly retentionInDays?: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogStream {
  readonly id: number;
  readonly name: string;
  readonly createdAtMs: number;
  readonly firstEventMs: number | null;
  readonly lastEventMs: number | null;
  readonly lastIngestionMs: number | null;
}

export interface LogEvent {
  readonly id: number;
  readonly streamName: string;
  readonly timestampMs: number;
  readonly ingestionMs: number;
  readonly message: string;
}

interface GroupRow {
  id: number;
  name: string;
  created_at_ms: number;
  document: string;
}

function prepare({ db }: State) {
  const stream = `SELECT id, name, created_at_ms AS createdAtMs, first_event_ms AS firstEventMs,
    last_event_ms AS lastEventMs, last_ingestion_ms AS lastIngestionMs FROM logs_stream`;
  const event = `SELECT logs_event.id, logs_stream.name AS streamName, timestamp_ms AS timestampMs,
    ingestion_ms AS ingestionMs, message FROM logs_event JOIN logs_stream ON logs_stream.id = stream_id`;
  return {
    addGroup: db.prepare<[string, string, string, number, string]>(
      'INSERT INTO logs_group (account_id, region, name, created_at_ms, document) VALUES (?, ?, ?, ?, ?)',
    ),
    group: db.prepare<[string, string, string], GroupRow>(
      'SELECT id, name, created_at_ms, document FROM logs_group WHERE account_id = ? AND region = ? AND name = ?',
    ),
    groups: db.prepare<[string, string], GroupRow>(
      'SELECT id, name, created_at_ms, document FROM logs_group WHERE account_id = ? AND region = ? ORDER BY name',
    ),
    setGroup: db.prepare<[string, number]>('UPDATE logs_group SET document = ? WHERE id = ?'),
    removeGroup: db.prepare<[number]>('DELETE FROM logs_group WHERE id = ?'),
    addStream: db.prepare<[number, string, number]>(
      'INSERT INTO logs_stream (group_id, name, created_at_ms) VALUES (?, ?, ?)',
    ),
    stream: db.prepare<[number, string], LogStream>(`${stream} WHERE group_id = ? AND name = ?`),
    streams: db.prepare<[number], LogStream>(`${stream} WHERE group_id = ? ORDER BY name`),
    removeStream: db.prepare<[number]>('DELETE FROM logs_stream WHERE id = ?'),
    streamExists: db.prepare<[number], { id: number }>('SELECT id FROM logs_stream WHERE id = ?'),
    addEvent: db.prepare<[number, number, number, string]>(
      'INSERT INTO logs_event (stream_id, timestamp_ms, ingestion_ms, message) VALUES (?, ?, ?, ?)',
    ),
    touch: db.prepare<{ id: number; first: number; last: number; nowMs: number }>(
      `UPDATE logs_stream SET first_event_ms = min(coalesce(first_event_ms, @first), @first),
         last_event_ms = max(coalesce(last_event_ms, @last), @last), last_ingestion_ms = @nowMs WHERE id = @id`,
    ),
    ofStream: db.prepare<[number, number, number], LogEvent>(
      `${event} WHERE stream_id = ? AND timestamp_ms >= ? AND timestamp_ms < ? ORDER BY timestamp_ms, logs_event.id`,
    ),
    ofGroup: db.prepare<[number, number, number, number], LogEvent>(
      `${event} WHERE group_id = ? AND timestamp_ms >= ? AND timestamp_ms <= ?
       ORDER BY timestamp_ms, logs_event.id LIMIT ?`,
    ),
    cursor: db.prepare<[string], { after_ns: string }>(
      'SELECT after_ns FROM logs_cursor WHERE container_id = ?',
    ),
    setCursor: db.prepare<[string, string]>(
      `INSERT INTO logs_cursor (container_id, after_ns) VALUES (?, ?)
       ON CONFLICT (container_id) DO UPDATE SET after_ns = excluded.after_ns`,
    ),
    removeCursor: db.prepare<[string]>('DELETE FROM logs_cursor WHERE container_id = ?'),
  };
}

/** Log groups, streams and events, and how far each container's log was read. */
export class LogStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  addGroup(
    { accountId, region }: LogScope,
    name: string,
    createdAtMs: number,
    document: LogGroupDocument,
  ): void {
    this.#sql.addGroup.run(accountId, region, name, createdAtMs, JSON.stringify(document));
  }

  findGroup({ accountId, region }: LogScope, name: string): LogGroup | undefined {
    const row = this.#sql.group.get(accountId, region, name);
    return row && fromRow(row);
  }

  listGroups({ accountId, region }: LogScope): LogGroup[] {
    return this.#sql.groups.all(accountId, region).map(fromRow);
  }

  setGroup(id: number, document: LogGroupDocument): void {
    this.#sql.setGroup.run(JSON.stringify(document), id);
  }

  removeGroup(id: number): void {
    this.#sql.removeGroup.run(id);
  }

  addStream(groupId: number, name: string, createdAtMs: number): number {
    return Number(this.#sql.addStream.run(groupId, name, createdAtMs).lastInsertRowid);
  }

  findStream(groupId: number, name: string): LogStream | undefined {
    return this.#sql.stream.get(groupId, name);
  }

  listStreams(groupId: number): LogStream[] {
    return this.#sql.streams.all(groupId);
  }

  removeStream(id: number): void {
    this.#sql.removeStream.run(id);
  }

  /** Appends events in one transaction; false when the stream is gone. `also` runs inside of it. */
  append(
    streamId: number,
    events: readonly { readonly timestampMs: number; readonly message: string }[],
    nowMs: number,
    also: () => void = () => {},
  ): boolean {
    return this.#state.transaction(() => {
      also();
      if (this.#sql.streamExists.get(streamId) === undefined) return false;
      let first = Number.POSITIVE_INFINITY;
      let last = Number.NEGATIVE_INFINITY;
      for (const { timestampMs, message } of events) {
        this.#sql.addEvent.run(streamId, timestampMs, nowMs, message);
        first = Math.min(first, timestampMs);
        last = Math.max(last, timestampMs);
      }
      if (events.length > 0) this.#sql.touch.run({ id: streamId, first, last, nowMs });
      return true;
    });
  }

  /** A stream's events by time; `endMs` is exclusive. */
  eventsOfStream(streamId: number, startMs: number, endMs: number): LogEvent[] {
    return this.#sql.ofStream.all(streamId, startMs, endMs);
  }

  /** A group's events over all streams by time; `endMs` is inclusive. */
  eventsOfGroup(groupId: number, startMs: number, endMs: number, limit: number): LogEvent[] {
    return this.#sql.ofGroup.all(groupId, startMs, endMs, limit);
  }

  cursor(containerId: string): bigint | undefined {
    const row = this.#sql.cursor.get(containerId);
    return row && BigInt(row.after_ns);
  }

  setCursor(containerId: string, afterNs: bigint): void {
    this.#sql.setCursor.run(containerId, String(afterNs));
  }

  forgetCursor(containerId: string): void {
    this.#sql.removeCursor.run(containerId);
  }
}

function fromRow(row: GroupRow): LogGroup {
  const document: LogGroupDocument = JSON.parse(row.document);
  return { id: row.id, name: row.name, createdAtMs: row.created_at_ms, document };
}
