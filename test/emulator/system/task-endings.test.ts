import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type ContainerUnderTest, ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

/** A service of two tasks that has been steady for a minute. */
async function steadyService(world: SimulatedWorld, ...containers: ContainerUnderTest[]) {
  const web = await ServiceUnderTest.in(world);
  await web.register(...containers);
  await web.create();
  await world.advance(60_000);
  const [first] = await web.tasks();
  const idOf = (name: string) => first?.containers?.find((each) => each.name === name)?.runtimeId ?? '';
  const ending = async () => {
    const now = (await web.tasks()).find(({ taskArn }) => taskArn === first?.taskArn);
    return now && taskEnding(now);
  };
  return { web, first, idOf, ending, told: (await web.events()).length };
}

/** A minute of the service in which DescribeServices shows nothing but this. */
const undisturbed = [
  [
    0,
    'ACTIVE 2 desired 2 running 0 pending',
    'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ],
];

const replaced = [
  '(service web) has started 1 tasks: (task 3).',
  '(service web) has reached a steady state.',
];

const essentialExited = {
  desiredStatus: 'STOPPED',
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
};

test('replace a task whose program crashes at once', async () => {
  await using world = await SimulatedWorld.start();
  const { web, idOf, told, ending } = await steadyService(world);
  world.engine.crash(idOf('app'), 3);
  expect(await web.timeline(60_000)).toEqual(undisturbed);
  expect((await web.events()).slice(told)).toEqual(replaced);
  expect(await ending()).toEqual({
    ...essentialExited,
    containers: [
      {
        exitCode: 3,
        lastStatus: 'STOPPED',
        name: 'app',
      },
    ],
  });
});

test('tell of a container that was killed for its memory', async () => {
  await using world = await SimulatedWorld.start();
  const { idOf, ending } = await steadyService(world);
  world.engine.crash(idOf('app'), 137, true);
  await world.advance(1000);
  expect(await ending()).toEqual({
    ...essentialExited,
    containers: [
      {
        exitCode: 137,
        lastStatus: 'STOPPED',
        name: 'app',
        reason: 'OutOfMemoryError: Container killed due to memory usage',
      },
    ],
  });
});

test('let a task run on when a container that is not essential ends', async () => {
  await using world = await SimulatedWorld.start();
  const { web, idOf, told, ending } = await steadyService(
    world,
    {},
    { name: 'helper', image: 'helper', essential: false, portMappings: [] },
  );
  world.engine.crash(idOf('helper'), 1);
  expect(await web.timeline(60_000)).toEqual(undisturbed);
  expect((await web.events()).slice(told)).toEqual([]);
  expect(await ending()).toEqual({
    containers: [
      {
        lastStatus: 'RUNNING',
        name: 'app',
      },
      {
        exitCode: 1,
        lastStatus: 'STOPPED',
        name: 'helper',
      },
    ],
    desiredStatus: 'RUNNING',
    lastStatus: 'RUNNING',
  });
});

test('stop the other containers when an essential one ends', async () => {
  await using world = await SimulatedWorld.start();
  const { idOf, ending } = await steadyService(
    world,
    {},
    { name: 'helper', image: 'helper', essential: false, portMappings: [] },
  );
  world.engine.crash(idOf('app'), 0);
  await world.advance(1000);
  expect(await ending()).toEqual({
    ...essentialExited,
    containers: [
      {
        exitCode: 0,
        lastStatus: 'STOPPED',
        name: 'app',
      },
      {
        exitCode: 143,
        lastStatus: 'STOPPED',
        name: 'helper',
      },
    ],
  });
});

test('replace a task that the user stops', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { stopDelayMs: 2000 } } });
  const { web, first, told, ending } = await steadyService(world);
  const { task } = await world.ecs.send(
    new StopTaskCommand({ task: first?.taskArn, reason: 'deploying by hand' }),
  );
  expect(task && taskEnding(task)).toEqual({
    containers: [
      {
        lastStatus: 'RUNNING',
        name: 'app',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'RUNNING',
    stopCode: 'UserInitiated',
    stoppedReason: 'deploying by hand',
  });
  expect(await web.timeline(60_000)).toEqual(undisturbed);
  expect((await web.events()).slice(told)).toEqual(replaced);
  expect(await ending()).toEqual({
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
    stoppedReason: 'deploying by hand',
  });
});

