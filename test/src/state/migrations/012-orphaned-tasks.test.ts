import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { orphanedTasks } from '../../../../src/state/migrations/012-orphaned-tasks.ts';
import { migrations } from '../../../../src/state/migrations.ts';

test('orphans what still was to run on instances that were deregistered, and nothing else', () => {
  const db = new Database(':memory:');
  for (const sql of migrations.slice(0, migrations.indexOf(orphanedTasks))) db.exec(sql);
  const instance = db.prepare(
    `INSERT INTO ecs_container_instance VALUES (@arn, '000000000000', 'us-east-1', 'cluster', @arn, @status, 0, 1,
       json_object('hostAddress', @arn))`,
  );
  instance.run({ arn: 'here', status: 'ACTIVE' });
  instance.run({ arn: 'gone', status: 'INACTIVE' });
  const task = db.prepare(
    `INSERT INTO ecs_task (arn, sequence, cluster_arn, family, desired_status, last_status, created_at_ms, spec,
       observed, container_instance_arn)
     VALUES (@arn, @sequence, 'cluster', 'job', @desired, @last, 0, '{}', '{}', @on)`,
  );
  const tasks = [
    { arn: 'orphan', desired: 'RUNNING', last: 'RUNNING', on: 'gone' },
    { arn: 'stopping', desired: 'STOPPED', last: 'STOPPING', on: 'gone' },
    { arn: 'ended', desired: 'STOPPED', last: 'STOPPED', on: 'gone' },
    { arn: 'on an instance', desired: 'RUNNING', last: 'RUNNING', on: 'here' },
    { arn: 'on Fargate', desired: 'RUNNING', last: 'RUNNING', on: null },
  ];
  for (const [sequence, each] of tasks.entries()) task.run({ sequence, ...each });
  db.exec(orphanedTasks);
  const orphaned = db.prepare('SELECT arn, concluded FROM ecs_task WHERE orphaned = 1').all();
  expect(orphaned).toEqual([{ arn: 'orphan', concluded: 1 }]);
});
