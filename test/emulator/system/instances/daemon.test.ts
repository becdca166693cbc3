import { DeleteServiceCommand, PutAttributesCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { refusal } from '../../../support/refusal.ts';
import { InstanceService } from '../../../support/system/instance-service.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

async function startScene() {
  const world = await SimulatedWorld.start({
    images: { app: { stopDelayMs: 2500 }, next: { pull: { delayMs: 2500 } } },
  });
  const web = await InstanceService.in(world);
  await web.instances.define([{}]);
  return { world, web, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test('a daemon has one task on each instance, also on those that come later', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  const first = await web.instances.add();
  const second = await web.instances.add();
  await web.create({ schedulingStrategy: 'DAEMON' });
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([first, second].sort());
  expect(await web.describe()).toMatchObject({
    schedulingStrategy: 'DAEMON',
    desiredCount: 2,
    runningCount: 2,
    deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
    availabilityZoneRebalancing: 'DISABLED',
    deployments: [{ desiredCount: 2, runningCount: 2, rolloutState: 'COMPLETED' }],
  });
  const third = await web.instances.add();
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([first, second, third].sort());
  expect(await web.describe()).toMatchObject({ desiredCount: 3, runningCount: 3 });
});

test('an instance that drains loses its task, and gets one again once it is ACTIVE', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  const first = await web.instances.add();
  const second = await web.instances.add();
  await web.create({ schedulingStrategy: 'DAEMON' });
  await world.advance(60_000);
  await web.setState(first, 'DRAINING');
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([second]);
  await web.setState(first, 'ACTIVE');
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([first, second].sort());
});

test('only instances that match its constraints are its own', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  await web.instances.add();
  const blue = await web.instances.add({ attributes: [{ name: 'stack', value: 'blue' }] });
  const later = await web.instances.add();
  await web.create({
    schedulingStrategy: 'DAEMON',
    placementConstraints: [{ type: 'memberOf', expression: 'attribute:stack == blue' }],
  });
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([blue]);
  await world.ecs.send(
    new PutAttributesCommand({ attributes: [{ name: 'stack', value: 'blue', targetId: later }] }),
  );
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([blue, later].sort());
});

test('an update stops the old task of an instance before it starts the new one', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  const instances = [await web.instances.add(), await web.instances.add()];
  await web.create({
    schedulingStrategy: 'DAEMON',
    deploymentConfiguration: { minimumHealthyPercent: 50 },
  });
  await world.advance(60_000);
  await web.instances.define([{ image: 'next' }]);
  await web.update({ taskDefinition: 'job' });
  const counts = new Set<number>();
  for (let count = 0; count < 60; count++) {
    await world.advance(1000);
    const on = await web.runningOn();
    expect(new Set(on).size).toBe(on.length);
    counts.add(on.length);
  }
  expect([...counts].sort()).toEqual([1, 2]);
  expect(await web.runningOn()).toEqual([...instances].sort());
  expect((await web.describe()).deployments).toMatchObject([{ rolloutState: 'COMPLETED', runningCount: 2 }]);
});

test('an instance without room is said, and gets its task when there is some', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  await web.instances.define([{ cpu: 1000 }]);
  const instance = await web.instances.add();
  const standalone = await web.instances.runOne();
  await web.create({ schedulingStrategy: 'DAEMON' });
  await world.advance(60_000);
  expect(await web.events()).toEqual([
    '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance id) has insufficient CPU units available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  ]);
  await web.instances.stop(standalone);
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([instance]);
});

test('a daemon is deleted by force alone, and its tasks stop', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  await web.instances.add();
  await web.create({ schedulingStrategy: 'DAEMON' });
  await world.advance(60_000);
  const remove = (force: boolean) => world.ecs.send(new DeleteServiceCommand({ service: 'web', force }));
  expect((await refusal(remove(false))).message).toBe(
    'The service cannot be stopped while it is scaled above 0.',
  );
  await remove(true);
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([]);
  expect((await web.describe()).status).toBe('INACTIVE');
});
