import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type ContainerUnderTest, ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../support/system/simulated-world.ts';
import { type ShownTask, TaskWatch } from '../../support/system/task-watch.ts';

/** The one task that is run, with all that a client could have seen of it. */
async function watchedTask(options: SimulatedWorldOptions, ...containers: ContainerUnderTest[]) {
  const watch = new TaskWatch();
  const world = await SimulatedWorld.start({ ...options, onChange: watch.look });
  const web = await ServiceUnderTest.in(world);
  await web.register(...containers);
  await world.ecs.send(new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }));
  return {
    ...{ world, web, watch },
    stop: () => world.ecs.send(new StopTaskCommand({ task: watch.last.taskArn })),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const statuses = ({ desiredStatus, lastStatus, attachments, containers }: ShownTask) =>
  [
    desiredStatus,
    lastStatus,
    attachments?.[0]?.status,
    ...(containers ?? []).map((each) => each.lastStatus),
  ].join(' ');

const slow = { pull: { delayMs: 1000 }, stopDelayMs: 2000 };

test('show every status of task, network interface and container in AWS’s order', async () => {
  await using watched = await watchedTask({ images: { app: slow } });
  await watched.world.advance(5000);
  await watched.stop();
  await watched.world.advance(5000);
  expect(watched.watch.course(statuses)).toEqual([
    'RUNNING PROVISIONING PRECREATED PENDING',
    'RUNNING PENDING ATTACHED PENDING',
    'RUNNING PENDING ATTACHED RUNNING',
    'RUNNING RUNNING ATTACHED RUNNING',
    'STOPPED RUNNING ATTACHED RUNNING',
    'STOPPED STOPPING ATTACHED RUNNING',
    'STOPPED STOPPING ATTACHED STOPPED',
    'STOPPED DEPROVISIONING ATTACHED STOPPED',
    'STOPPED STOPPED DELETED STOPPED',
  ]);
});

test('raise the version by one with every change that shows, and with no other', async () => {
  await using watched = await watchedTask(
    { images: { app: { ...slow, ignoresStopSignal: true } } },
    { healthCheck: { command: ['CMD', 'true'] }, stopTimeout: 3 },
    { name: 'init', image: 'init', portMappings: [], essential: false },
  );
  await watched.world.advance(60_000);
  await watched.world.restart();
  await watched.stop();
  await watched.stop();
  await watched.world.advance(60_000);
  const versions = watched.watch.seen.map(({ version }) => version);
  expect(watched.watch.last.lastStatus).toBe('STOPPED');
  expect(versions.length).toBeGreaterThan(12);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
});

test('tell when execution stopped of a task that had a container running and never was RUNNING', async () => {
  await using watched = await watchedTask(
    { images: { init: { exit: { afterMs: 500, code: 1 } } } },
    { dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] },
    { name: 'init', image: 'init', portMappings: [], essential: false },
  );
  const startMs = watched.world.clock.now();
  await watched.world.advance(5000);
  const task = watched.watch.last;
  const at = (date: Date | undefined) => date && Number(date) - startMs;
  expect({
    startedAt: at(task.startedAt),
    stoppingAt: at(task.stoppingAt),
    executionStoppedAt: at(task.executionStoppedAt),
    stoppedAt: at(task.stoppedAt),
    stopCode: task.stopCode,
  }).toEqual({
    startedAt: undefined,
    stoppingAt: 500,
    executionStoppedAt: 500,
    stoppedAt: 500,
    stopCode: 'TaskFailedToStart',
  });
});

test('tell no time of execution of a task whose image could not be pulled', async () => {
  await using watched = await watchedTask({ images: { app: { pull: { fails: 'not found' } } } });
  await watched.world.advance(5000);
  const task = watched.watch.last;
  expect([task.lastStatus, task.executionStoppedAt, task.containers?.[0]?.reason]).toEqual([
    'STOPPED',
    undefined,
    task.stoppedReason,
  ]);
  expect(watched.watch.course(statuses)).toEqual([
    'RUNNING PROVISIONING PRECREATED PENDING',
    'RUNNING PENDING ATTACHED PENDING',
    'STOPPED PENDING ATTACHED PENDING',
    'STOPPED DEPROVISIONING ATTACHED PENDING',
    'STOPPED STOPPED DELETED STOPPED',
  ]);
});

const checked = (name: string, essential: boolean): ContainerUnderTest => ({
  ...{ name, image: name, essential, portMappings: [] },
  healthCheck: { command: ['CMD', 'true'], interval: 5 },
});

test('show the task as healthy as the worst of its essential containers that have a check', async () => {
  const health = (...steps: (readonly [number, 'HEALTHY' | 'UNHEALTHY'])[]) => ({
    health: steps.map(([afterMs, state]) => ({ afterMs, health: state })),
  });
  await using watched = await watchedTask(
    {
      images: {
        one: health([1000, 'HEALTHY'], [3000, 'UNHEALTHY'], [4000, 'HEALTHY']),
        two: health([2000, 'HEALTHY']),
        aside: health([2500, 'UNHEALTHY']),
      },
    },
    {},
    checked('one', true),
    checked('two', true),
    checked('aside', false),
  );
  await watched.world.advance(5000);
  const row = ({ healthStatus, containers = [] }: ShownTask) =>
    [healthStatus, ...containers.map((each) => each.healthStatus)].join(' ');
  expect(watched.watch.course(row)).toEqual([
    'UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN',
    'UNKNOWN UNKNOWN HEALTHY UNKNOWN UNKNOWN',
    'HEALTHY UNKNOWN HEALTHY HEALTHY UNKNOWN',
    'HEALTHY UNKNOWN HEALTHY HEALTHY UNHEALTHY',
    'UNHEALTHY UNKNOWN UNHEALTHY HEALTHY UNHEALTHY',
    'HEALTHY UNKNOWN HEALTHY HEALTHY UNHEALTHY',
  ]);
});
