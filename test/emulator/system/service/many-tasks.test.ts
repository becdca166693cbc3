import { DescribeClustersCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

test('roll a service of 200 tasks', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 200 });
  await world.advance(10_000);
  await web.update({ forceNewDeployment: true });
  await world.advance(10_000);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 200 desired 200 running 0 pending',
    'PRIMARY 2 web:1 200 desired 200 running 0 pending 0 failed COMPLETED',
  ]);
  const containers = (await world.engine.list()).filter(
    ({ labels }) => labels['drydock.role'] === 'container',
  );
  expect(containers.length).toBe(200);
});

test('run 1,000 tasks beside each other, each with an address of its own', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const run = new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', count: 10, ...web.network });
  for (let call = 0; call < 100; call += 1) await world.ecs.send(run);
  await world.advance(10_000);
  const { clusters } = await world.ecs.send(new DescribeClustersCommand({}));
  expect(
    clusters?.map(({ runningTasksCount, pendingTasksCount }) => [runningTasksCount, pendingTasksCount]),
  ).toEqual([[1000, 0]]);
  const addresses = (await world.engine.list()).flatMap(({ address }) => address ?? []);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(addresses.length).toBeGreaterThanOrEqual(1000);
});
