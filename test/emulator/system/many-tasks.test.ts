import { ListTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../support/service-under-test.ts';
import { SimulatedWorld } from '../../support/simulated-world.ts';

test('roll a service of 200 tasks behind a load balancer', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  let t = performance.now();
  await web.create({ desiredCount: 200, loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] });
  await world.advance(60_000);
  console.log('create', performance.now() - t);
  t = performance.now();
  await web.update({ forceNewDeployment: true });
  await world.advance(60_000);
  console.log('roll', performance.now() - t);
  expect(web.summary(await web.describe())).toEqual([
    'ACTIVE 200 desired 200 running 0 pending',
    'PRIMARY 2 web:1 200 desired 200 running 0 pending 0 failed COMPLETED',
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual(Array.from({ length: 200 }, () => 'healthy'));
});

test('run 3,000 tasks', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  let t = performance.now();
  for (let call = 0; call < 300; call += 1)
    await world.ecs.send(new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', count: 10, ...web.network }));
  await world.advance(60_000);
  console.log('run', performance.now() - t);
  t = performance.now();
  const { taskArns } = await world.ecs.send(new ListTasksCommand({}));
  console.log('list', performance.now() - t);
  expect(taskArns?.length).toBe(100);
});
test('service 2000 tasks', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  let t = performance.now();
  await web.create({ desiredCount: 2000 });
  await world.advance(60_000);
  console.log('create 2000', performance.now() - t);
  t = performance.now();
  await web.update({ desiredCount: 0 });
  await world.advance(60_000);
  console.log('scale to 0', performance.now() - t);
});
