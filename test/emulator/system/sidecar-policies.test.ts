import { DescribeTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { SidecarPolicy } from '../../../src/plan/sidecar-policies.ts';
import { type ContainerUnderTest, ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../support/system/simulated-world.ts';

const agent: ContainerUnderTest = { name: 'datadog-agent', image: 'datadog/agent', portMappings: [] };
const waiting: ContainerUnderTest = {
  dependsOn: [{ containerName: 'datadog-agent', condition: 'HEALTHY' }],
};
const healthCheck = { command: ['CMD', 'agent', 'health'] };
const match = { container: 'datadog-*' };

async function run(
  action: SidecarPolicy['action'],
  options: SimulatedWorldOptions,
  ...containers: ContainerUnderTest[]
) {
  const world = await SimulatedWorld.start({ ...options, sidecarPolicies: [{ match, action }] });
  const web = await ServiceUnderTest.in(world);
  await web.register(...containers);
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
  );
  await world.advance(0);
  const look = async () => {
    const described = await world.ecs.send(new DescribeTasksCommand({ tasks: [tasks?.[0]?.taskArn ?? ''] }));
    const [task] = described.tasks ?? [];
    return {
      task: [task?.lastStatus, task?.healthStatus, task?.stopCode, task?.stoppedReason],
      containers: task?.containers?.map((each) => [
        ...[each.name, each.image, each.lastStatus, each.healthStatus, each.reason],
      ]),
    };
  };
  return { world, web, look, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const created = async ({ engine }: SimulatedWorld) =>
  (await engine.list()).filter(({ labels }) => labels['com.amazonaws.ecs.container-name'] === 'datadog-agent')
    .length;

test('a skipped container is never made, and neither its end nor its secrets nor its health matter', async () => {
  await using running = await run(
    'skip',
    { images: { 'datadog/agent': { pull: { fails: 'no' } } } },
    waiting,
    {
      ...agent,
      healthCheck,
      secrets: [{ name: 'DD_API_KEY', valueFrom: 'absent' }],
    },
  );
  const expected = {
    task: ['RUNNING', 'UNKNOWN', undefined, undefined],
    containers: [
      ['app', 'app', 'RUNNING', 'UNKNOWN', undefined],
      [
        ...['datadog-agent', 'datadog/agent', 'STOPPED', 'UNKNOWN'],
        "Skipped by Drydock's sidecar policy for the container datadog-*.",
      ],
    ],
  };
  expect([await running.look(), await created(running.world)]).toEqual([expected, 0]);
  await running.world.restart();
  expect([await running.look(), await created(running.world)]).toEqual([expected, 0]);
});

test('a task of which every container is skipped does not run', async () => {
  await using running = await run('skip', {}, agent);
  expect((await running.look()).task).toEqual([
    ...['STOPPED', 'UNKNOWN', 'TaskFailedToStart'],
    "Drydock's sidecar policies skip every container of the task.",
  ]);
});

test('a container that is treated as healthy is so once it runs, and its check is not made', async () => {
  await using running = await run('healthy', { images: { 'datadog/agent': { health: [] } } }, waiting, {
    ...agent,
    healthCheck,
  });
  const reason = "Treated as healthy while it runs by Drydock's sidecar policy for the container datadog-*.";
  expect(await running.look()).toEqual({
    task: ['RUNNING', 'HEALTHY', undefined, undefined],
    containers: [
      ['app', 'app', 'RUNNING', 'UNKNOWN', undefined],
      ['datadog-agent', 'datadog/agent', 'RUNNING', 'HEALTHY', reason],
    ],
  });
  await running.world.advance(120_000);
  await running.world.restart();
  expect((await running.look()).task[1]).toBe('HEALTHY');
});

test('a replaced image is the one that is pulled, runs and is shown', async () => {
  await using running = await run(
    { replaceImage: 'stub' },
    { images: { 'datadog/agent': { pull: { fails: 'no' } }, stub: { exit: { afterMs: 5, code: 7 } } } },
    {},
    { ...agent, essential: false },
  );
  await running.world.advance(10);
  expect(await running.look()).toEqual({
    task: ['RUNNING', 'UNKNOWN', undefined, undefined],
    containers: [
      ['app', 'app', 'RUNNING', 'UNKNOWN', undefined],
      [
        ...['datadog-agent', 'stub', 'STOPPED', 'UNKNOWN'],
        "Runs stub in the place of datadog/agent by Drydock's sidecar policy for the container datadog-*.",
      ],
    ],
  });
});

test("a service's tasks follow the policies too, and those that run keep theirs", async () => {
  await using running = await run('skip', {}, {}, agent);
  const { world, web } = running;
  await web.create({ desiredCount: 1 });
  await world.advance(10_000);
  const statuses = (await web.tasks()).map(({ containers = [] }) =>
    containers.map((each) => each.lastStatus),
  );
  expect(statuses).toEqual([
    ['RUNNING', 'STOPPED'],
    ['RUNNING', 'STOPPED'],
  ]);
});
