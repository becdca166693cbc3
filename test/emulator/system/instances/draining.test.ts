import {
  CreateClusterCommand,
  DeregisterContainerInstanceCommand,
  ListContainerInstancesCommand,
  StartTaskCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { refusal } from '../../../support/refusal.ts';
import { bindingsOf, InstancesUnderTest } from '../../../support/system/instances-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

/** A cluster with one instance, on which a task runs that has the host's port 8080. */
async function startScene() {
  const world = await SimulatedWorld.start();
  const instances = await InstancesUnderTest.in(world);
  const instance = await instances.add();
  await instances.define([{ portMappings: [{ containerPort: 80, hostPort: 8080 }] }]);
  const task = await instances.runOne();
  await world.advance(1000);
  return { world, instances, instance, task, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

type Scene = Awaited<ReturnType<typeof startScene>>;

const setState = ({ world, instance }: Scene, status: 'ACTIVE' | 'DRAINING') =>
  world.ecs.send(new UpdateContainerInstancesStateCommand({ containerInstances: [instance], status }));

const deregister = ({ world, instance: containerInstance }: Scene, force?: boolean) =>
  world.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance, force }));

test('an instance that drains keeps its standalone tasks, and takes none until it is ACTIVE again', async () => {
  await using scene = await startScene();
  const { world, instances, instance } = scene;
  await setState(scene, 'DRAINING');
  expect((await refusal(instances.run())).message).toBe('No Container Instances were found in your cluster.');
  const start = new StartTaskCommand({ taskDefinition: 'job', containerInstances: [instance] });
  expect((await world.ecs.send(start)).failures).toEqual([{ arn: instance, reason: 'INACTIVE' }]);
  const second = await instances.add();
  const { tasks: [placed] = [] } = await instances.run();
  expect(placed?.containerInstanceArn).toBe(second);
  await world.advance(60_000);
  expect(await instances.task(scene.task)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
  expect(await instances.instance(instance)).toMatchObject({ status: 'DRAINING', running: 1 });
  await setState(scene, 'ACTIVE');
  await instances.stop(scene.task);
  await world.advance(1000);
  const { tasks: [again] = [] } = await instances.run();
  expect(again?.containerInstanceArn).toBe(instance);
});

test('an instance with tasks is deregistered by force alone; the tasks run on, and keep its address, till they stop', async () => {
  await using scene = await startScene();
  const { world, instances, instance, task } = scene;
  expect((await refusal(deregister(scene))).message).toBe('Found running tasks on the instance.');
  const { containerInstance } = await deregister(scene, true);
  expect(containerInstance).toMatchObject({ status: 'INACTIVE', agentConnected: false });
  await world.restart();
  await world.advance(60_000);
  const running = await instances.task(task);
  expect([running.lastStatus, running.containerInstanceArn]).toEqual(['RUNNING', instance]);
  const second = await instances.add();
  const next = await instances.runOne();
  await world.advance(1000);
  expect([running, await instances.task(next)].flatMap(bindingsOf)).toEqual([
    'app 80->127.0.0.1:8080/tcp',
    'app 80->127.0.0.2:8080/tcp',
  ]);
  await instances.stop(task);
  await world.advance(1000);
  expect((await instances.task(task)).lastStatus).toBe('STOPPED');
  await instances.add();
  const last = await instances.runOne();
  await world.advance(1000);
  expect((await instances.task(last)).containerInstanceArn).not.toBe(second);
  expect(bindingsOf(await instances.task(last))).toEqual(['app 80->127.0.0.1:8080/tcp']);
});

test('a reset takes the instances and their tasks away, with all that the engine had of them', async () => {
  await using scene = await startScene();
  const { world } = scene;
  expect(await world.engine.list()).toHaveLength(1);
  await world.reset();
  expect(await world.engine.list()).toEqual([]);
  await world.ecs.send(new CreateClusterCommand({}));
  expect((await world.ecs.send(new ListContainerInstancesCommand({}))).containerInstanceArns).toEqual([]);
  const instances = await InstancesUnderTest.in(world);
  await instances.add();
  await instances.define([{ portMappings: [{ containerPort: 80, hostPort: 8080 }] }]);
  const task = await instances.runOne();
  await world.advance(1000);
  expect(bindingsOf(await instances.task(task))).toEqual(['app 80->127.0.0.1:8080/tcp']);
});
