import { DescribeTasksCommand, RunTaskCommand, StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import { type ContainerUnderTest, ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../support/system/simulated-world.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

const restartPolicy = { enabled: true, restartAttemptPeriod: 60 };

async function runningTask(options: SimulatedWorldOptions, ...containers: ContainerUnderTest[]) {
  const world = await SimulatedWorld.start(options);
  const web = await ServiceUnderTest.in(world);
  await web.register(...containers);
  const input = { taskDefinition: 'web', launchType: 'FARGATE' as const, ...web.network };
  const { tasks } = await world.ecs.send(new RunTaskCommand(input));
  const arn = tasks?.[0]?.taskArn ?? '';
  await world.advance(0);
  const look = async (): Promise<Task> => {
    const { tasks: [task] = [] } = await world.ecs.send(new DescribeTasksCommand({ tasks: [arn] }));
    if (task === undefined) throw new Error('The task is not known.');
    return task;
  };
  const count = () => new TaskStore(world.state).find(arn)?.observed.containers.app?.restartCount;
  return { world, arn, look, count, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test('start an essential container again in place each time it ends, while the task stays RUNNING', async () => {
  await using running = await runningTask(
    { images: { app: { exit: { afterMs: 90_000, code: 1 } } } },
    { restartPolicy },
  );
  const { world, look, count } = running;
  const before = await look();
  await world.advance(200_000);
  const after = await look();
  expect(after).toEqual({ ...before, version: after.version });
  expect([after.lastStatus, after.containers?.[0]?.lastStatus, count()]).toEqual(['RUNNING', 'RUNNING', 2]);
});

test('stop the task where the container ended sooner than the period', async () => {
  await using running = await runningTask(
    { images: { app: { exit: { afterMs: 59_999, code: 1 } } } },
    { restartPolicy },
  );
  await running.world.advance(60_000);
  expect(taskEnding(await running.look())).toEqual({
    containers: [{ exitCode: 1, lastStatus: 'STOPPED', name: 'app' }],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
  });
});

test.each([
  [300_000, undefined, 'RUNNING'],
  [299_999, undefined, 'STOPPED'],
  [300_000, false, 'STOPPED'],
])(
  'after %d ms, with a policy that names no period and whose enabled is not %s, the task is %s',
  async (afterMs, enabled = true, lastStatus) => {
    await using running = await runningTask(
      { images: { app: { exit: { afterMs, code: 1 } } } },
      { restartPolicy: { enabled } },
    );
    await running.world.advance(300_000);
    expect((await running.look()).lastStatus).toBe(lastStatus);
  },
);

test('stop the task where the exit code is one to be ignored', async () => {
  await using running = await runningTask(
    { images: { app: { exit: { afterMs: 90_000, code: 0 } } } },
    { restartPolicy: { ...restartPolicy, ignoredExitCodes: [0] } },
  );
  await running.world.advance(90_000);
  expect([(await running.look()).stopCode, running.count()]).toEqual(['EssentialContainerExited', undefined]);
});

test('start nothing again in a task that is stopping', async () => {
  await using running = await runningTask({}, { restartPolicy });
  const { world, arn, look } = running;
  await world.advance(90_000);
  await world.ecs.send(new StopTaskCommand({ task: arn }));
  await world.advance(1000);
  expect(taskEnding(await look())).toEqual({
    containers: [{ exitCode: 143, lastStatus: 'STOPPED', name: 'app' }],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'UserInitiated',
    stoppedReason: 'Task stopped by user',
  });
});

test('stop the task where the engine does not start the container again', async () => {
  await using running = await runningTask(
    { images: { app: { exit: { afterMs: 90_000, code: 1 } } } },
    { restartPolicy },
  );
  running.world.engine.failNext('startContainer', 'no space left on device');
  await running.world.advance(90_000);
  expect(taskEnding(await running.look())).toEqual({
    containers: [
      {
        lastStatus: 'STOPPED',
        name: 'app',
        reason: 'CannotStartContainerError: Error response from daemon: no space left on device',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
  });
});

test('start a container again that ended while Drydock was down', async () => {
  await using running = await runningTask({}, { restartPolicy });
  const { world, look, count } = running;
  const runtimeId = (await look()).containers?.[0]?.runtimeId;
  await world.advance(90_000);
  await world.kill();
  world.engine.crash(runtimeId ?? '', 1);
  await world.startEmulator();
  const [container] = (await look()).containers ?? [];
  expect([container?.lastStatus, container?.runtimeId, count()]).toEqual(['RUNNING', runtimeId, 1]);
});

test('end up with a running container at whatever instant of a restart Drydock is killed', async () => {
  for (let instants = 1; ; instants += 1) {
    await using running = await runningTask({}, { restartPolicy });
    const { world, look, count } = running;
    const runtimeId = (await look()).containers?.[0]?.runtimeId ?? '';
    await world.advance(90_000);
    world.life.dieAfter(instants);
    world.engine.crash(runtimeId, 1);
    await world.advance(0);
    const wasKilled = !world.life.isAlive;
    if (wasKilled) {
      await world.kill();
      await world.startEmulator();
    }
    const [container] = (await look()).containers ?? [];
    expect([instants, container?.lastStatus, count()]).toEqual([instants, 'RUNNING', 1]);
    if (!wasKilled) return;
  }
});

test('go on with the log of a container that was started again', async () => {
  const { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } = await import(
    '@aws-sdk/client-cloudwatch-logs'
  );
  await using world = await SimulatedWorld.start({
    images: { app: { exit: { afterMs: 90_000, code: 1 }, logs: [{ afterMs: 10, text: 'hello' }] } },
  });
  const logs = new CloudWatchLogsClient(world.client);
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/web' }));
  const web = await ServiceUnderTest.in(world);
  const options = { 'awslogs-group': '/web', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'a' };
  await web.register({ restartPolicy, logConfiguration: { logDriver: 'awslogs', options } });
  await world.ecs.send(new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }));
  await world.advance(100_000);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/web' }));
  expect(events.map(({ message }) => message)).toEqual(['hello', 'hello']);
});

test('stop a task whose dependency is not healthy within its startTimeout', async () => {
  await using running = await runningTask(
    { images: { db: { health: [] } } },
    { dependsOn: [{ containerName: 'db', condition: 'HEALTHY' }] },
    {
      ...{ name: 'db', image: 'db', portMappings: [], essential: false, startTimeout: 20 },
      healthCheck: { command: ['CMD', 'true'] },
    },
  );
  const { world, look } = running;
  await world.advance(19_999);
  expect((await look()).desiredStatus).toBe('RUNNING');
  await world.advance(1000);
  expect(taskEnding(await look())).toEqual({
    containers: [
      { lastStatus: 'STOPPED', name: 'app' },
      { exitCode: 143, lastStatus: 'STOPPED', name: 'db' },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason: 'Task failed to start',
  });
});
