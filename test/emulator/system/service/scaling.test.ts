import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';
import { taskEnding } from '../../../support/system/task-ending.ts';

const app = { stopDelayMs: 500 };

test('scale out, in, to zero and back without a new deployment', async () => {
  await using world = await SimulatedWorld.start({ images: { app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 1 });
  await world.advance(60_000);
  expect(web.summary(await web.update({ desiredCount: 3 }))).toEqual([
    'ACTIVE 3 desired 1 running 0 pending',
    'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
  ]);
  expect(await web.timeline(10_000)).toEqual([
    [
      0,
      'ACTIVE 3 desired 3 running 0 pending',
      'PRIMARY 1 web:1 3 desired 3 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  await web.update({ desiredCount: 2 });
  expect(await web.timeline(10_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  const stopped = (await web.tasks()).find(({ lastStatus }) => lastStatus === 'STOPPED');
  expect(stopped && taskEnding(stopped).stopCode).toEqual('ServiceSchedulerInitiated');
  const { deployments } = await web.describe();
  expect(stopped?.stoppedReason).toBe(`Scaling activity initiated by (deployment ${deployments?.[0]?.id})`);
  await web.update({ desiredCount: 0 });
  expect(await web.timeline(10_000)).toEqual([
    [
      0,
      'ACTIVE 0 desired 0 running 0 pending',
      'PRIMARY 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  await web.update({ desiredCount: 2 });
  expect(await web.timeline(10_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
    '(service web) has started 2 tasks: (task 2) (task 3).',
    '(service web) has reached a steady state.',
    '(service web) has stopped 1 running tasks: (task 3).',
    '(service web) has reached a steady state.',
    '(service web) has stopped 2 running tasks: (task 2) (task 1).',
    '(service web) has reached a steady state.',
    '(service web) has started 2 tasks: (task 4) (task 5).',
    '(service web) has reached a steady state.',
  ]);
});

test('complete a deployment of no tasks at once', async () => {
  await using world = await SimulatedWorld.start({ images: { app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 0 });
  expect(await web.timeline(10_000)).toEqual([
    [
      0,
      'ACTIVE 0 desired 0 running 0 pending',
      'PRIMARY 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.events()).toEqual([
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});

test('scale out both revisions during a rollout', async () => {
  await using world = await SimulatedWorld.start({
    images: { app, next: { ...app, pull: { delayMs: 5000 } } },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 2 });
  await world.advance(60_000);
  await web.register({ image: 'next' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(1000);
  expect(web.summary(await web.update({ desiredCount: 4 }))).toEqual([
    'ACTIVE 4 desired 2 running 2 pending',
    'PRIMARY 2 web:2 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
    'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 4 desired 4 running 4 pending',
      'PRIMARY 2 web:2 4 desired 0 running 4 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 4 desired 4 running 0 pending 0 failed COMPLETED',
    ],
    [
      4000,
      'ACTIVE 4 desired 5 running 3 pending',
      'PRIMARY 2 web:2 4 desired 1 running 3 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 4 desired 4 running 0 pending 0 failed COMPLETED',
    ],
    [
      4000,
      'ACTIVE 4 desired 6 running 2 pending',
      'PRIMARY 2 web:2 4 desired 2 running 2 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 4 desired 4 running 0 pending 0 failed COMPLETED',
    ],
    [
      4500,
      'ACTIVE 4 desired 4 running 2 pending',
      'PRIMARY 2 web:2 4 desired 2 running 2 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      5000,
      'ACTIVE 4 desired 5 running 1 pending',
      'PRIMARY 2 web:2 4 desired 3 running 1 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      5000,
      'ACTIVE 4 desired 6 running 0 pending',
      'PRIMARY 2 web:2 4 desired 4 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      5500,
      'ACTIVE 4 desired 4 running 0 pending',
      'PRIMARY 2 web:2 4 desired 4 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      6000,
      'ACTIVE 4 desired 4 running 0 pending',
      'PRIMARY 2 web:2 4 desired 4 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.events()).toEqual([
    '(service web) has started 2 tasks: (task 1) (task 2).',
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
    '(service web) has started 2 tasks: (task 3) (task 4).',
    '(service web) has started 2 tasks: (task 5) (task 6).',
    '(service web) has started 2 tasks: (task 7) (task 8).',
    '(service web) has stopped 2 running tasks: (task 5) (task 6).',
    '(service web) has stopped 2 running tasks: (task 2) (task 1).',
    '(service web) (deployment ecs-svc/2) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});

test('scale in during a rollout', async () => {
  await using world = await SimulatedWorld.start({
    images: { app, next: { ...app, pull: { delayMs: 5000 } } },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 4 });
  await world.advance(60_000);
  await web.register({ image: 'next' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(1000);
  await web.update({ desiredCount: 1 });
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 1 running 1 pending',
      'PRIMARY 2 web:2 1 desired 0 running 1 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      4000,
      'ACTIVE 1 desired 2 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
    [
      4500,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
    [
      5000,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:2 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
});
