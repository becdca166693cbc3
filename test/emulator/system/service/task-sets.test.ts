import { DeleteServiceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';
import { taskEnding } from '../../../support/system/task-ending.ts';
import { TaskSetsUnderTest } from '../../../support/system/task-sets-under-test.ts';

/** Pulling and stopping take a while, so that a client sees what is pending and what is leaving. */
const images = { app: { pull: { delayMs: 1000 }, stopDelayMs: 500 }, next: { stopDelayMs: 500 } };

async function scene(world: SimulatedWorld, desiredCount: number) {
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.register({ image: 'next' });
  const targetGroupArn = await web.loadBalancer();
  const loadBalancers = [{ targetGroupArn, containerName: 'app', containerPort: 80 }];
  return { web, loadBalancers, targetGroupArn, sets: await TaskSetsUnderTest.of(world, web, desiredCount) };
}

/** What the service tells while it is shifted. */
const shiftEvents = [
  '(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 2.',
  '(service web, taskSet ecs-svc/1) has started 2 tasks: (task 1) (task 2).',
  '(service web, taskSet ecs-svc/1) registered 1 targets in (target-group web)',
  '(service web, taskSet ecs-svc/1) registered 1 targets in (target-group web)',
  '(service web, taskSet ecs-svc/1) updated state to STEADY_STATE.',
  '(service web) has reached a steady state.',
  '(service web, taskSet ecs-svc/2) updated state to STEADY_STATE.',
  '(service web) updated computedDesiredCount for taskSet ecs-svc/2 to 1.',
  '(service web, taskSet ecs-svc/2) has started 1 tasks: (task 3).',
  '(service web, taskSet ecs-svc/2) registered 1 targets in (target-group web)',
  '(service web, taskSet ecs-svc/2) updated state to STEADY_STATE.',
  '(service web) has reached a steady state.',
  '(service web) updated computedDesiredCount for taskSet ecs-svc/2 to 2.',
  '(service web, taskSet ecs-svc/2) has started 1 tasks: (task 4).',
  '(service web, taskSet ecs-svc/2) registered 1 targets in (target-group web)',
  '(service web, taskSet ecs-svc/2) updated state to STEADY_STATE.',
  '(service web) has reached a steady state.',
  '(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 0.',
  '(service web, taskSet ecs-svc/1) has stopped 2 running tasks: (task 2) (task 1).',
  '(service web, taskSet ecs-svc/1) deregistered 2 targets in (target-group web)',
  '(service web, taskSet ecs-svc/1) has begun draining connections on 2 tasks.',
  '(service web) has reached a steady state.',
];

test('shift a service from one task set to the next', async () => {
  await using world = await SimulatedWorld.start({ images });
  const { web, sets, loadBalancers, targetGroupArn } = await scene(world, 2);
  const blue = await sets.create('web:1', 100, { loadBalancers });
  const first = (...counts: string[]) => [
    `ACTIVE 2 desired ${counts[0]}`,
    `ACTIVE 1 web:1 100 % 2 desired ${counts[0]} ${counts[1]}`,
  ];
  expect(await web.timeline(60_000)).toEqual([
    [0, ...first('0 running 2 pending', 'STABILIZING')],
    [1000, ...first('1 running 1 pending', 'STABILIZING')],
    [1000, ...first('2 running 0 pending', 'STABILIZING')],
    [1200, ...first('2 running 0 pending', 'STEADY_STATE')],
  ]);
  const green = await sets.create('web:2', 0, { loadBalancers });
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 2 running 0 pending',
      'ACTIVE 2 web:2 0 % 0 desired 0 running 0 pending STEADY_STATE',
      'ACTIVE 1 web:1 100 % 2 desired 2 running 0 pending STEADY_STATE',
    ],
  ]);
  await sets.promote(blue);
  await sets.scale(green, 50);
  const both = (greenAt: string, running: number) => [
    `ACTIVE 2 desired ${running} running 0 pending`,
    'PRIMARY 1 web:1 100 % 2 desired 2 running 0 pending STEADY_STATE',
    `ACTIVE 2 web:2 ${greenAt}`,
  ];
  expect(await web.timeline(60_000)).toEqual([
    [0, ...both('50 % 1 desired 1 running 0 pending STABILIZING', 3)],
    [200, ...both('50 % 1 desired 1 running 0 pending STEADY_STATE', 3)],
  ]);
  await sets.scale(green, 100);
  expect(await web.timeline(60_000)).toEqual([
    [0, ...both('100 % 2 desired 2 running 0 pending STABILIZING', 4)],
    [200, ...both('100 % 2 desired 2 running 0 pending STEADY_STATE', 4)],
  ]);
  expect([await sets.countOf(blue), await sets.countOf(green)]).toEqual([2, 2]);
  expect(await web.targetStates(targetGroupArn)).toEqual(['healthy', 'healthy', 'healthy', 'healthy']);
  await sets.promote(green);
  await sets.delete(blue);
  const service = 'ACTIVE 2 desired 2 running 0 pending';
  const kept = 'PRIMARY 2 web:2 100 % 2 desired 2 running 0 pending STEADY_STATE';
  expect(await web.timeline(60_000)).toEqual([
    [0, service, kept, 'DRAINING 1 web:1 100 % 0 desired 0 running 0 pending STABILIZING'],
    [500, service, kept],
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual(['healthy', 'healthy']);
  expect((await web.describe()).taskDefinition).toMatch(/web:2$/);
  expect(await web.events()).toEqual(shiftEvents);
});

