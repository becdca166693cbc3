import {
  DescribeTasksCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  waitUntilTasksRunning,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';

test('run several tasks, wait for them, stop them and forget them after an hour', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { pull: { delayMs: 1000 } } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const { tasks = [], failures } = await world.ecs.send(
    new RunTaskCommand({
      taskDefinition: 'web',
      launchType: 'FARGATE',
      count: 3,
      startedBy: 'a-test',
      ...web.network,
    }),
  );
  expect(failures).toEqual([]);
  expect(
    tasks.map(({ lastStatus, desiredStatus, group, startedBy }) => [
      lastStatus,
      desiredStatus,
      group,
      startedBy,
    ]),
  ).toEqual([
    ['PROVISIONING', 'RUNNING', 'family:web', 'a-test'],
    ['PROVISIONING', 'RUNNING', 'family:web', 'a-test'],
    ['PROVISIONING', 'RUNNING', 'family:web', 'a-test'],
  ]);
  const arns = tasks.flatMap(({ taskArn }) => taskArn ?? []);
  const waiter = { client: world.ecs, maxWaitTime: 5, minDelay: 1, maxDelay: 1 };
  await world.advance(1000);
  expect((await waitUntilTasksRunning(waiter, { tasks: arns })).state).toBe('SUCCESS');
  const { taskArns } = await world.ecs.send(new ListTasksCommand({ startedBy: 'a-test' }));
  expect(taskArns).toEqual(arns);
  for (const task of arns) await world.ecs.send(new StopTaskCommand({ task }));
  await world.advance(1000);
  expect((await waitUntilTasksStopped(waiter, { tasks: arns })).state).toBe('SUCCESS');
  await world.advance(3_598_000);
  expect((await web.tasks()).length).toBe(3);
  await world.advance(1000);
  const { tasks: known, failures: missing } = await world.ecs.send(new DescribeTasksCommand({ tasks: arns }));
  expect(known).toEqual([]);
  expect(missing).toEqual(arns.map((arn) => ({ arn, reason: 'MISSING' })));
});

test('stamp a task at every step of its way', async () => {
  await using world = await SimulatedWorld.start({
    images: { app: { pull: { delayMs: 2000 }, stopDelayMs: 3000 } },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const startMs = world.clock.now();
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
  );
  await world.advance(10_000);
  await world.ecs.send(new StopTaskCommand({ task: tasks?.[0]?.taskArn }));
  await world.advance(10_000);
  const [task] = await web.tasks();
  const at = (date: Date | undefined) => date && Number(date) - startMs;
  expect({
    createdAt: at(task?.createdAt),
    connectivityAt: at(task?.connectivityAt),
    pullStartedAt: at(task?.pullStartedAt),
    pullStoppedAt: at(task?.pullStoppedAt),
    startedAt: at(task?.startedAt),
    stoppingAt: at(task?.stoppingAt),
    executionStoppedAt: at(task?.executionStoppedAt),
    stoppedAt: at(task?.stoppedAt),
  }).toEqual({
    connectivityAt: 0,
    createdAt: 0,
    executionStoppedAt: 13000,
    pullStartedAt: 0,
    pullStoppedAt: 2000,
    startedAt: 2000,
    stoppedAt: 13000,
    stoppingAt: 10000,
  });
});

test('give a container what the overrides say', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register({
    environment: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
    command: ['serve'],
  });
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({
      taskDefinition: 'web',
      launchType: 'FARGATE',
      ...web.network,
      overrides: {
        cpu: '512',
        memory: '1024',
        containerOverrides: [{ name: 'app', command: ['migrate'], environment: [{ name: 'B', value: '3' }] }],
      },
    }),
  );
  expect(tasks?.map(({ cpu, memory, overrides }) => ({ cpu, memory, overrides }))).toEqual([
    {
      cpu: '512',
      memory: '1024',
      overrides: {
        containerOverrides: [
          {
            command: ['migrate'],
            environment: [
              {
                name: 'B',
                value: '3',
              },
            ],
            name: 'app',
          },
        ],
        cpu: '512',
        inferenceAcceleratorOverrides: [],
        memory: '1024',
      },
    },
  ]);
});

test('give the tasks of a service the tags that it propagates and ECS manages', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({
    desiredCount: 1,
    tags: [{ key: 'team', value: 'blue' }],
    propagateTags: 'SERVICE',
    enableECSManagedTags: true,
  });
  await world.advance(1000);
  const [task] = await web.tasks();
  const { tasks } = await world.ecs.send(
    new DescribeTasksCommand({ tasks: [task?.taskArn ?? ''], include: ['TAGS'] }),
  );
  expect(tasks?.[0]?.tags).toEqual([
    {
      key: 'team',
      value: 'blue',
    },
    {
      key: 'aws:ecs:clusterName',
      value: 'default',
    },
    {
      key: 'aws:ecs:serviceName',
      value: 'web',
    },
  ]);
});
