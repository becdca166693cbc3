import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';
import { taskEnding } from '../../../support/system/task-ending.ts';

const notFound = 'registry/none:1: not found';

test.each([
  { fault: 'cannot be pulled', image: { pull: { fails: notFound } }, forMs: 600_000 },
  {
    fault: 'cannot be started',
    image: { start: { fails: 'exec: x: executable file not found' } },
    forMs: 600_000,
  },
  { fault: 'exits at once', image: { exit: { afterMs: 100, code: 1 } }, forMs: 2000 },
])('keep the old tasks when the new image $fault', async ({ image, forMs }) => {
  await using world = await SimulatedWorld.start({ images: { 'registry/none:1': image } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(1000);
  const old = (await web.tasks()).map(({ taskArn }) => taskArn);
  await web.register({ image: 'registry/none:1' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(forMs);
  const tasks = await web.tasks();
  expect(tasks.filter(({ taskArn }) => old.includes(taskArn)).map(({ lastStatus }) => lastStatus)).toEqual([
    'RUNNING',
    'RUNNING',
  ]);
  expect(tasks.length).toBeGreaterThan(6);
  const { deployments } = await web.describe();
  expect(deployments?.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
    ['PRIMARY', 'IN_PROGRESS'],
    ['ACTIVE', 'COMPLETED'],
  ]);
});

test('tell of an image that cannot be pulled, and try it less and less often', async () => {
  await using world = await SimulatedWorld.start({
    images: { 'registry/none:1': { pull: { fails: notFound } } },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 1 });
  await world.advance(1000);
  const before = (await web.events()).length;
  await web.register({ image: 'registry/none:1' });
  await web.update({ taskDefinition: 'web' });
  expect(await web.timeline(300_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:2 1 desired 0 running 0 pending 3 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      10000,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:2 1 desired 0 running 0 pending 4 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      30000,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:2 1 desired 0 running 0 pending 5 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      70000,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:2 1 desired 0 running 0 pending 6 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      150000,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:2 1 desired 0 running 0 pending 7 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) has started 1 tasks: (task 2).',
    '(service web) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found.',
    '(service web) has started 1 tasks: (task 3).',
    '(service web) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found.',
    '(service web) has started 1 tasks: (task 4).',
    '(service web) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found.',
    '(service web) is unable to consistently start tasks successfully.',
    '(service web) has started 1 tasks: (task 5).',
    '(service web) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found.',
    '(service web) has started 1 tasks: (task 6).',
    '(service web) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found.',
    '(service web) has started 1 tasks: (task 7).',
    '(service web) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found.',
    '(service web) has started 1 tasks: (task 8).',
    '(service web) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found.',
  ]);
  const failed = (await web.tasks()).filter(({ lastStatus }) => lastStatus === 'STOPPED');
  expect(failed.map(taskEnding)[0]).toEqual({
    containers: [
      {
        lastStatus: 'STOPPED',
        name: 'app',
        reason:
          'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason:
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/registry/none:1: registry/none:1: not found',
  });
  const first = Number(failed[0]?.createdAt);
  expect(failed.map(({ createdAt }) => (Number(createdAt) - first) / 1000)).toEqual([
    0, 0, 0, 10, 30, 70, 150,
  ]);
});

test('slow down by rounds of starts, not by the tasks of one round', async () => {
  const image = { pull: { delayMs: 1000 }, start: { fails: 'no such file' } };
  await using world = await SimulatedWorld.start({ images: { broken: image } });
  const web = await ServiceUnderTest.in(world);
  await web.register({ image: 'broken' });
  await web.create({ desiredCount: 10 });
  await world.advance(3_000_000);
  const tasks = await web.tasks();
  const first = Number(tasks[0]?.createdAt);
  const started = new Map<number, number>();
  for (const { createdAt } of tasks) {
    const seconds = (Number(createdAt) - first) / 1000;
    started.set(seconds, (started.get(seconds) ?? 0) + 1);
  }
  // The first ten do not fail at one instant, and two of them are replaced before the starts slow down.
  expect([...started]).toEqual([
    [0, 10],
    [1, 2],
    ...[11, 31, 71, 151, 311, 631, 1271, 2171].map((seconds) => [seconds, 10]),
  ]);
  expect((await web.describe()).deployments?.[0]?.failedTasks).toBe(92);
});

test('tell why a container could not be started', async () => {
  const image = { start: { fails: 'exec: x: executable file not found' } };
  await using world = await SimulatedWorld.start({ images: { broken: image } });
  const web = await ServiceUnderTest.in(world);
  await web.register({ image: 'broken' });
  await web.create({ desiredCount: 1 });
  await world.advance(5000);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 1 desired 0 running 0 pending',
    'PRIMARY 1 web:1 1 desired 0 running 0 pending 3 failed IN_PROGRESS',
  ]);
  expect((await web.tasks()).map(taskEnding)[0]).toEqual({
    containers: [
      {
        lastStatus: 'STOPPED',
        name: 'app',
        reason: 'CannotStartContainerError: Error response from daemon: exec: x: executable file not found',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason:
      'CannotStartContainerError: Error response from daemon: exec: x: executable file not found',
  });
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) was unable to place a task. Reason: CannotStartContainerError: Error response from daemon: exec: x: executable file not found.',
    '(service web) has started 1 tasks: (task 2).',
    '(service web) was unable to place a task. Reason: CannotStartContainerError: Error response from daemon: exec: x: executable file not found.',
    '(service web) has started 1 tasks: (task 3).',
    '(service web) was unable to place a task. Reason: CannotStartContainerError: Error response from daemon: exec: x: executable file not found.',
    '(service web) is unable to consistently start tasks successfully.',
  ]);
});

test('count tasks that end before they run, and begin anew once one runs', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  for (let failures = 0; failures < 5; failures += 1)
    world.engine.failNext('createContainer', 'no space left on device');
  await web.create({ desiredCount: 1 });
  expect(await web.timeline(120_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 0 running 0 pending',
      'PRIMARY 1 web:1 1 desired 0 running 0 pending 3 failed IN_PROGRESS',
    ],
    [
      10000,
      'ACTIVE 1 desired 0 running 0 pending',
      'PRIMARY 1 web:1 1 desired 0 running 0 pending 4 failed IN_PROGRESS',
    ],
    [
      30000,
      'ACTIVE 1 desired 0 running 0 pending',
      'PRIMARY 1 web:1 1 desired 0 running 0 pending 5 failed IN_PROGRESS',
    ],
    [
      70000,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
    ],
    [
      70500,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) was unable to place a task. Reason: CannotCreateContainerError: Error response from daemon: no space left on device.',
    '(service web) has started 1 tasks: (task 2).',
    '(service web) was unable to place a task. Reason: CannotCreateContainerError: Error response from daemon: no space left on device.',
    '(service web) has started 1 tasks: (task 3).',
    '(service web) was unable to place a task. Reason: CannotCreateContainerError: Error response from daemon: no space left on device.',
    '(service web) is unable to consistently start tasks successfully.',
    '(service web) has started 1 tasks: (task 4).',
    '(service web) was unable to place a task. Reason: CannotCreateContainerError: Error response from daemon: no space left on device.',
    '(service web) has started 1 tasks: (task 5).',
    '(service web) was unable to place a task. Reason: CannotCreateContainerError: Error response from daemon: no space left on device.',
    '(service web) has started 1 tasks: (task 6).',
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
  world.engine.failNext('createContainer', 'no space left on device');
  await web.update({ forceNewDeployment: true });
  const startMs = world.clock.now();
  await world.advance(1000);
  const starts = (await web.tasks()).map(({ createdAt }) => Number(createdAt) - startMs);
  expect(starts.filter((ms) => ms >= 0)).toEqual([0, 0]);
});

test('replace a task that ran and crashed without any delay', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { exit: { afterMs: 1000, code: 1 } } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 1 });
  await world.advance(5500);
  const tasks = await web.tasks();
  const first = Number(tasks[0]?.createdAt);
  expect(tasks.map(({ createdAt }) => Number(createdAt) - first)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 1 desired 1 running 0 pending',
    'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
  ]);
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
    '(service web) has started 1 tasks: (task 2).',
    '(service web) has reached a steady state.',
    '(service web) has started 1 tasks: (task 3).',
    '(service web) has reached a steady state.',
    '(service web) has started 1 tasks: (task 4).',
    '(service web) has reached a steady state.',
    '(service web) has started 1 tasks: (task 5).',
    '(service web) has reached a steady state.',
    '(service web) has started 1 tasks: (task 6).',
    '(service web) has reached a steady state.',
  ]);
});