test('replace a task that ends by itself', async () => {
  await using world = await SimulatedWorld.start({
    images: { ...images, app: { exit: { afterMs: 100_000, code: 3 } } },
  });
  const { web, sets } = await scene(world, 1);
  await sets.create('web:1', 100);
  await world.advance(60_000);
  const service = 'ACTIVE 1 desired 1 running 0 pending';
  expect(await web.timeline(60_000)).toEqual([
    [0, service, 'ACTIVE 1 web:1 100 % 1 desired 1 running 0 pending STEADY_STATE'],
    [40_000, service, 'ACTIVE 1 web:1 100 % 1 desired 1 running 0 pending STABILIZING'],
    [40_500, service, 'ACTIVE 1 web:1 100 % 1 desired 1 running 0 pending STEADY_STATE'],
  ]);
  expect(await web.events()).toEqual([
    '(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 1.',
    '(service web, taskSet ecs-svc/1) has started 1 tasks: (task 1).',
    '(service web, taskSet ecs-svc/1) updated state to STEADY_STATE.',
    '(service web) has reached a steady state.',
    '(service web, taskSet ecs-svc/1) has started 1 tasks: (task 2).',
    '(service web, taskSet ecs-svc/1) updated state to STEADY_STATE.',
    '(service web) has reached a steady state.',
  ]);
  expect((await web.tasks()).map(taskEnding)).toMatchObject([
    { lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3 }] },
    { lastStatus: 'RUNNING' },
  ]);
});

test('follow the desired count of the service', async () => {
  await using world = await SimulatedWorld.start({ images });
  const { web, sets } = await scene(world, 2);
  await sets.create('web:2', 100);
  await sets.create('web:2', 30);
  await world.advance(60_000);
  const updated = await web.update({ desiredCount: 4 });
  expect(web.summary(updated)).toEqual([
    'ACTIVE 4 desired 3 running 0 pending',
    'ACTIVE 2 web:2 30 % 1 desired 1 running 0 pending STABILIZING',
    'ACTIVE 1 web:2 100 % 2 desired 2 running 0 pending STABILIZING',
  ]);
  const both = (stability: string) => [
    'ACTIVE 4 desired 6 running 0 pending',
    `ACTIVE 2 web:2 30 % 2 desired 2 running 0 pending ${stability}`,
    `ACTIVE 1 web:2 100 % 4 desired 4 running 0 pending ${stability}`,
  ];
  expect(await web.timeline(60_000)).toEqual([
    [0, ...both('STABILIZING')],
    [500, ...both('STEADY_STATE')],
  ]);
});

test('end with their service', async () => {
  await using world = await SimulatedWorld.start({ images });
  const { web, sets } = await scene(world, 2);
  const blue = await sets.create('web:1', 50);
  await sets.create('web:2', 50);
  await sets.promote(blue);
  await world.advance(60_000);
  const { service } = await world.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
  expect(service && web.summary(service)).toEqual([
    'DRAINING 0 desired 2 running 0 pending',
    'DRAINING 2 web:2 50 % 1 desired 1 running 0 pending STABILIZING',
    'DRAINING 1 web:1 50 % 1 desired 1 running 0 pending STABILIZING',
  ]);
  expect(await web.timeline(60_000)).toEqual([[0, 'INACTIVE 0 desired 0 running 0 pending']]);
  expect((await web.tasks()).map(({ lastStatus, stopCode }) => [lastStatus, stopCode])).toEqual([
    ['STOPPED', 'ServiceSchedulerInitiated'],
    ['STOPPED', 'ServiceSchedulerInitiated'],
  ]);
});
