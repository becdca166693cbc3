/** Task sets of services with the EXTERNAL deployment controller. Every service says by which controller it is deployed. */
export const taskSets = `
  CREATE TABLE ecs_task_set (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL UNIQUE,
    service_arn TEXT NOT NULL REFERENCES ecs_service (arn) ON DELETE CASCADE,
    status TEXT NOT NULL,
    scale_percent REAL NOT NULL,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    external_id TEXT,
    spec TEXT NOT NULL,
    progress TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ecs_task_set_service ON ecs_task_set (service_arn, sequence);

  UPDATE ecs_service SET document =
    json_set(json_remove(document, '$.deploymentController'), '$.controller', 'ECS');
`;
