import { expect, test } from 'vitest';
import { InstanceService } from '../../../support/system/instance-service.ts';
import { bindingsOf } from '../../../support/system/instances-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const inZone = (availabilityZone: string) => ({
  instanceIdentityDocument: JSON.stringify({ availabilityZone }),
});
const noInstances =
  '(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
const portInUse =
  '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance id) is already using a port required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

async function startScene(containers: Parameters<InstanceService['instances']['define']>[0] = [{}]) {
  const world = await SimulatedWorld.start();
  const web = await InstanceService.in(world);
  await web.instances.define(containers);
  return { world, web, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test('a service waits for instances, says why once, and starts its tasks when there are some', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  await web.create({ desiredCount: 2 });
  await world.advance(60_000);
  expect(await web.events()).toEqual([noInstances]);
  expect(await web.describe()).toMatchObject({ desiredCount: 2, runningCount: 0, pendingCount: 0 });
  const instance = await web.instances.add();
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([instance, instance]);
  expect(await web.describe()).toMatchObject({
    runningCount: 2,
    deployments: [{ rolloutState: 'COMPLETED', runningCount: 2, launchType: 'EC2' }],
  });
  expect((await web.events())[0]).toBe('(service web) has reached a steady state.');
});

test('tasks are spread over the zones, and there over the instances', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  const instances = [
    await web.instances.add(inZone('us-east-1a')),
    await web.instances.add(inZone('us-east-1a')),
    await web.instances.add(inZone('us-east-1b')),
  ];
  await web.create({ desiredCount: 4 });
  await world.advance(60_000);
  const [first, second, third] = instances;
  expect(await web.runningOn()).toEqual([first, second, third, third].sort());
});

test('what one task gives back is what the next one waits for', async () => {
  await using scene = await startScene([{ portMappings: [{ containerPort: 80, hostPort: 8080 }] }]);
  const { world, web } = scene;
  const instance = await web.instances.add();
  const standalone = await web.instances.runOne();
  await web.create({ desiredCount: 1 });
  await world.advance(60_000);
  expect(await web.events()).toEqual([portInUse]);
  await web.instances.stop(standalone);
  await world.advance(60_000);
  expect(await web.runningOn()).toEqual([instance]);
  expect((await web.instances.tasks()).flatMap(bindingsOf)).toContain('app 80->127.0.0.1:8080/tcp');
});

test('a rolling update of tasks with a fixed port waits for room, and goes on where the old ones may go first', async () => {
  await using scene = await startScene([{ portMappings: [{ containerPort: 80, hostPort: 8080 }] }]);
  const { world, web } = scene;
  await web.instances.add();
  await web.create({ desiredCount: 1 });
  await world.advance(60_000);
  const [before] = await web.instances.tasks();
  await web.update({ forceNewDeployment: true });
  await world.advance(60_000);
  expect((await web.events())[0]).toBe(portInUse);
  expect((await web.describe()).deployments).toHaveLength(2);
  expect((await web.instances.task(before?.taskArn ?? '')).lastStatus).toBe('RUNNING');
  await web.update({ deploymentConfiguration: { minimumHealthyPercent: 0 } });
  await world.advance(60_000);
  expect((await web.describe()).deployments).toMatchObject([{ rolloutState: 'COMPLETED', runningCount: 1 }]);
  expect((await web.instances.task(before?.taskArn ?? '')).lastStatus).toBe('STOPPED');
});

test('tasks of an instance that drains are replaced elsewhere before they are stopped', async () => {
  await using scene = await startScene();
  const { world, web } = scene;
  const first = await web.instances.add();
  await web.create({ desiredCount: 2 });
  await world.advance(60_000);
  const second = await web.instances.add();
  await web.setState(first, 'DRAINING');
  let least = 2;
  for (let count = 0; count < 60; count++) {
    await world.advance(1000);
    least = Math.min(least, (await web.describe()).runningCount ?? 0);
  }
  expect(least).toBe(2);
  expect(await web.runningOn()).toEqual([second, second]);
  expect(await web.instances.instance(first)).toMatchObject({ status: 'DRAINING', running: 0 });
  expect((await web.events())[0]).toBe('(service web) has reached a steady state.');
});
