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

/** An event's place in the order of its stream and its group: by time, and by arrival within one millisecond. */
export interface EventPosition {
  readonly timestampMs: number;
  readonly id: number;
}

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

export interface LogEvent extends EventPosition {
  readonly streamId: number;
  readonly ingestionMs: number;
  readonly message: string;
}

/** AWS counts so many bytes beside each event's message. */
export const eventOverheadBytes = 26;

interface GroupRow {
  id: number;
  name: string;
  created_at_ms: number;
  document: string;
}

function prepare({ db }: State) {
  const stream = `SELECT id, name, created_at_ms AS createdAtMs, first_event_ms AS firstEventMs,
    last_event_ms AS lastEventMs, last_ingestion_ms AS lastIngestionMs FROM logs_stream`;
  const event = `SELECT id, stream_id AS streamId, timestamp_ms AS timestampMs, ingestion_ms AS ingestionMs, message
    FROM logs_event`;
  const inStream = `${event} WHERE stream_id = @streamId AND timestamp_ms >= @startMs AND timestamp_ms < @endMs`;
  type Window = TimeSpan & EventPosition & { readonly limit: number };
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
    storedBytes: db
      .prepare<[number], number>('SELECT coalesce(sum(stored_bytes), 0) FROM logs_stream WHERE group_id = ?')
      .pluck(),
    removeStream: db.prepare<[number]>('DELETE FROM logs_stream WHERE id = ?'),
    streamExists: db.prepare<[number], { id: number }>('SELECT id FROM logs_stream WHERE id = ?'),
    addEvent: db.prepare<[number, number, number, string]>(
      'INSERT INTO logs_event (stream_id, timestamp_ms, ingestion_ms, message) VALUES (?, ?, ?, ?)',
    ),
    touch: db.prepare<{ id: number; first: number; last: number; nowMs: number; bytes: number }>(
      `UPDATE logs_stream SET first_event_ms = min(coalesce(first_event_ms, @first), @first),
         last_event_ms = max(coalesce(last_event_ms, @last), @last), last_ingestion_ms = @nowMs,
         stored_bytes = stored_bytes + @bytes WHERE id = @id`,
    ),
    after: db.prepare<[Window & { streamId: number }], LogEvent>(
      `${inStream} AND (timestamp_ms, id) > (@timestampMs, @id) ORDER BY timestamp_ms, id LIMIT @limit`,
    ),
    before: db.prepare<[Window & { streamId: number }], LogEvent>(
      `${inStream} AND (timestamp_ms, id) < (@timestampMs, @id) ORDER BY timestamp_ms DESC, id DESC LIMIT @limit`,
    ),
    positions: db.prepare<[Window & { streamIds: string }], EventPosition>(
      `SELECT timestamp_ms AS timestampMs, id FROM logs_event
       WHERE stream_id IN (SELECT value FROM json_each(@streamIds))
         AND timestamp_ms >= max(@startMs, @timestampMs) AND timestamp_ms <= @endMs
         AND (timestamp_ms, id) > (@timestampMs, @id) ORDER BY timestamp_ms, id LIMIT @limit`,
    ),
    event: db.prepare<[number], LogEvent>(`${event} WHERE id = ?`),
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

  /** What a group's events take, as AWS counts. */
  storedBytes(groupId: number): number {
    return this.#sql.storedBytes.get(groupId) ?? 0;
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
      let bytes = 0;
      for (const { timestampMs, message } of events) {
        this.#sql.addEvent.run(streamId, timestampMs, nowMs, message);
        first = Math.min(first, timestampMs);
        last = Math.max(last, timestampMs);
        bytes += Buffer.byteLength(message) + eventOverheadBytes;
      }
      if (events.length > 0) this.#sql.touch.run({ id: streamId, first, last, nowMs, bytes });
      return true;
    });
  }

  /** A stream's events behind a position, the oldest first; `endMs` is exclusive. */
  eventsAfter(streamId: number, span: TimeSpan, after: EventPosition, limit: number): Iterable<LogEvent> {
    return this.#sql.after.iterate(windowOf(span, after, { streamId, limit }));
  }

  /** A stream's events before a position, the newest first; `endMs` is exclusive. */
  eventsBefore(streamId: number, span: TimeSpan, before: EventPosition, limit: number): Iterable<LogEvent> {
    return this.#sql.before.iterate(windowOf(span, before, { streamId, limit }));
  }

  /** Where the events of some streams stand behind a position, the oldest first; `endMs` is inclusive. */
  positionsOf(
    streamIds: readonly number[],
    span: TimeSpan,
    after: EventPosition,
    limit: number,
  ): EventPosition[] {
    return this.#sql.positions.all(windowOf(span, after, { streamIds: JSON.stringify(streamIds), limit }));
  }

  findEvent(id: number): LogEvent | undefined {
    return this.#sql.event.get(id);
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

/** The parameters of a query by span and position. */
function windowOf<Rest>({ startMs, endMs }: TimeSpan, { timestampMs, id }: EventPosition, rest: Rest) {
  return { startMs, endMs, timestampMs, id, ...rest };
}
