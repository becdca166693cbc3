/** Facts about this data directory: its id, which labels all that we make in the engine, and its secrets. */
export const instance = `
  CREATE TABLE instance (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
`;
