import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ExecuteCommandCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { errorOf } from '../../../../../support/error-of.ts';
import {
  describedTask,
  networkOf,
  registerWeb,
  runWeb,
  taskRole,
} from '../../../../../support/exec/exec-task.ts';
import { SimulatedWorld } from '../../../../../support/system/simulated-world.ts';

const notEnabled =
  'The execute command failed because execute command was not enabled when the task was run or the execute command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.';
const notFound = 'The referenced task was not found.';
const command = { command: '/bin/sh', interactive: true };
const invalid = (message: string) => ({ name: 'InvalidParameterException', message, status: 400 });

test('answer with a session that leads back to where the caller came from', async () => {
  await using world = await SimulatedWorld.start();
  const { taskArn, clusterArn, containers } = await runWeb(world);
  const { $metadata: _, ...answer } = await world.ecs.send(
    new ExecuteCommandCommand({ task: taskArn, ...command }),
  );
  const { host } = new URL(world.emulator.endpoint);
  expect(answer).toEqual({
    clusterArn,
    containerArn: containers?.[0]?.containerArn,
    containerName: 'app',
    interactive: true,
    session: {
      sessionId: expect.stringMatching(/^ecs-execute-command-[a-z0-9]{26}$/),
      streamUrl: `ws://${host}/_drydock/exec/${answer.session?.sessionId}?role=publish_subscribe`,
      tokenValue: expect.stringMatching(/^[A-Za-z0-9+/]{1024}$/),
    },
    taskArn,
  });
});

test('name the session by the address that the request named', async () => {
  await using world = await SimulatedWorld.start();
  const { taskArn } = await runWeb(world);
  const { port } = new URL(world.emulator.endpoint);
  const answer = await fetch(`http://localhost:${port}/`, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ExecuteCommand' },
    body: JSON.stringify({ task: taskArn, ...command }),
  });
  const { session } = JSON.parse(await answer.text());
  expect(session.streamUrl).toContain(`ws://localhost:${port}/_drydock/exec/`);
});

test('take a container by name where there are several, and ask for the name', async () => {
  await using world = await SimulatedWorld.start();
  const { taskArn, containers } = await runWeb(world, { containers: [{ name: 'one' }, { name: 'two' }] });
  const { containerName, containerArn } = await world.ecs.send(
    new ExecuteCommandCommand({ task: taskArn, container: 'two', ...command }),
  );
  expect([containerName, containerArn]).toEqual(['two', containers?.[1]?.containerArn]);
  expect(await errorOf(world.ecs.send(new ExecuteCommandCommand({ task: taskArn, ...command })))).toEqual(
    invalid('A container name must be specified for a task with multiple containers.'),
  );
  const unknown = new ExecuteCommandCommand({ task: taskArn, container: 'three', ...command });
  expect(await errorOf(world.ecs.send(unknown))).toEqual(
    invalid('The container three does not exist in the task.'),
  );
});

test('refuse what is not interactive, and an empty command', async () => {
  await using world = await SimulatedWorld.start();
  const { taskArn: task } = await runWeb(world);
  expect(
    await errorOf(world.ecs.send(new ExecuteCommandCommand({ task, command: 'ls', interactive: false }))),
  ).toEqual(invalid('Interactive is the only mode supported currently.'));
  expect(
    await errorOf(world.ecs.send(new ExecuteCommandCommand({ task, command: ' ', interactive: true }))),
  ).toEqual(invalid('Command cannot be empty.'));
});

test('refuse a task that was run without', async () => {
  await using world = await SimulatedWorld.start();
  const { taskArn, enableExecuteCommand, containers } = await runWeb(world, { enableExecuteCommand: false });
  expect(enableExecuteCommand).toBe(false);
  expect(containers?.[0]?.managedAgents).toBeUndefined();
  expect(await errorOf(world.ecs.send(new ExecuteCommandCommand({ task: taskArn, ...command })))).toEqual(
    invalid(notEnabled),
  );
});

test('refuse unknown tasks, those of another cluster and stopped ones', async () => {
  await using world = await SimulatedWorld.start();
  const { taskArn } = await runWeb(world);
  await world.ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
  const refused = (request: { task?: string; cluster?: string }) =>
    errorOf(world.ecs.send(new ExecuteCommandCommand({ task: taskArn, ...command, ...request })));
  expect(await refused({ task: 'f'.repeat(32) })).toEqual(invalid(notFound));
  expect(await refused({ cluster: 'other' })).toEqual(
    invalid('Invalid identifier: Identifier is for cluster default. Your cluster is other'),
  );
  expect(await refused({ cluster: 'missing' })).toMatchObject({ name: 'ClusterNotFoundException' });
  await world.ecs.send(new StopTaskCommand({ task: taskArn }));
  await world.advance(60_000);
  expect(await refused({})).toEqual(invalid(notFound));
});

test('refuse a task whose engine is out of reach', async () => {
  await using world = await SimulatedWorld.start();
  const { taskArn } = await runWeb(world);
  world.engine.disconnect();
  expect(await errorOf(world.ecs.send(new ExecuteCommandCommand({ task: taskArn, ...command })))).toEqual({
    name: 'TargetNotConnectedException',
    message: 'The execute command failed due to an internal error. Try again later.',
    status: 400,
  });
  world.engine.reconnect();
  await world.advance(0);
  world.errors.length = 0;
});

