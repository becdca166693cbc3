/** Container instances, and which tasks run on them. No two that are registered have one host address. */
export const containerInstances = `
  CREATE TABLE ecs_container_instance (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    cluster_arn TEXT NOT NULL,
    ec2_instance_id TEXT NOT NULL,
    status TEXT NOT NULL,
    registered_at_ms INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ecs_container_instance_cluster ON ecs_container_instance (cluster_arn) WHERE status != 'INACTIVE';
  CREATE UNIQUE INDEX ecs_container_instance_address ON ecs_container_instance
    (json_extract(document, '$.hostAddress')) WHERE status != 'INACTIVE';

  ALTER TABLE ecs_task ADD COLUMN container_instance_arn TEXT;
  CREATE INDEX ecs_task_container_instance ON ecs_task (container_instance_arn)
    WHERE container_instance_arn IS NOT NULL AND last_status != 'STOPPED';
`;
