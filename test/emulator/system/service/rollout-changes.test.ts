import { DeleteServiceCommand, type Task, UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const images = {
  app: { stopDelayMs: 500 },
  slow: { pull: { delayMs: 30_000 }, stopDelayMs: 500 },
  broken: { pull: { delayMs: 1000 }, start: { fails: 'no such file' } },
};
const refused = {
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
} as const;

const addressOf = ({ containers }: Task): string =>
  containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? '';

test('replace an old task that ends during a rollout by one of the same revision', async () => {
  await using world = await SimulatedWorld.start({ images });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(60_000);
  const told = (await web.events()).length;
  await web.register({ image: 'slow' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(5000);
  const [first] = await web.tasks();
  await world.engine.remove(first?.containers?.[0]?.runtimeId ?? '');
  await world.clock.settle();
  const states = (await web.tasks()).map(
    ({ lastStatus, taskDefinitionArn }) => `${taskDefinitionArn?.slice(-5)} ${lastStatus}`,
  );
  expect(states.sort()).toEqual([
    'web:1 RUNNING',
    'web:1 RUNNING',
    'web:1 STOPPED',
    'web:2 PENDING',
    'web:2 PENDING',
  ]);
  expect((await web.timeline(60_000)).map(([ms, , ...deployments]) => [ms, ...deployments])).toEqual([
    [
      0,
      'PRIMARY 2 web:2 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      25_000,
      'PRIMARY 2 web:2 2 desired 1 running 1 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      25_000,
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      25_500,
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [26_000, 'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed COMPLETED'],
  ]);
  expect((await web.events()).slice(told)).toEqual([
    '(service web) has started 2 tasks: (task 3) (task 4).',
    '(service web) has started 1 tasks: (task 5).',
    '(service web) has stopped 2 running tasks: (task 5) (task 2).',
    '(service web) (deployment ecs-svc/2) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});

test('drain the tasks of several replaced deployments together', async () => {
  await using world = await SimulatedWorld.start({ images });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(60_000);
  for (const task of await web.tasks()) world.dataPath.keepBusy(addressOf(task));
  const told = (await web.events()).length;
  await web.update({ forceNewDeployment: true });
  await world.advance(1000);
  for (const task of await web.tasks())
    if (task.lastStatus === 'RUNNING') world.dataPath.keepBusy(addressOf(task));
  await web.update({ forceNewDeployment: true });
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 3 web:1 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 2 web:1 0 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      200,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 3 web:1 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 2 web:1 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      30_700,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 3 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  const draining = (await web.events()).slice(told).filter((event) => event.includes('draining'));
  expect(draining).toEqual([
    '(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks.',
    '(service web, taskSet ecs-svc/2) has begun draining connections on 1 tasks.',
  ]);
  expect(await web.history()).toEqual([
    '3 over 2 and 1 SUCCESSFUL DISABLED 0 of 0',
    '2 over 1 STOPPED DISABLED 0 of 0',
    '1 over none SUCCESSFUL DISABLED 0 of 0',
  ]);
});

test('wait in a rollout for the protection of an old task to run out, and say so', async () => {
  await using world = await SimulatedWorld.start({ images });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const { clusterArn: cluster } = await web.create();
  await world.advance(60_000);
  const told = (await web.events()).length;
  const [first] = await web.tasks();
  await world.ecs.send(
    new UpdateTaskProtectionCommand({
      cluster,
      tasks: [first?.taskArn ?? ''],
      protectionEnabled: true,
      expiresInMinutes: 5,
    }),
  );
  await web.update({ forceNewDeployment: true });
  expect(await web.timeline(600_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 2 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      500,
      'ACTIVE 2 desired 3 running 0 pending',
      'PRIMARY 2 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      300_000,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 2 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      300_500,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 2 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(told)).toEqual([
    '(service web) has started 2 tasks: (task 3) (task 4).',
    '(service web) has stopped 1 running tasks: (task 2).',
    '(service web) was unable to reach steady state because task set (ecs-svc/1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.',
    '(service web) has stopped 1 running tasks: (task 1).',
    '(service web) (deployment ecs-svc/2) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});

test('count target health against a deployment when the grace period of its tasks is over', async () => {
  await using world = await SimulatedWorld.start({
    images,
    targetHealth: (definition) => (definition === 'web:2' ? refused : { state: 'healthy' }),
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({
    desiredCount: 1,
    healthCheckGracePeriodSeconds: 60,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(60_000);
  await web.register();
  await web.update({ taskDefinition: 'web' });
  expect((await web.timeline(300_000)).map(([ms, , ...deployments]) => [ms, ...deployments])).toEqual([
    [
      0,
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      60_000,
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 1 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      120_000,
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 2 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      180_000,
      'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 2 web:2 0 desired 0 running 0 pending 3 failed FAILED',
    ],
    [180_500, 'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED'],
  ]);
});

test('delete a service in the middle of a rollback', async () => {
  await using world = await SimulatedWorld.start({ images });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({
    desiredCount: 4,
    deploymentConfiguration: {
      minimumHealthyPercent: 50,
      maximumPercent: 100,
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
  });
  await world.advance(60_000);
  await web.register({ image: 'broken' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(1200);
  const told = (await web.events()).length;
  expect((await web.history())[0]).toMatch('2 over 1 ROLLBACK_IN_PROGRESS to 1');
  await world.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'INACTIVE 0 desired 0 running 0 pending',
      'PRIMARY 1 web:1 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
    ],
  ]);
  expect((await web.events()).slice(told)).toEqual([
    '(service web) has stopped 4 running tasks: (task 10) (task 9) (task 2) (task 1).',
  ]);
  expect(new Set((await web.tasks()).map(({ lastStatus }) => lastStatus))).toEqual(new Set(['STOPPED']));
});
