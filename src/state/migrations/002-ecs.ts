/**
 * ECS. Columns are what is searched or joined; the rest of a resource is its document. On tasks, `spec` is fixed at
 * launch, the stop columns are decided by the API and the planners, `observed` is written by the task machine alone.
 */
export const ecs = `
  CREATE TABLE ecs_cluster (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (account_id, region, name)
  ) STRICT;

  CREATE TABLE ecs_task_definition (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    family TEXT NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (account_id, region, family, revision)
  ) STRICT;

  CREATE TABLE ecs_task_definition_family (
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    family TEXT NOT NULL,
    last_revision INTEGER NOT NULL,
    PRIMARY KEY (account_id, region, family)
  ) STRICT;

  CREATE TABLE ecs_service (
    arn TEXT PRIMARY KEY,
    cluster_arn TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    desired_count INTEGER NOT NULL,
    document TEXT NOT NULL,
    memory TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ecs_service_cluster ON ecs_service (cluster_arn, name);

  CREATE TABLE ecs_deployment (
    id TEXT PRIMARY KEY,
    service_arn TEXT NOT NULL REFERENCES ecs_service (arn) ON DELETE CASCADE,
    status TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    spec TEXT NOT NULL,
    progress TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ecs_deployment_service ON ecs_deployment (service_arn);

  CREATE TABLE ecs_service_event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    service_arn TEXT NOT NULL REFERENCES ecs_service (arn) ON DELETE CASCADE,
    created_at_ms INTEGER NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ecs_service_event_service ON ecs_service_event (service_arn, sequence);

  CREATE TABLE ecs_task (
    arn TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    cluster_arn TEXT NOT NULL,
    service_arn TEXT,
    deployment_id TEXT,
    family TEXT NOT NULL,
    started_by TEXT,
    desired_status TEXT NOT NULL,
    last_status TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    stopped_at_ms INTEGER,
    spec TEXT NOT NULL,
    stop TEXT,
    announced TEXT NOT NULL DEFAULT '[]',
    observed TEXT NOT NULL,
    concluded INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX ecs_task_cluster ON ecs_task (cluster_arn, desired_status);
  CREATE INDEX ecs_task_service ON ecs_task (service_arn) WHERE concluded = 0 AND service_arn IS NOT NULL;
  CREATE INDEX ecs_task_live ON ecs_task (last_status) WHERE last_status != 'STOPPED';
  CREATE INDEX ecs_task_stopped ON ecs_task (stopped_at_ms) WHERE stopped_at_ms IS NOT NULL;

  CREATE TABLE ecs_tag (
    resource_arn TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (resource_arn, key)
  ) STRICT;

  CREATE TABLE ecs_client_token (
    scope TEXT NOT NULL,
    token TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    resource_arns TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, token)
  ) STRICT;
`;
