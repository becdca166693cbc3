import { GetTaskProtectionCommand, StopTaskCommand, UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../../support/body-of.ts';
import { type EcsApi, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { protectableTask } from '../../../../../support/ecs/protectable-task.ts';
import { runOneTask } from '../../../../../support/ecs/run-one-task.ts';
import { refusal } from '../../../../../support/refusal.ts';

const cluster = 'default';
const minuteMs = 60_000;

function update(api: EcsApi, tasks: string[], protectionEnabled: boolean, expiresInMinutes?: number) {
  return bodyOf(
    api.ecs.send(new UpdateTaskProtectionCommand({ cluster, tasks, protectionEnabled, expiresInMinutes })),
  );
}

function get(api: EcsApi, tasks?: string[]) {
  return bodyOf(api.ecs.send(new GetTaskProtectionCommand({ cluster, tasks })));
}

test('protects a task for two hours, or as long as it is told, and no longer', async () => {
  await using api = await startEcsApi();
  const taskArn = await protectableTask(api);
  const until = (expirationDate: string) => ({
    protectedTasks: [{ taskArn, protectionEnabled: true, expirationDate: new Date(expirationDate) }],
    failures: [],
  });
  expect(await update(api, [taskArn], true)).toEqual(until('2026-01-01T02:00:00Z'));
  expect(await update(api, [taskArn.replace(/^.*\//, '')], true, 60)).toEqual(until('2026-01-01T01:00:00Z'));
  await api.clock.advance(60 * minuteMs - 1);
  expect(await get(api, [taskArn])).toEqual(until('2026-01-01T01:00:00Z'));
  await api.clock.advance(1);
  expect(await get(api, [taskArn])).toEqual({
    protectedTasks: [{ taskArn, protectionEnabled: false }],
    failures: [],
  });
});

test('ends a protection', async () => {
  await using api = await startEcsApi();
  const taskArn = await protectableTask(api);
  await update(api, [taskArn], true);
  const unprotected = { protectedTasks: [{ taskArn, protectionEnabled: false }], failures: [] };
  expect([await update(api, [taskArn], false), await get(api, [taskArn])]).toEqual([
    unprotected,
    unprotected,
  ]);
});

test('without tasks, names the protected ones of the cluster', async () => {
  await using api = await startEcsApi();
  const taskArn = await protectableTask(api);
  const none = { protectedTasks: [], failures: [] };
  expect(await get(api)).toEqual(none);
  await update(api, [taskArn], true, 1);
  expect(await get(api)).toMatchObject({ protectedTasks: [{ taskArn }], failures: [] });
  await api.clock.advance(minuteMs);
  expect(await get(api)).toEqual(none);
});

test('a task that is unknown, of no service, or about to stop fails by itself', async () => {
  await using api = await startEcsApi();
  const taskArn = await protectableTask(api);
  const standalone = await runOneTask(api);
  const stopping = await protectableTask(api);
  api.context.ecs.tasks.decideStop({ arn: stopping }, { code: 'UserInitiated', reason: '', atMs: 0 });
  const unknown = `${taskArn.slice(0, -32)}${'0'.repeat(32)}`;
  const failures = [
    { arn: standalone, reason: 'TASK_NOT_VALID' },
    { arn: unknown, reason: 'MISSING' },
    { arn: stopping, reason: 'TASK_NOT_VALID' },
  ];
  const asked = [standalone, taskArn, unknown, stopping];
  expect([await update(api, asked, true), await get(api, asked)]).toMatchObject([
    { protectedTasks: [{ taskArn, protectionEnabled: true }], failures },
    { protectedTasks: [{ taskArn, protectionEnabled: true }], failures },
  ]);
});

test('a protected task is stopped like any other by whoever asks for it', async () => {
  await using api = await startEcsApi();
  const task = await protectableTask(api);
  await update(api, [task], true, 2880);
  const stopped = await api.ecs.send(new StopTaskCommand({ task }));
  expect(stopped.task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated' });
});

test('reads the protection of a hundred tasks at most', async () => {
  await using api = await startEcsApi();
  await protectableTask(api);
  const tasks = Array.from({ length: 101 }, (_, n) => `t${n}`);
  expect((await get(api, tasks.slice(1))).failures).toHaveLength(100);
  expect(await refusal(get(api, tasks))).toEqual({
    name: 'InvalidParameterException',
    message: 'Tasks cannot have more than 100 elements.',
    status: 400,
  });
});

test.each([
  ['no task', [], 120, 'Tasks cannot be empty.'],
  ['eleven tasks', Array.from({ length: 11 }, () => 'a'), 120, 'Tasks cannot have more than 10 elements.'],
  ['no time', ['a'], 0, 'expiresInMinutes must be between 1 and 2880.'],
  ['more than two days', ['a'], 2881, 'expiresInMinutes must be between 1 and 2880.'],
])('refuses %s', async (_title, tasks, minutes, message) => {
  await using api = await startEcsApi();
  await protectableTask(api);
  expect(await refusal(update(api, tasks, true, minutes))).toEqual({
    name: 'InvalidParameterException',
    message,
    status: 400,
  });
});
