import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { describeTask } from '../../../src/services/ecs/task/describe-task.ts';
import { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import type { State } from '../../../src/state/state.ts';
import { type ContainerUnderTest, ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../support/system/simulated-world.ts';

type Shown = ReturnType<typeof describeTask>;

/** Everything that a client could have seen of the one task that is run, commit by commit. */
async function watchedTask(options: SimulatedWorldOptions, ...containers: ContainerUnderTest[]) {
  const seen: Shown[] = [];
  let arn = '';
  const look = (state: State) => {
    const [task] = new TaskStore(state).listOfCluster('arn:aws:ecs:us-east-1:000000000000:cluster/default');
    if (task === undefined) return;
    arn = task.arn;
    const shown = describeTask(task, []);
    if (JSON.stringify(shown) !== JSON.stringify(seen.at(-1))) seen.push(shown);
  };
  const world = await SimulatedWorld.start({ ...options, onChange: look });
  const web = await ServiceUnderTest.in(world);
  await web.register(...containers);
  await world.ecs.send(new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }));
  return {
    ...{ world, web, seen },
    stop: () => world.ecs.send(new StopTaskCommand({ task: arn })),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Each different row of what `show` picks, in order. */
function course(seen: readonly Shown[], show: (task: Shown) => string): string[] {
  return seen.map(show).filter((row, index, all) => row !== all[index - 1]);
}

const statuses = ({ desiredStatus, lastStatus, attachments, containers }: Shown) =>
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
  expect(course(watched.seen, statuses)).toEqual([
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
  const versions = watched.seen.map(({ version }) => version);
  expect(watched.seen.at(-1)?.lastStatus).toBe('STOPPED');
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
  const task = watched.seen.at(-1);
  const at = (date: Date | undefined) => date && Number(date) - startMs;
  expect({
    startedAt: at(task?.startedAt),
    stoppingAt: at(task?.stoppingAt),
    executionStoppedAt: at(task?.executionStoppedAt),
    stoppedAt: at(task?.stoppedAt),
    stopCode: task?.stopCode,
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
  const task = watched.seen.at(-1);
  expect([task?.lastStatus, task?.executionStoppedAt, task?.containers?.[0]?.reason]).toEqual([
    'STOPPED',
    undefined,
    task?.stoppedReason,
  ]);
  expect(course(watched.seen, statuses)).toEqual([
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
  const row = ({ healthStatus, containers = [] }: Shown) =>
    [healthStatus, ...containers.map((each) => each.healthStatus)].join(' ');
  expect(course(watched.seen, row)).toEqual([
    'UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN',
    'UNKNOWN UNKNOWN HEALTHY UNKNOWN UNKNOWN',
    'HEALTHY UNKNOWN HEALTHY HEALTHY UNKNOWN',
    'HEALTHY UNKNOWN HEALTHY HEALTHY UNHEALTHY',
    'UNHEALTHY UNKNOWN UNHEALTHY HEALTHY UNHEALTHY',
    'HEALTHY UNKNOWN HEALTHY HEALTHY UNHEALTHY',
  ]);
});
