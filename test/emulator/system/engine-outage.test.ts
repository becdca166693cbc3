import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

/** The emulator says aloud that its engine is away; that is not the test's failure. */
function forgiveOutage(world: SimulatedWorld): string[] {
  return world.errors.splice(0).map((line) => JSON.parse(line).msg);
}

test('tell of tasks out of reach, and take them up again as they are', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(60_000);
  const before = await web.tasks();
  world.engine.disconnect();
  await world.advance(10_000);
  expect((await web.tasks()).map(({ connectivity, lastStatus }) => [connectivity, lastStatus])).toEqual([
    ['DISCONNECTED', 'RUNNING'],
    ['DISCONNECTED', 'RUNNING'],
  ]);
  world.engine.reconnect();
  await world.advance(1000);
  const after = await web.tasks();
  expect(after.map(({ taskArn, connectivity, lastStatus }) => [taskArn, connectivity, lastStatus])).toEqual(
    before.map(({ taskArn }) => [taskArn, 'CONNECTED', 'RUNNING']),
  );
  expect(after.map(({ connectivityAt }) => Number(connectivityAt))).toEqual(
    before.map(({ connectivityAt }) => Number(connectivityAt) + 70_000),
  );
  expect((await web.events()).length).toBe(3);
  expect(forgiveOutage(world)).toEqual(['the container engine is out of reach']);
});

test('notice what died during the outage, and replace it', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(60_000);
  const [first, second] = await web.tasks();
  const idOf = (task: typeof first) => task?.containers?.[0]?.runtimeId ?? '';
  world.engine.disconnect();
  world.engine.crash(idOf(first), 137, true);
  await world.advance(10_000);
  world.engine.reconnect();
  await world.advance(1000);
  const tasks = await web.tasks();
  const ended = tasks.find(({ taskArn }) => taskArn === first?.taskArn);
  expect(ended && taskEnding(ended)).toEqual({
    containers: [
      {
        exitCode: 137,
        lastStatus: 'STOPPED',
        name: 'app',
        reason: 'OutOfMemoryError: Container killed due to memory usage',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
  });
  expect(tasks.map(({ taskArn, lastStatus }) => [taskArn === second?.taskArn, lastStatus])).toEqual([
    [true, 'RUNNING'],
    [false, 'STOPPED'],
    [false, 'RUNNING'],
  ]);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 2 desired 2 running 0 pending',
    'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
  expect(forgiveOutage(world)).toEqual(['the container engine is out of reach']);
});

test('go on with a rollout that an outage interrupted', async () => {
  await using world = await SimulatedWorld.start({ images: { next: { pull: { delayMs: 3000 } } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(60_000);
  await web.register({ image: 'next' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(1000);
  world.engine.disconnect();
  await world.advance(60_000);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 2 desired 2 running 2 pending',
    'PRIMARY 2 web:2 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
    'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
  world.engine.reconnect();
  await world.advance(60_000);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 2 desired 2 running 0 pending',
    'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
  expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual([
    'STOPPED',
    'STOPPED',
    'RUNNING',
    'RUNNING',
  ]);
  expect(forgiveOutage(world)).toEqual(['the container engine is out of reach']);
});

test('stop a task that was told to stop during the outage', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
  );
  await world.advance(1000);
  world.engine.disconnect();
  await world.ecs.send(new StopTaskCommand({ task: tasks?.[0]?.taskArn }));
  await world.advance(10_000);
  expect((await web.tasks()).map(taskEnding)).toEqual([
    {
      containers: [
        {
          lastStatus: 'RUNNING',
          name: 'app',
        },
      ],
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPING',
      stopCode: 'UserInitiated',
      stoppedReason: 'Task stopped by user',
    },
  ]);
  world.engine.reconnect();
  await world.advance(1000);
  expect((await web.tasks()).map(taskEnding)).toEqual([
    {
      containers: [
        {
          exitCode: 143,
          lastStatus: 'STOPPED',
          name: 'app',
        },
      ],
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
      stopCode: 'UserInitiated',
      stoppedReason: 'Task stopped by user',
    },
  ]);
  expect(forgiveOutage(world)).toEqual(['the container engine is out of reach']);
});

test('refuse to reset while the engine is out of reach, and lose nothing by it', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(60_000);
  world.engine.disconnect();
  await expect(world.emulator.reset()).rejects.toThrow('The simulated engine is not connected.');
  world.engine.reconnect();
  await world.advance(1000);
  await web.update({ desiredCount: 3 });
  await world.advance(1000);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 3 desired 3 running 0 pending',
    'PRIMARY 1 web:1 3 desired 3 running 0 pending 0 failed COMPLETED',
  ]);
  await world.emulator.reset();
  expect(await world.engine.list()).toEqual([]);
  expect(forgiveOutage(world)).toEqual(['the container engine is out of reach']);
});