test.each([
  [{ kmsKeyId: 'alias/exec' }, 'kmsKeyId'],
  [{ logging: 'OVERRIDE', logConfiguration: { cloudWatchLogGroupName: '/exec' } }, 'logging OVERRIDE'],
] as const)(
  'say that sessions cannot be as the cluster asks: %j',
  async (executeCommandConfiguration, what) => {
    await using world = await SimulatedWorld.start();
    await world.ecs.send(new CreateClusterCommand({ configuration: { executeCommandConfiguration } }));
    const { taskArn } = await runWeb(world);
    expect(await errorOf(world.ecs.send(new ExecuteCommandCommand({ task: taskArn, ...command })))).toEqual({
      name: 'UnsupportedFeatureException',
      message: `Drydock does not implement the cluster's executeCommandConfiguration.${what} yet.`,
      status: 400,
    });
  },
);

test('the agent of a container is PENDING, RUNNING and STOPPED with it, and answers only while it runs', async () => {
  await using world = await SimulatedWorld.start({
    images: { app: { pull: { delayMs: 1000 }, exit: { afterMs: 5000, code: 0 } }, other: {} },
  });
  const { taskArn = '' } = await runWeb(world, {
    containers: [
      { name: 'app', image: 'app', essential: false },
      { name: 'main', image: 'other' },
    ],
  });
  const agent = async () => (await describedTask(world, taskArn)).containers?.[0]?.managedAgents;
  const request = new ExecuteCommandCommand({ task: taskArn, container: 'app', ...command });
  expect(await agent()).toEqual([{ name: 'ExecuteCommandAgent', lastStatus: 'PENDING' }]);
  expect(await errorOf(world.ecs.send(request))).toEqual(invalid(notEnabled));
  await world.advance(1000);
  const started = { name: 'ExecuteCommandAgent', lastStartedAt: new Date('2026-01-01T00:00:01Z') };
  expect(await agent()).toEqual([{ ...started, lastStatus: 'RUNNING' }]);
  expect((await world.ecs.send(request)).containerName).toBe('app');
  await world.advance(5000);
  expect(await agent()).toEqual([{ ...started, lastStatus: 'STOPPED' }]);
  expect(await errorOf(world.ecs.send(request))).toEqual(invalid(notEnabled));
});

describe('a task role', () => {
  const run = { taskDefinition: 'web', launchType: 'FARGATE', enableExecuteCommand: true } as const;
  const create = { ...run, serviceName: 'web', desiredCount: 1 };

  test('is needed by RunTask, in the definition or as an override', async () => {
    await using world = await SimulatedWorld.start();
    await registerWeb(world, {});
    expect(await errorOf(world.ecs.send(new RunTaskCommand({ ...run, ...networkOf(world) })))).toEqual(
      invalid(
        'The execute command failed because a valid task role is not being used. Specify a valid task role in your task definition or as a task override and try again.',
      ),
    );
    const { tasks } = await world.ecs.send(
      new RunTaskCommand({ ...run, ...networkOf(world), overrides: { taskRoleArn: taskRole } }),
    );
    expect(tasks?.[0]?.enableExecuteCommand).toBe(true);
  });

  test('is needed by CreateService', async () => {
    await using world = await SimulatedWorld.start();
    await registerWeb(world, {});
    expect(
      await errorOf(world.ecs.send(new CreateServiceCommand({ ...create, ...networkOf(world) }))),
    ).toEqual(
      invalid(
        "The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
      ),
    );
  });

  test('is needed by UpdateService', async () => {
    await using world = await SimulatedWorld.start();
    await registerWeb(world, {});
    await world.ecs.send(
      new CreateServiceCommand({ ...create, enableExecuteCommand: false, ...networkOf(world) }),
    );
    const update = new UpdateServiceCommand({ service: 'web', enableExecuteCommand: true });
    expect(await errorOf(world.ecs.send(update))).toEqual(
      invalid(
        "The service couldn't be updated because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
      ),
    );
  });
});

test('UpdateService turns it on for tasks that start from then on, without a deployment', async () => {
  await using world = await SimulatedWorld.start();
  await registerWeb(world, { taskRoleArn: taskRole });
  await world.ecs.send(
    new CreateServiceCommand({
      serviceName: 'web',
      taskDefinition: 'web',
      launchType: 'FARGATE',
      desiredCount: 1,
      ...networkOf(world),
    }),
  );
  await world.advance(60_000);
  await world.ecs.send(
    new UpdateServiceCommand({ service: 'web', enableExecuteCommand: true, desiredCount: 2 }),
  );
  await world.advance(60_000);
  const { services } = await world.ecs.send(new DescribeServicesCommand({ services: ['web'] }));
  expect(services?.[0]).toMatchObject({ enableExecuteCommand: true, runningCount: 2 });
  expect(services?.[0]?.deployments).toHaveLength(1);
  const { taskArns } = await world.ecs.send(new ListTasksCommand({ serviceName: 'web' }));
  const { tasks } = await world.ecs.send(new DescribeTasksCommand({ tasks: taskArns }));
  expect(tasks?.map(({ enableExecuteCommand }) => enableExecuteCommand).sort()).toEqual([false, true]);
});