test('keep the first reason when another one to stop follows', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { stopDelayMs: 2000 } } });
  const { first, idOf, ending } = await steadyService(world);
  await world.ecs.send(new StopTaskCommand({ task: first?.taskArn }));
  await world.advance(1000);
  world.engine.crash(idOf('app'), 9);
  await world.ecs.send(new StopTaskCommand({ task: first?.taskArn, reason: 'again' }));
  await world.advance(1000);
  expect(await ending()).toEqual({
    containers: [
      {
        exitCode: 9,
        lastStatus: 'STOPPED',
        name: 'app',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'UserInitiated',
    stoppedReason: 'Task stopped by user',
  });
});

test.each([
  {
    what: 'image nobody has',
    images: { app: { pull: { fails: 'docker.io/library/app:latest: not found' } } },
    reason:
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/app:latest: docker.io/library/app:latest: not found',
  },
  {
    what: 'container the engine does not make',
    fails: ['createContainer', 'invalid mount config'] as const,
    reason: 'CannotCreateContainerError: Error response from daemon: invalid mount config',
  },
  {
    what: 'program is not there',
    images: { app: { start: { fails: 'exec: "x": executable file not found in $PATH' } } },
    reason:
      'CannotStartContainerError: Error response from daemon: exec: "x": executable file not found in $PATH',
  },
])('fail the start of a task whose $what, and name the reason twice', async ({ images, fails, reason }) => {
  await using world = await SimulatedWorld.start({ images });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  if (fails !== undefined) world.engine.failNext(...fails);
  await world.ecs.send(new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }));
  await world.advance(1000);
  const [task] = await web.tasks();
  expect(task && taskEnding(task)).toEqual({
    containers: [{ lastStatus: 'STOPPED', name: 'app', reason }],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason: reason,
  });
  expect(task?.startedAt).toBeUndefined();
});

test('let a task of its own run on though it is UNHEALTHY', async () => {
  const health = [{ afterMs: 1000, health: 'UNHEALTHY' as const }];
  await using world = await SimulatedWorld.start({ images: { app: { health } } });
  const web = await ServiceUnderTest.in(world);
  await web.register({ healthCheck: { command: ['CMD', 'true'] } });
  await world.ecs.send(new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }));
  await world.advance(600_000);
  expect(await web.tasks()).toMatchObject([
    { lastStatus: 'RUNNING', desiredStatus: 'RUNNING', healthStatus: 'UNHEALTHY' },
  ]);
});

test('stop a task whose network dies under it, and hand out no dead network', async () => {
  await using world = await SimulatedWorld.start();
  const { web, first } = await steadyService(world);
  const sandboxes = (await world.engine.list()).filter(({ labels }) => labels['drydock.role'] === 'sandbox');
  expect(sandboxes.length).toBeGreaterThan(2);
  for (const { id } of sandboxes) world.engine.crash(id, 137);
  await world.advance(1000);
  const tasks = await web.tasks();
  expect(tasks.map(({ lastStatus, stopCode }) => [lastStatus, stopCode])).toEqual([
    ['STOPPED', 'EssentialContainerExited'],
    ['STOPPED', 'EssentialContainerExited'],
    ['RUNNING', undefined],
    ['RUNNING', undefined],
  ]);
  expect(tasks.find(({ taskArn }) => taskArn === first?.taskArn)?.stoppedReason).toEqual(
    'Essential container in task exited',
  );
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 2 desired 2 running 0 pending',
    'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
});
