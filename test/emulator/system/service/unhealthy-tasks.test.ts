import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';
import { taskEnding } from '../../../support/system/task-ending.ts';

const healthCheck = { command: ['CMD', 'true'], interval: 10 };
const refused = {
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
} as const;

test('wait for the container health check before a deployment is complete', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register({ healthCheck });
  await web.create();
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
    ],
    [
      10000,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.tasks()).map(({ healthStatus }) => healthStatus)).toEqual(['HEALTHY', 'HEALTHY']);
});

test('replace a task whose container becomes unhealthy, its replacement first', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register({ healthCheck });
  await web.create();
  await world.advance(60_000);
  const before = (await web.events()).length;
  const [first] = await web.tasks();
  world.engine.setHealth(first?.containers?.[0]?.runtimeId ?? '', 'UNHEALTHY');
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 3 running 0 pending',
      'PRIMARY 1 web:1 2 desired 3 running 0 pending 0 failed COMPLETED',
    ],
    [
      10000,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) (task 1) failed container health checks.',
    '(service web) has started 1 tasks: (task 3). Amazon ECS replaced 1 tasks due to an unhealthy status.',
    '(service web) has stopped 1 running tasks: (task 1).',
    '(service web) has reached a steady state.',
  ]);
  expect((await web.tasks()).map(taskEnding).filter(({ lastStatus }) => lastStatus === 'STOPPED')).toEqual([
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
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
    },
  ]);
});

test('keep the old tasks when the new containers are unhealthy', async () => {
  const sick = { health: [{ afterMs: 10_000, health: 'UNHEALTHY' as const }] };
  await using world = await SimulatedWorld.start({ images: { sick } });
  const web = await ServiceUnderTest.in(world);
  await web.register({ healthCheck });
  await web.create({ desiredCount: 1 });
  await world.advance(60_000);
  const before = (await web.events()).length;
  const [old] = await web.tasks();
  await web.register({ healthCheck, image: 'sick' });
  await web.update({ taskDefinition: 'web' });
  expect(await web.timeline(35_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      10000,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 1 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      20000,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 2 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      30000,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 3 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) has started 1 tasks: (task 2).',
    '(service web) (task 2) failed container health checks.',
    '(service web) has stopped 1 running tasks: (task 2).',
    '(service web) has started 1 tasks: (task 3).',
    '(service web) (task 3) failed container health checks.',
    '(service web) has stopped 1 running tasks: (task 3).',
    '(service web) has started 1 tasks: (task 4).',
    '(service web) (task 4) failed container health checks.',
    '(service web) has stopped 1 running tasks: (task 4).',
    '(service web) has started 1 tasks: (task 5).',
  ]);
  expect((await web.tasks()).find(({ taskArn }) => taskArn === old?.taskArn)?.lastStatus).toEqual('RUNNING');
});

test('keep the old targets when the new ones fail their health checks', async () => {
  await using world = await SimulatedWorld.start({
    targetHealth: (definition) => (definition === 'web:2' ? refused : { state: 'healthy' }),
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(60_000);
  const before = (await web.events()).length;
  const [old] = await web.tasks();
  await web.register();
  await web.update({ taskDefinition: 'web' });
  expect(await web.timeline(700)).toEqual([
    [
      0,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      200,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 1 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      400,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 2 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      600,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 3 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) has started 1 tasks: (task 2).',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) (task 2) (port 80) is unhealthy in (target-group web) due to (reason Health checks failed with these codes: [503])',
    '(service web) has stopped 1 running tasks: (task 2).',
    '(service web) deregistered 1 targets in (target-group web)',
    '(service web, taskSet ecs-svc/2) has begun draining connections on 1 tasks.',
    '(service web) has started 1 tasks: (task 3).',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) (task 3) (port 80) is unhealthy in (target-group web) due to (reason Health checks failed with these codes: [503])',
    '(service web) has stopped 1 running tasks: (task 3).',
    '(service web) deregistered 1 targets in (target-group web)',
    '(service web, taskSet ecs-svc/2) has begun draining connections on 1 tasks.',
    '(service web) has started 1 tasks: (task 4).',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) (task 4) (port 80) is unhealthy in (target-group web) due to (reason Health checks failed with these codes: [503])',
    '(service web) has stopped 1 running tasks: (task 4).',
    '(service web) deregistered 1 targets in (target-group web)',
    '(service web, taskSet ecs-svc/2) has begun draining connections on 1 tasks.',
    '(service web) has started 1 tasks: (task 5).',
    '(service web) registered 1 targets in (target-group web)',
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual(['healthy', 'initial']);
  const tasks = await web.tasks();
  expect(tasks.find(({ taskArn }) => taskArn === old?.taskArn)?.lastStatus).toEqual('RUNNING');
  expect(tasks.map(taskEnding).find(({ lastStatus }) => lastStatus === 'STOPPED')).toEqual({
    containers: [
      {
        exitCode: 143,
        lastStatus: 'STOPPED',
        name: 'app',
      },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Task failed ELB health checks in (target-group ${targetGroupArn})`,
  });
});

test('bear with an unhealthy target until the grace period after its start is over', async () => {
  await using world = await SimulatedWorld.start({ targetHealth: () => refused });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({
    desiredCount: 1,
    healthCheckGracePeriodSeconds: 60,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(59_000);
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) registered 1 targets in (target-group web)',
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual(['unhealthy']);
  await world.advance(2000);
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) (task 1) (port 80) is unhealthy in (target-group web) due to (reason Health checks failed with these codes: [503])',
    '(service web) has started 1 tasks: (task 2). Amazon ECS replaced 1 tasks due to an unhealthy status.',
    '(service web) registered 1 targets in (target-group web)',
  ]);
  expect((await web.tasks()).map(taskEnding)).toEqual([
    {
      containers: [
        {
          lastStatus: 'RUNNING',
          name: 'app',
        },
      ],
      desiredStatus: 'RUNNING',
      lastStatus: 'RUNNING',
    },
    {
      containers: [
        {
          lastStatus: 'RUNNING',
          name: 'app',
        },
      ],
      desiredStatus: 'RUNNING',
      lastStatus: 'RUNNING',
    },
  ]);
});

test('complete a deployment whose target becomes healthy within the grace period', async () => {
  await using world = await SimulatedWorld.start({ targetHealth: () => refused });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({
    desiredCount: 1,
    healthCheckGracePeriodSeconds: 60,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(30_000);
  const [task] = await web.tasks();
  world.dataPath.setHealth(task?.containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? '', {
    state: 'healthy',
  });
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});
