/** Tasks that a container instance left behind when it was deregistered. */
export const orphanedTasks = `
  ALTER TABLE ecs_task ADD COLUMN orphaned INTEGER NOT NULL DEFAULT 0;
  UPDATE ecs_task SET orphaned = 1, concluded = 1
  WHERE desired_status = 'RUNNING' AND last_status != 'STOPPED' AND container_instance_arn IN
    (SELECT arn FROM ecs_container_instance WHERE status = 'INACTIVE');
`;
