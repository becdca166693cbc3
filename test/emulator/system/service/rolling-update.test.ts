import { expect, test } from 'vitest';
import { TaskStore } from '../../../../src/services/ecs/task/task-store.ts';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

/** Pulling and stopping take a while, so that a client sees what is pending and what is leaving. */
const app = { pull: { delayMs: 1000 }, stopDelayMs: 500 };

test('bring a new service behind a load balancer to a steady state', async () => {
  await using world = await SimulatedWorld.start({ images: { app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  const created = await web.create({
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  expect(web.summary(created)).toEqual([
    'ACTIVE 2 desired 0 running 0 pending',
    'PRIMARY 1 web:1 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
  ]);
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 0 running 2 pending',
      'PRIMARY 1 web:1 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
    ],
    [
      1000,
      'ACTIVE 2 desired 1 running 1 pending',
      'PRIMARY 1 web:1 2 desired 1 running 1 pending 0 failed IN_PROGRESS',
    ],
    [
      1000,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
    ],
    [
      1200,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.events()).toEqual([
    '(service web) has started 2 tasks: (task 1) (task 2).',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual(['healthy', 'healthy']);
});

test('replace the tasks of a service without ever serving with less', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { stopDelayMs: 500 }, next: app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({ loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] });
  await world.advance(60_000);
  const before = (await web.events()).length;
  await web.register({ image: 'next' });
  const updated = await web.update({ taskDefinition: 'web' });
  expect(web.summary(updated)).toEqual([
    'ACTIVE 2 desired 2 running 0 pending',
    'PRIMARY 2 web:2 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
    'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 2 running 2 pending',
      'PRIMARY 2 web:2 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      1000,
      'ACTIVE 2 desired 3 running 1 pending',
      'PRIMARY 2 web:2 2 desired 1 running 1 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      1000,
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      1200,
      'ACTIVE 2 desired 3 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      1200,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      1700,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) has started 2 tasks: (task 3) (task 4).',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) registered 1 targets in (target-group web)',
    '(service web) has stopped 1 running tasks: (task 2).',
    '(service web) deregistered 1 targets in (target-group web)',
    '(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks.',
    '(service web) has stopped 1 running tasks: (task 1).',
    '(service web) deregistered 1 targets in (target-group web)',
    '(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks.',
    '(service web) (deployment ecs-svc/2) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});

test('replace a rollout that is under way by the next one', async () => {
  await using world = await SimulatedWorld.start({
    images: { app: { stopDelayMs: 500 }, slow: { pull: { delayMs: 60_000 } }, next: app },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(1000);
  await web.register({ image: 'slow' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(1000);
  const before = (await web.events()).length;
  await web.register({ image: 'next' });
  const updated = await web.update({ taskDefinition: 'web' });
  expect(web.summary(updated)).toEqual([
    'ACTIVE 2 desired 2 running 2 pending',
    'PRIMARY 3 web:3 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
    'ACTIVE 2 web:2 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
    'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
  expect(await web.timeline(120_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 2 running 2 pending',
      'PRIMARY 3 web:3 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      1000,
      'ACTIVE 2 desired 3 running 1 pending',
      'PRIMARY 3 web:3 2 desired 1 running 1 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      1000,
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 3 web:3 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      1500,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 3 web:3 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      2000,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 3 web:3 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) stopped 2 pending tasks.',
    '(service web) has started 2 tasks: (task 5) (task 6).',
    '(service web) has stopped 2 running tasks: (task 2) (task 1).',
    '(service web) (deployment ecs-svc/3) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});

test('start the same revision anew when a deployment is forced', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { stopDelayMs: 500 }, next: app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 1 });
  await world.advance(1000);
  const [old] = await web.tasks();
  const same = await web.update({ taskDefinition: 'web' });
  expect(web.summary(same)).toEqual([
    'ACTIVE 1 desired 1 running 0 pending',
    'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
  ]);
  const forced = await web.update({ forceNewDeployment: true });
  expect(web.summary(forced)).toEqual([
    'ACTIVE 1 desired 1 running 0 pending',
    'PRIMARY 2 web:1 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
    'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
  ]);
  expect(await web.timeline(120_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:1 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      500,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:1 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      1000,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(
    (await web.tasks()).map(({ taskArn, lastStatus }) => [taskArn === old?.taskArn, lastStatus]),
  ).toEqual([
    [true, 'STOPPED'],
    [false, 'RUNNING'],
  ]);
});

test.each([
  { desiredCount: 1, minimumHealthyPercent: 0, maximumPercent: 100 },
  { desiredCount: 4, minimumHealthyPercent: 50, maximumPercent: 100 },
  { desiredCount: 4, minimumHealthyPercent: 100, maximumPercent: 125 },
  { desiredCount: 3, minimumHealthyPercent: 66, maximumPercent: 150 },
  { desiredCount: 5, minimumHealthyPercent: 100, maximumPercent: 200 },
])(
  'keep to $minimumHealthyPercent/$maximumPercent of $desiredCount tasks at every instant',
  async ({ desiredCount, ...percent }) => {
    const seen = { most: 0, least: Number.POSITIVE_INFINITY };
    let watching = false;
    await using world = await SimulatedWorld.start({
      images: { app: { stopDelayMs: 500 }, next: app },
      onChange: (state) => {
        if (!watching) return;
        const tasks = new TaskStore(state).listLive();
        const occupied = tasks.filter(({ lastStatus }) =>
          ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING'].includes(lastStatus),
        );
        const serving = tasks.filter(
          ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
        );
        seen.most = Math.max(seen.most, occupied.length);
        seen.least = Math.min(seen.least, serving.length);
      },
    });
    const web = await ServiceUnderTest.in(world);
    await web.register();
    await web.create({ desiredCount, deploymentConfiguration: percent });
    await world.advance(60_000);
    watching = true;
    await web.register({ image: 'next' });
    await web.update({ taskDefinition: 'web' });
    await world.advance(300_000);
    expect(seen).toEqual({
      most: Math.floor((desiredCount * percent.maximumPercent) / 100),
      least: Math.ceil((desiredCount * percent.minimumHealthyPercent) / 100),
    });
    expect(web.summary(await web.describe())).toEqual([
      `ACTIVE ${desiredCount} desired ${desiredCount} running 0 pending`,
      `PRIMARY 2 web:2 ${desiredCount} desired ${desiredCount} running 0 pending 0 failed COMPLETED`,
    ]);
  },
);

test('say that percentages leave no room for any step', async () => {
  await using world = await SimulatedWorld.start({ images: { app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({
    desiredCount: 1,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 },
  });
  await world.advance(60_000);
  const before = (await web.events()).length;
  await web.update({ forceNewDeployment: true });
  expect(await web.timeline(120_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:1 1 desired 0 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
  ]);
});
