/**
 * Service revisions and service deployments. A deployment that began before gets its revision; what a deployment was
 * configured by, and how it slows its starts down, gets the members that were not kept before.
 */
export const serviceDeployments = `
  CREATE TABLE ecs_service_revision (
    arn TEXT PRIMARY KEY,
    service_arn TEXT NOT NULL REFERENCES ecs_service (arn) ON DELETE CASCADE,
    created_at_ms INTEGER NOT NULL,
    spec TEXT NOT NULL,
    images TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ecs_service_revision_service ON ecs_service_revision (service_arn);

  CREATE TABLE ecs_service_deployment (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    service_arn TEXT NOT NULL REFERENCES ecs_service (arn) ON DELETE CASCADE,
    deployment_id TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    source_deployment_ids TEXT NOT NULL,
    stop_request TEXT,
    progress TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX ecs_service_deployment_service ON ecs_service_deployment (service_arn, sequence);
  CREATE INDEX ecs_service_deployment_running ON ecs_service_deployment (service_arn) WHERE ended = 0;

  INSERT INTO ecs_service_revision (arn, service_arn, created_at_ms, spec, images)
    SELECT replace(service_arn, ':service/', ':service-revision/') || '/' || substr(id, length('ecs-svc/') + 1),
      service_arn, created_at_ms, spec,
      (SELECT json_group_array(json_object('containerName', json_extract(container.value, '$.name'),
          'image', json_extract(container.value, '$.image')))
        FROM ecs_task_definition, json_each(ecs_task_definition.document, '$.containerDefinitions') AS container
        WHERE ecs_task_definition.arn = json_extract(ecs_deployment.spec, '$.taskDefinitionArn'))
    FROM ecs_deployment;

  UPDATE ecs_deployment SET progress = json_set(json_remove(progress, '$.nextStartAtMs'),
    '$.throttle', json_object('failedRounds', 0, 'lastSequence', 0));

  UPDATE ecs_service SET document = json_set(document,
    '$.deploymentConfiguration.bakeTimeInMinutes', 0,
    '$.deploymentConfiguration.deploymentCircuitBreaker.resetOnHealthyTask', json('true'),
    '$.deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration',
      json_object('type', 'BOUNDED_PERCENT', 'value', 50));
`;
