import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { RuntimeEvent } from '../../../emulator/runtime/runtime.ts';
import { type ContainerUnderTest, ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

/** Runs one task and writes down when which container starts and ends, in seconds from the start. */
async function runTask(world: SimulatedWorld, containers: readonly ContainerUnderTest[]) {
  const web = await ServiceUnderTest.in(world);
  await web.register(...containers);
  const steps: string[] = [];
  const startMs = world.clock.now();
  const names = new Map<string, string>();
  world.engine.subscribe((event: RuntimeEvent) => {
    if (event.type !== 'started' && event.type !== 'died') return;
    void world.engine.list().then((found) => {
      const name =
        found.find(({ id }) => id === event.id)?.labels['drydock.container'] ?? names.get(event.id);
      if (name === undefined) return;
      names.set(event.id, name);
      steps.push(
        `${(world.clock.now() - startMs) / 1000}: ${name} ${event.type}${event.type === 'died' ? ` ${event.exitCode}` : ''}`,
      );
    });
  });
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
  );
  return { web, steps, taskArn: tasks?.[0]?.taskArn ?? '' };
}

test.each([
  { stopTimeout: undefined, seconds: 30 },
  { stopTimeout: 5, seconds: 5 },
  { stopTimeout: 120, seconds: 120 },
])(
  'kill a program that ignores its stop signal after $seconds s (stopTimeout $stopTimeout)',
  async ({ stopTimeout, seconds }) => {
    await using world = await SimulatedWorld.start({ images: { app: { ignoresStopSignal: true } } });
    const { web, steps, taskArn } = await runTask(world, [{ stopTimeout }]);
    await world.advance(10_000);
    await world.ecs.send(new StopTaskCommand({ task: taskArn }));
    await world.advance(seconds * 1000 - 1);
    expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual(['STOPPING']);
    await world.advance(1);
    expect((await web.tasks()).map(taskEnding)).toEqual([
      {
        containers: [{ exitCode: 137, lastStatus: 'STOPPED', name: 'app' }],
        desiredStatus: 'STOPPED',
        lastStatus: 'STOPPED',
        stopCode: 'UserInitiated',
        stoppedReason: 'Task stopped by user',
      },
    ]);
    expect(steps).toEqual(['0: app started', `${10 + seconds}: app died 137`]);
  },
);

test('keep to stopTimeout over a kill of the emulator', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { ignoresStopSignal: true } } });
  const { web, taskArn } = await runTask(world, [{ stopTimeout: 20 }]);
  await world.advance(10_000);
  await world.ecs.send(new StopTaskCommand({ task: taskArn }));
  await world.advance(5000);
  await world.kill();
  await world.startEmulator();
  await world.advance(14_999);
  expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual(['STOPPING']);
  await world.advance(1);
  expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual(['STOPPED']);
});

test('start containers in the order of their dependencies and stop them in reverse', async () => {
  await using world = await SimulatedWorld.start({
    images: {
      setup: { exit: { afterMs: 2000, code: 0 } },
      warmup: { exit: { afterMs: 3000, code: 7 } },
      app: { stopDelayMs: 4000 },
      proxy: { stopDelayMs: 1000 },
    },
  });
  const { web, steps, taskArn } = await runTask(world, [
    {
      dependsOn: [
        { containerName: 'setup', condition: 'SUCCESS' },
        { containerName: 'warmup', condition: 'COMPLETE' },
        { containerName: 'proxy', condition: 'HEALTHY' },
      ],
    },
    { name: 'setup', image: 'setup', essential: false, portMappings: [] },
    { name: 'warmup', image: 'warmup', essential: false, portMappings: [] },
    {
      name: 'proxy',
      image: 'proxy',
      portMappings: [],
      dependsOn: [{ containerName: 'setup', condition: 'START' }],
      healthCheck: { command: ['CMD', 'true'], interval: 5 },
    },
  ]);
  const [provisioning] = await web.tasks();
  expect(provisioning?.lastStatus).toEqual('PENDING');
  await world.advance(4999);
  expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual(['PENDING']);
  await world.advance(5001);
  expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING']);
  await world.ecs.send(new StopTaskCommand({ task: taskArn }));
  await world.advance(10_000);
  expect(steps).toEqual([
    '0: setup started',
    '0: warmup started',
    '0: proxy started',
    '2: setup died 0',
    '3: warmup died 7',
    '5: app started',
    '14: app died 143',
    '15: proxy died 143',
  ]);
  expect((await web.tasks()).map(taskEnding)).toEqual([
    {
      containers: [
        {
          exitCode: 143,
          lastStatus: 'STOPPED',
          name: 'app',
        },
        {
          exitCode: 0,
          lastStatus: 'STOPPED',
          name: 'setup',
        },
        {
          exitCode: 7,
          lastStatus: 'STOPPED',
          name: 'warmup',
        },
        {
          exitCode: 143,
          lastStatus: 'STOPPED',
          name: 'proxy',
        },
      ],
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
      stopCode: 'UserInitiated',
      stoppedReason: 'Task stopped by user',
    },
  ]);
});

test('fail a task whose dependency can never be met', async () => {
  await using world = await SimulatedWorld.start({ images: { setup: { exit: { afterMs: 2000, code: 1 } } } });
  const { web, steps } = await runTask(world, [
    { dependsOn: [{ containerName: 'setup', condition: 'SUCCESS' }] },
    { name: 'setup', image: 'setup', essential: false, portMappings: [] },
  ]);
  await world.advance(10_000);
  const [task] = await web.tasks();
  expect(task && taskEnding(task)).toEqual({
    containers: [
      {
        lastStatus: 'STOPPED',
        name: 'app',
      },
      {
        exitCode: 1,
        lastStatus: 'STOPPED',
        name: 'setup',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason: 'Task failed to start',
  });
  expect(task?.startedAt).toBeUndefined();
  expect(steps).toEqual(['0: setup started', '2: setup died 1']);
});
