import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { RunTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { killAtInstants } from '../../support/system/kill-at-instants.ts';
import { held, newScene } from '../../support/system/restart-scene.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

test('go on after a kill at any instant of a rollout as if nothing had happened', async () => {
  let targetGroupArn = '';
  const images = { app: { stopDelayMs: 500 }, next: { pull: { delayMs: 1000 }, stopDelayMs: 500 } };
  await killAtInstants({
    newScene: () => newScene({ images }),
    step: 3,
    async prepare({ web, world }) {
      await web.register();
      targetGroupArn = await web.loadBalancer();
      await web.create({ loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] });
      await world.advance(60_000);
      await web.register({ image: 'next' });
    },
    act: ({ web }) => web.update({ taskDefinition: 'web' }),
    endState: async (scene) => ({
      service: scene.web.summary(await scene.web.describe()),
      tasks: (await scene.web.tasks()).map(({ lastStatus, stopCode }) => `${lastStatus} ${stopCode}`).sort(),
      targets: await scene.web.targetStates(targetGroupArn),
      held: await held(scene),
      starts: scene.starts.length,
      startedTwice: scene.starts.length - new Set(scene.starts).size,
    }),
  });
}, 60_000);

test('roll back a failed deployment after a kill at any instant as if nothing had happened', async () => {
  const images = {
    app: { stopDelayMs: 500 },
    broken: { pull: { delayMs: 1000, fails: 'broken: not found' }, stopDelayMs: 500 },
  };
  const ended = await killAtInstants({
    newScene: () => newScene({ images }),
    step: 4,
    async prepare({ web, world }) {
      await web.register();
      await web.create({
        deploymentConfiguration: {
          minimumHealthyPercent: 50,
          maximumPercent: 100,
          deploymentCircuitBreaker: { enable: true, rollback: true },
        },
      });
      await world.advance(60_000);
      await web.register({ image: 'broken' });
    },
    act: ({ web }) => web.update({ taskDefinition: 'web' }),
    endState: async (scene) => ({
      service: scene.web.summary(await scene.web.describe()),
      taskDefinition: (await scene.web.describe()).taskDefinition,
      history: await scene.web.history(),
      failures: (await scene.web.events()).filter((event) => event.includes('deployment failed')),
      running: (await scene.web.tasks()).filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
      held: await held(scene),
      startedTwice: scene.starts.length - new Set(scene.starts).size,
    }),
  });
  expect(ended).toMatchObject({
    service: [
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    history: [
      '2 over 1 ROLLBACK_SUCCESSFUL to 1 TRIGGERED 3 of 3: Service deployment rolled back because the circuit breaker threshold was exceeded.',
      '1 over none SUCCESSFUL MONITORING_COMPLETE 0 of 3',
    ],
  });
}, 60_000);

test('end a task and keep its log, each line once, after a kill at any instant', async () => {
  const awslogs = { 'awslogs-group': '/web', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'pre' };
  const logs = [100, 200, 1000, 1999].map((afterMs) => ({ afterMs, text: `at ${afterMs}` }));
  await killAtInstants({
    newScene: () => newScene({ images: { app: { logs, exit: { afterMs: 2000, code: 3 } } } }),
    step: 1,
    async prepare({ web, world }) {
      await new CloudWatchLogsClient(world.client).send(new CreateLogGroupCommand({ logGroupName: '/web' }));
      await web.register({ logConfiguration: { logDriver: 'awslogs', options: awslogs } });
    },
    act: ({ web, world }) =>
      world.ecs.send(new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network })),
    async endState(scene) {
      const { events } = await new CloudWatchLogsClient(scene.world.client).send(
        new FilterLogEventsCommand({ logGroupName: '/web' }),
      );
      return {
        lines: events?.map(({ message }) => message),
        tasks: (await scene.web.tasks()).map(taskEnding),
        held: await held(scene),
        starts: scene.starts.length,
      };
    },
  });
}, 60_000);

test('leave running tasks alone over a kill and over a proper restart', async () => {
  const scene = await newScene({});
  const { world, web } = scene;
  await using _world = world;
  await web.register({}, { name: 'helper', image: 'helper', portMappings: [] });
  await web.create();
  await world.advance(60_000);
  const before = await web.tasks();
  const events = await web.events();
  await world.kill();
  await world.startEmulator();
  await world.restart();
  await world.advance(60_000);
  expect(await web.tasks()).toEqual(before);
  expect(await web.events()).toEqual(events);
  expect(scene.starts.length).toBe(4);
});

test('replace after a kill what died while nobody looked', async () => {
  const scene = await newScene({});
  const { world, web } = scene;
  await using _world = world;
  await web.register();
  await web.create();
  await world.advance(60_000);
  const [first] = await web.tasks();
  await world.kill();
  await world.engine.remove(first?.containers?.[0]?.runtimeId ?? '');
  await world.startEmulator();
  await world.advance(1000);
  const ended = (await web.tasks()).find(({ taskArn }) => taskArn === first?.taskArn);
  expect(ended && taskEnding(ended)).toEqual({
    containers: [
      {
        lastStatus: 'STOPPED',
        name: 'app',
        reason: 'The container was removed from the engine',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
  });
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 2 desired 2 running 0 pending',
    'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
});
