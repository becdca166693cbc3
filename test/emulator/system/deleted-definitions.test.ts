import {
  DeleteServiceCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { TaskSetsUnderTest } from '../../support/system/task-sets-under-test.ts';

/** The status of a definition, or the sentence that says that there is none. */
async function statusOf(world: SimulatedWorld, taskDefinition: string): Promise<string | undefined> {
  const asked = world.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return asked.then(
    (output) => output.taskDefinition?.status,
    (error: unknown) => (error instanceof Error ? error.message : undefined),
  );
}

async function remove(world: SimulatedWorld, taskDefinition: string) {
  await world.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
  await world.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));
  await world.advance(0);
}

const gone = 'Unable to describe task definition.';

test('a definition that nothing uses is gone at once, and its revision is not given again', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await remove(world, 'web:1');
  expect(await statusOf(world, 'web:1')).toBe(gone);
  expect(await web.register()).toBe('web:2');
});

test('a definition goes with the last task that uses it, also over a restart', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { stopDelayMs: 5000 } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
  );
  await world.advance(0);
  await remove(world, 'web:1');
  await world.ecs.send(new StopTaskCommand({ task: tasks?.[0]?.taskArn }));
  await world.advance(4999);
  expect(await statusOf(world, 'web:1')).toBe('DELETE_IN_PROGRESS');
  await world.restart();
  expect(await statusOf(world, 'web:1')).toBe('DELETE_IN_PROGRESS');
  await world.advance(1);
  expect(await statusOf(world, 'web:1')).toBe(gone);
  expect((await web.tasks())[0]?.taskDefinitionArn).toContain('task-definition/web:1');
});

test('a service goes on and is scaled with its deleted definition, until a deployment replaces it', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(10_000);
  await remove(world, 'web:1');
  await web.update({ desiredCount: 3 });
  await world.advance(10_000);
  expect([await statusOf(world, 'web:1'), (await web.describe()).runningCount]).toEqual([
    'DELETE_IN_PROGRESS',
    3,
  ]);
  await web.register();
  await web.update({ taskDefinition: 'web:2' });
  await world.advance(60_000);
  expect(await statusOf(world, 'web:1')).toBe(gone);
});

test('a definition goes with its service', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(10_000);
  await remove(world, 'web:1');
  await world.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
  await world.advance(60_000);
  expect(await statusOf(world, 'web:1')).toBe(gone);
});

test('a definition stays as long as a task set names it, though it has no tasks', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const sets = await TaskSetsUnderTest.of(world, web, 1);
  const id = await sets.create('web:1', 0);
  await world.advance(0);
  await remove(world, 'web:1');
  await sets.scale(id, 100);
  await world.advance(60_000);
  expect(await sets.countOf(id)).toBe(1);
  expect(await statusOf(world, 'web:1')).toBe('DELETE_IN_PROGRESS');
  await sets.delete(id);
  await world.advance(60_000);
  expect(await statusOf(world, 'web:1')).toBe(gone);
});
