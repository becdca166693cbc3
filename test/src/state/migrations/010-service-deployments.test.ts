import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { serviceDeployments } from '../../../../src/state/migrations/010-service-deployments.ts';
import { migrations } from '../../../../src/state/migrations.ts';

const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';
const definitionArn = 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:1';
const spec = JSON.stringify({ taskDefinitionArn: definitionArn, launchType: 'FARGATE', loadBalancers: [] });

test('gives what there was its revision, and the members that were not kept before', () => {
  const db = new Database(':memory:');
  for (const sql of migrations.slice(0, migrations.indexOf(serviceDeployments))) db.exec(sql);
  db.prepare(
    `INSERT INTO ecs_task_definition VALUES (?, '000000000000', 'us-east-1', 'web', 1, 'ACTIVE', ?)`,
  ).run(
    definitionArn,
    JSON.stringify({
      containerDefinitions: [
        { name: 'app', image: 'nginx' },
        { name: 'log', image: 'fluent-bit' },
      ],
    }),
  );
  db.prepare(`INSERT INTO ecs_service VALUES (?, 'cluster', 'web', 'ACTIVE', 2, ?, '{}')`).run(
    serviceArn,
    JSON.stringify({
      deploymentConfiguration: {
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: { enable: false, rollback: true },
      },
    }),
  );
  db.prepare(`INSERT INTO ecs_deployment VALUES ('ecs-svc/1234567890123456789', ?, 'PRIMARY', 7, ?, ?)`).run(
    serviceArn,
    spec,
    JSON.stringify({ rolloutState: 'IN_PROGRESS', desiredCount: 2, failedTasks: 4, nextStartAtMs: 9 }),
  );
  db.exec(serviceDeployments);

  expect(db.prepare('SELECT * FROM ecs_service_revision').all()).toEqual([
    {
      arn: 'arn:aws:ecs:us-east-1:000000000000:service-revision/default/web/1234567890123456789',
      service_arn: serviceArn,
      created_at_ms: 7,
      spec,
      images: JSON.stringify([
        { containerName: 'app', image: 'nginx' },
        { containerName: 'log', image: 'fluent-bit' },
      ]),
    },
  ]);
  const progress = db.prepare<[], { progress: string }>('SELECT progress FROM ecs_deployment').get();
  expect(JSON.parse(progress?.progress ?? '')).toEqual({
    rolloutState: 'IN_PROGRESS',
    desiredCount: 2,
    failedTasks: 4,
    throttle: { failedRounds: 0, lastSequence: 0 },
  });
  const service = db.prepare<[], { document: string }>('SELECT document FROM ecs_service').get();
  expect(JSON.parse(service?.document ?? '')).toEqual({
    deploymentConfiguration: {
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      deploymentCircuitBreaker: {
        enable: false,
        rollback: true,
        resetOnHealthyTask: true,
        thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
      },
      bakeTimeInMinutes: 0,
    },
  });
  db.close();
});

test('a deployment whose definition was deleted has a revision without images', () => {
  const db = new Database(':memory:');
  for (const sql of migrations.slice(0, migrations.indexOf(serviceDeployments))) db.exec(sql);
  db.prepare(`INSERT INTO ecs_service VALUES (?, 'cluster', 'web', 'ACTIVE', 2, '{}', '{}')`).run(serviceArn);
  db.prepare(`INSERT INTO ecs_deployment VALUES ('ecs-svc/1', ?, 'PRIMARY', 7, ?, '{}')`).run(
    serviceArn,
    spec,
  );
  db.exec(serviceDeployments);
  expect(db.prepare('SELECT images FROM ecs_service_revision').all()).toEqual([{ images: '[]' }]);
  db.close();
});
