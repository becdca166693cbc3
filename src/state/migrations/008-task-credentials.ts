/**
 * The role of a task and the keys that were issued for it (sealed), what metadata requests find a task by, and scale-in
 * protection, which the API writes.
 */
export const taskCredentials = `
  CREATE TABLE ecs_task_role (
    task_arn TEXT PRIMARY KEY REFERENCES ecs_task (arn) ON DELETE CASCADE,
    credentials_id TEXT NOT NULL UNIQUE,
    role_arn TEXT NOT NULL
  ) STRICT;

  CREATE TABLE ecs_task_key (
    access_key_id TEXT PRIMARY KEY,
    task_arn TEXT NOT NULL REFERENCES ecs_task_role (task_arn) ON DELETE CASCADE,
    secrets BLOB NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX ecs_task_key_task ON ecs_task_key (task_arn, expires_at_ms);

  CREATE INDEX ecs_task_id ON ecs_task (substr(arn, -32));

  ALTER TABLE ecs_task ADD COLUMN protected_until_ms INTEGER;
`;
