/** CloudWatch Logs. An event's id is its row, so that it never changes between two reads. */
export const logs = `
  CREATE TABLE logs_group (
    id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (account_id, region, name)
  ) STRICT;

  CREATE TABLE logs_stream (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL REFERENCES logs_group (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    first_event_ms INTEGER,
    last_event_ms INTEGER,
    last_ingestion_ms INTEGER,
    stored_bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (group_id, name)
  ) STRICT;

  CREATE TABLE logs_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream_id INTEGER NOT NULL REFERENCES logs_stream (id) ON DELETE CASCADE,
    timestamp_ms INTEGER NOT NULL,
    ingestion_ms INTEGER NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX logs_event_stream ON logs_event (stream_id, timestamp_ms, id);

  CREATE TABLE logs_cursor (
    container_id TEXT PRIMARY KEY,
    after_ns TEXT NOT NULL
  ) STRICT;
`;
