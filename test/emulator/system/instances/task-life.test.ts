import { expect, test } from 'vitest';
import { bindingsOf, InstancesUnderTest } from '../../../support/system/instances-under-test.ts';
import type { ContainerUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../../support/system/simulated-world.ts';
import { type ShownTask, TaskWatch } from '../../../support/system/task-watch.ts';

/** The one task that is run, in the bridge mode, with all that a client could have seen of it. */
async function watchedTask(options: SimulatedWorldOptions, ...containers: ContainerUnderTest[]) {
  const watch = new TaskWatch();
  const world = await SimulatedWorld.start({ ...options, onChange: watch.look });
  const instances = await InstancesUnderTest.in(world);
  await instances.add();
  await instances.define(containers);
  const arn = await instances.runOne();
  return {
    ...{ world, watch },
    stop: () => instances.stop(arn),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const statuses = (task: ShownTask) =>
  [
    task.desiredStatus,
    task.lastStatus,
    ...(task.containers ?? []).map(({ lastStatus }) => lastStatus),
    ...bindingsOf(task),
  ].join(' ');

const slow = { pull: { delayMs: 1000 }, stopDelayMs: 2000 };
const web = { portMappings: [{ containerPort: 80 }] };

test('a task in the bridge mode shows every status but those of a network interface, and its ports as it starts', async () => {
  await using watched = await watchedTask({ images: { app: slow } }, web);
  await watched.world.advance(5000);
  await watched.stop();
  await watched.world.advance(5000);
  const published = 'app 80->127.0.0.1:49153/tcp';
  expect(watched.watch.course(statuses)).toEqual([
    'RUNNING PENDING PENDING',
    `RUNNING PENDING RUNNING ${published}`,
    `RUNNING RUNNING RUNNING ${published}`,
    `STOPPED RUNNING RUNNING ${published}`,
    `STOPPED STOPPING RUNNING ${published}`,
    `STOPPED STOPPING STOPPED ${published}`,
    `STOPPED STOPPED STOPPED ${published}`,
  ]);
  expect(watched.watch.seen.flatMap(({ attachments = [] }) => attachments)).toEqual([]);
});

test('it is stamped at every step of its way', async () => {
  await using watched = await watchedTask({ images: { app: slow } }, web);
  const startMs = watched.world.clock.now();
  await watched.world.advance(5000);
  await watched.stop();
  await watched.world.advance(5000);
  const task = watched.watch.last;
  const at = (date: Date | undefined) => date && Number(date) - startMs;
  expect({
    createdAt: at(task.createdAt),
    connectivityAt: at(task.connectivityAt),
    pullStartedAt: at(task.pullStartedAt),
    pullStoppedAt: at(task.pullStoppedAt),
    startedAt: at(task.startedAt),
    stoppingAt: at(task.stoppingAt),
    executionStoppedAt: at(task.executionStoppedAt),
    stoppedAt: at(task.stoppedAt),
  }).toEqual({
    createdAt: 0,
    connectivityAt: 0,
    pullStartedAt: 0,
    pullStoppedAt: 1000,
    startedAt: 1000,
    stoppingAt: 5000,
    executionStoppedAt: 7000,
    stoppedAt: 7000,
  });
});

test('its version grows by one with every change that shows, and with no other', async () => {
  await using watched = await watchedTask(
    { images: { app: { ...slow, ignoresStopSignal: true } } },
    { ...web, healthCheck: { command: ['CMD', 'true'] }, stopTimeout: 3 },
    { name: 'init', image: 'init', essential: false },
  );
  await watched.world.advance(60_000);
  await watched.world.restart();
  await watched.stop();
  await watched.stop();
  await watched.world.advance(60_000);
  const versions = watched.watch.seen.map(({ version }) => version);
  expect(watched.watch.last.lastStatus).toBe('STOPPED');
  expect(versions.length).toBeGreaterThan(10);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
});

test('one whose image could not be pulled goes from PENDING to STOPPED, without a time of execution', async () => {
  await using watched = await watchedTask({ images: { app: { pull: { fails: 'not found' } } } }, web);
  await watched.world.advance(5000);
  expect(watched.watch.course(statuses)).toEqual([
    'RUNNING PENDING PENDING',
    'STOPPED PENDING PENDING',
    'STOPPED STOPPED STOPPED',
  ]);
  const { stopCode, stoppedReason, executionStoppedAt, containers } = watched.watch.last;
  expect({ stopCode, executionStoppedAt, reason: containers?.[0]?.reason }).toEqual({
    ...{ stopCode: 'TaskFailedToStart', executionStoppedAt: undefined, reason: stoppedReason },
  });
});

test('a task in awsvpc has a network interface on an instance as well, and no ports of the host', async () => {
  const watch = new TaskWatch();
  await using world = await SimulatedWorld.start({ onChange: watch.look });
  const instances = await InstancesUnderTest.in(world);
  const instance = await instances.add();
  await instances.define([web], { networkMode: 'awsvpc' });
  const subnets = [...world.subnets];
  const task = await instances.runOne({ networkConfiguration: { awsvpcConfiguration: { subnets } } });
  await world.advance(1000);
  await instances.stop(task);
  await world.advance(1000);
  const shown = (each: ShownTask) => `${each.lastStatus} ${each.attachments?.[0]?.status}`;
  expect(watch.course(shown)).toEqual([
    'PROVISIONING PRECREATED',
    'PENDING ATTACHED',
    'RUNNING ATTACHED',
    'STOPPING ATTACHED',
    'DEPROVISIONING ATTACHED',
    'STOPPED DELETED',
  ]);
  expect(watch.last).toMatchObject({ launchType: 'EC2', containerInstanceArn: instance });
  expect(watch.seen.flatMap(bindingsOf)).toEqual([]);
});
