import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

const source = (options: Record<string, string>) => ({
  name: 'app',
  logConfiguration: { logDriver: 'awsfirelens' as const, options },
});
const router = {
  name: 'router',
  image: 'router',
  portMappings: [],
  firelensConfiguration: { type: 'fluentbit' as const },
};

async function runTask(world: SimulatedWorld, options: Record<string, string>) {
  const web = await ServiceUnderTest.in(world);
  await web.register(source(options), router);
  const steps: string[] = [];
  const names = new Map<string, string>();
  world.engine.subscribe((event) => {
    if (event.type !== 'started' && event.type !== 'died') return;
    void world.engine.list().then((found) => {
      const name = found.find(({ id }) => id === event.id)?.labels['drydock.container'];
      if (name !== undefined) names.set(event.id, name);
      if (names.has(event.id)) steps.push(`${names.get(event.id)} ${event.type}`);
    });
  });
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
  );
  await world.advance(1000);
  return { web, steps, taskArn: tasks?.[0]?.taskArn ?? '' };
}

test('the router starts before who logs through it, and stops after', async () => {
  await using world = await SimulatedWorld.start();
  const { steps, taskArn } = await runTask(world, { Name: 'stdout' });
  expect(steps).toEqual(['router started', 'app started']);
  await world.ecs.send(new StopTaskCommand({ task: taskArn }));
  await world.advance(60_000);
  expect(steps.slice(2)).toEqual(['app died', 'router died']);
});

test('a configuration that cannot be made fails the task before it makes a container', async () => {
  await using world = await SimulatedWorld.start();
  const { web, steps } = await runTask(world, { region: 'us-east-1' });
  expect((await web.tasks()).map(taskEnding)).toMatchObject([
    {
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        'ResourceInitializationError: failed to generate firelens config: missing output key Name which is required for firelens configuration of type fluentbit',
    },
  ]);
  expect(steps).toEqual([]);
});
