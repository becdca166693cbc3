import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DescribeClustersCommand,
  ListServicesCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const app = { stopDelayMs: 500 };

test('refuse to delete a service that is scaled above zero, unless forced', async () => {
  await using world = await SimulatedWorld.start({ images: { app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(1000);
  await expect(world.ecs.send(new DeleteServiceCommand({ service: 'web' }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'The service cannot be stopped while it is scaled above 0.',
  });
  await expect(world.ecs.send(new DeleteClusterCommand({ cluster: 'default' }))).rejects.toMatchObject({
    name: 'ClusterContainsServicesException',
    message: 'The Cluster cannot be deleted while Services are active.',
  });
});

test('drain a service that is deleted in the middle of a rollout, and leave nothing behind', async () => {
  await using world = await SimulatedWorld.start({
    images: { app, next: { ...app, pull: { delayMs: 5000 } } },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({ loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] });
  await world.advance(60_000);
  await web.register({ image: 'next' });
  await web.update({ taskDefinition: 'web' });
  await world.advance(1000);
  const told = (await web.events()).length;
  const [first, second] = await web.tasks();
  const address = first?.containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? '';
  world.dataPath.keepBusy(address);
  const { service } = await world.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
  expect(service && web.summary(service)).toEqual([
    'DRAINING 0 desired 2 running 2 pending',
    'PRIMARY 2 web:2 2 desired 0 running 2 pending 0 failed IN_PROGRESS',
    'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
  ]);
  expect((await world.ecs.send(new ListServicesCommand({}))).serviceArns).toEqual([]);
  await expect(web.update({ desiredCount: 1 })).rejects.toMatchObject({
    name: 'ServiceNotActiveException',
    message: 'Service was not ACTIVE.',
  });
  await expect(web.create()).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Unable to Start a service that is still Draining.',
  });
  expect(await web.timeline(5000)).toEqual([
    [
      0,
      'DRAINING 0 desired 0 running 0 pending',
      'PRIMARY 2 web:2 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual(['draining']);
  world.dataPath.finish(address);
  expect(await web.timeline(5000)).toEqual([
    [
      0,
      'INACTIVE 0 desired 0 running 0 pending',
      'PRIMARY 2 web:2 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual([]);
  expect((await web.events()).slice(told)).toEqual([
    '(service web) has stopped 2 running tasks: (task 2) (task 1).',
    '(service web) stopped 2 pending tasks.',
    '(service web) deregistered 2 targets in (target-group web)',
    '(service web, taskSet ecs-svc/1) has begun draining connections on 2 tasks.',
  ]);
  const tasks = await web.tasks();
  expect(tasks.map(({ lastStatus, stopCode }) => [lastStatus, stopCode])).toEqual([
    ['STOPPED', 'ServiceSchedulerInitiated'],
    ['STOPPED', 'ServiceSchedulerInitiated'],
    ['STOPPED', 'ServiceSchedulerInitiated'],
    ['STOPPED', 'ServiceSchedulerInitiated'],
  ]);
  expect(second?.taskArn).toBe(tasks[1]?.taskArn);
  const left = (await world.engine.list()).filter(({ labels }) => labels['drydock.role'] === 'container');
  expect(left).toEqual([]);
  const { cluster } = await world.ecs.send(new DeleteClusterCommand({ cluster: 'default' }));
  expect(cluster?.status).toBe('INACTIVE');
  const { clusters } = await world.ecs.send(new DescribeClustersCommand({ clusters: ['default'] }));
  expect(clusters?.map(({ status }) => status)).toEqual(['INACTIVE']);
});

test('create a service anew under the name of a deleted one', async () => {
  await using world = await SimulatedWorld.start({ images: { app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 1 });
  await world.advance(60_000);
  await world.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
  await world.clock.settle();
  expect(web.summary(await web.describe())).toEqual([
    'INACTIVE 0 desired 0 running 0 pending',
    'PRIMARY 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
  ]);
  expect(web.summary(await web.create({ desiredCount: 1 }))).toEqual([
    'ACTIVE 1 desired 0 running 0 pending',
    'PRIMARY 2 web:1 0 desired 0 running 0 pending 0 failed IN_PROGRESS',
  ]);
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:1 1 desired 1 running 0 pending 0 failed IN_PROGRESS',
    ],
    [
      500,
      'ACTIVE 1 desired 1 running 0 pending',
      'PRIMARY 2 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  expect(await web.events()).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    '(service web) (deployment ecs-svc/2) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
});
