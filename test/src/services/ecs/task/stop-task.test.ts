import { DescribeTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const describedTask = async (api: EcsApi, arn: string) =>
  (await api.ecs.send(new DescribeTasksCommand({ tasks: [arn], include: ['TAGS'] }))).tasks?.[0];

test('answers with the task as it is, meant to stop', async () => {
  await using api = await startEcsApi();
  const task = await runOneTask(api);
  api.observe(task, { lastStatus: 'RUNNING' });
  const before = await describedTask(api, task);
  await api.clock.advance(1000);
  const expected = {
    ...before,
    desiredStatus: 'STOPPED',
    stoppingAt: new Date(api.clock.now()),
    stopCode: 'UserInitiated',
    stoppedReason: 'Task stopped by user',
    version: (before?.version ?? 0) + 1,
  };
  expect(await reply(api.ecs.send(new StopTaskCommand({ task })))).toEqual({ task: expected });
  expect(await describedTask(api, task)).toEqual(expected);
});

test('gives the reason of the first stop alone, also once the task is STOPPED', async () => {
  await using api = await startEcsApi();
  const task = await runOneTask(api);
  const id = task.replace(/^.*\//, '');
  const first = await reply(api.ecs.send(new StopTaskCommand({ task: id, reason: 'Enough.' })));
  expect(first.task?.stoppedReason).toBe('Enough.');
  await api.clock.advance(1000);
  expect(await reply(api.ecs.send(new StopTaskCommand({ task, reason: 'Really.' })))).toEqual(first);
  api.observe(task, { lastStatus: 'STOPPED', stoppedAtMs: api.clock.now() });
  const stopped = await describedTask(api, task);
  expect(await reply(api.ecs.send(new StopTaskCommand({ task })))).toEqual({ task: stopped });
});

test('answers without the tags, which the task keeps to its end and after', async () => {
  await using api = await startEcsApi();
  const tags = [{ key: 'team', value: 'a' }];
  const task = await runOneTask(api, { tags });
  expect((await api.ecs.send(new StopTaskCommand({ task }))).task?.tags).toEqual([]);
  expect((await describedTask(api, task))?.tags).toEqual(tags);
  api.observe(task, { lastStatus: 'STOPPED', stoppedAtMs: api.clock.now() });
  expect((await describedTask(api, task))?.tags).toEqual(tags);
});

test.each(['0123456789abcdef0123456789abcdef', '', 'a b', 'constructor'])(
  'refuses %j, which names no task',
  async (task) => {
    await using api = await startEcsApi();
    await runOneTask(api);
    expect(await refusal(api.ecs.send(new StopTaskCommand({ task })))).toEqual({
      name: 'InvalidParameterException',
      message: 'The referenced task was not found.',
      status: 400,
    });
  },
);

test('refuses a task of another cluster', async () => {
  await using api = await startEcsApi();
  await runOneTask(api);
  const task = await runOneTask(api, { cluster: 'other' });
  expect(await refusal(api.ecs.send(new StopTaskCommand({ task })))).toEqual({
    name: 'InvalidParameterException',
    message: 'Invalid identifier: Identifier is for cluster other. Your cluster is default',
    status: 400,
  });
});

test('refuses an unknown cluster', async () => {
  await using api = await startEcsApi();
  expect(await refusal(api.ecs.send(new StopTaskCommand({ cluster: 'gone', task: 'x' })))).toEqual({
    name: 'ClusterNotFoundException',
    message: 'Cluster not found.',
    status: 400,
  });
});
