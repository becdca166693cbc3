import { DescribeTasksCommand, type DescribeTasksCommandInput, StopTaskCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { ObservedContainer, ObservedTask } from '../../../../../src/services/ecs/task/task.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const describeTasks = (api: EcsApi, input: DescribeTasksCommandInput) =>
  api.ecs.send(new DescribeTasksCommand(input));
const only = async (api: EcsApi, arn: string) => (await describeTasks(api, { tasks: [arn] })).tasks?.[0];
const checked = { command: ['CMD-SHELL', 'true'] };
const attached: ObservedTask['networkInterface'] = {
  id: 'eni-0123456789abcdef0',
  address: '10.0.0.4',
  macAddress: '02:42:0a:00:00:04',
  privateDnsName: 'ip-10-0-0-4.ec2.internal',
  sandboxId: 'sandbox',
  released: false,
};

test('shows what was seen of a task that ran and stopped', async () => {
  await using api = await startEcsApi();
  const arn = await runOneTask(api);
  const fresh = await only(api, arn);
  const startMs = api.clock.now();
  const at = (seconds: number) => new Date(startMs + seconds * 1000);
  const seen: ObservedContainer = {
    status: 'STOPPED',
    health: 'UNKNOWN',
    runtimeId: 'f00',
    imageDigest: 'sha256:abc',
    exitCode: 137,
    reason: 'OutOfMemoryError: Container killed due to memory usage',
  };
  await api.clock.advance(5000);
  await api.ecs.send(new StopTaskCommand({ task: arn }));
  api.observe(arn, {
    lastStatus: 'STOPPED',
    stoppedAtMs: startMs + 7000,
    observed: {
      version: 9,
      connected: true,
      networkInterface: { ...attached, released: true },
      containers: { web: seen },
      connectivityAtMs: startMs + 1000,
      pullStartedAtMs: startMs + 2000,
      pullStoppedAtMs: startMs + 3000,
      startedAtMs: startMs + 4000,
      executionStoppedAtMs: startMs + 6000,
    },
  });
  const [attachment] = fresh?.attachments ?? [];
  const [container] = fresh?.containers ?? [];
  expect(await only(api, arn)).toEqual({
    ...fresh,
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    connectivity: 'CONNECTED',
    connectivityAt: at(1),
    pullStartedAt: at(2),
    pullStoppedAt: at(3),
    startedAt: at(4),
    stoppingAt: at(5),
    executionStoppedAt: at(6),
    stoppedAt: at(7),
    stopCode: 'UserInitiated',
    stoppedReason: 'Task stopped by user',
    version: 9,
    attachments: [
      {
        ...attachment,
        status: 'DELETED',
        details: [
          { name: 'subnetId', value: api.subnets[0]?.id },
          { name: 'networkInterfaceId', value: 'eni-0123456789abcdef0' },
          { name: 'macAddress', value: '02:42:0a:00:00:04' },
          { name: 'privateDnsName', value: 'ip-10-0-0-4.ec2.internal' },
          { name: 'privateIPv4Address', value: '10.0.0.4' },
        ],
      },
    ],
    containers: [
      {
        ...container,
        lastStatus: 'STOPPED',
        runtimeId: 'f00',
        imageDigest: 'sha256:abc',
        exitCode: 137,
        reason: 'OutOfMemoryError: Container killed due to memory usage',
        networkInterfaces: [{ attachmentId: attachment?.id, privateIpv4Address: '10.0.0.4' }],
      },
    ],
  });
});

test('shows the interface of a running task as ATTACHED', async () => {
  await using api = await startEcsApi();
  const arn = await runOneTask(api);
  api.observe(arn, { lastStatus: 'RUNNING', observed: { networkInterface: attached } });
  expect((await only(api, arn))?.attachments).toMatchObject([{ status: 'ATTACHED' }]);
});

test("shows a container's ports on the host as its bindings", async () => {
  await using api = await startEcsApi();
  const arn = await runOneTask(api);
  const port = { containerPort: 80, hostPort: 49_153, protocol: 'tcp' as const };
  const publishedPorts = [{ ...port, hostAddress: '127.0.0.2' }];
  api.observe(arn, {
    observed: { containers: { web: { status: 'RUNNING', health: 'UNKNOWN', publishedPorts } } },
  });
  expect((await only(api, arn))?.containers?.[0]?.networkBindings).toEqual([
    { ...port, bindIP: '127.0.0.2' },
  ]);
});

test('shows a task that stopped before it had an interface as having none left', async () => {
  await using api = await startEcsApi();
  const arn = await runOneTask(api);
  api.observe(arn, { lastStatus: 'STOPPED', stoppedAtMs: api.clock.now() });
  expect((await only(api, arn))?.attachments).toMatchObject([
    { status: 'DELETED', details: [{ name: 'subnetId', value: api.subnets[0]?.id }] },
  ]);
});

test.each(['PENDING', 'PULLED', 'CREATED'] as const)(
  'shows a container that is %s as PENDING',
  async (status) => {
    await using api = await startEcsApi();
    const arn = await runOneTask(api);
    api.observe(arn, { observed: { containers: { web: { status, health: 'UNKNOWN' } } } });
    expect((await only(api, arn))?.containers).toMatchObject([{ lastStatus: 'PENDING' }]);
  },
);

describe('says of the health of a task', () => {
  const containerDefinitions = [
    { name: 'a', image: 'nginx', healthCheck: checked },
    { name: 'b', image: 'nginx', healthCheck: checked },
    { name: 'aside', image: 'nginx', healthCheck: checked, essential: false },
    { name: 'unchecked', image: 'nginx' },
  ];

  test.each([
    ['HEALTHY', 'HEALTHY', 'UNHEALTHY', 'HEALTHY'],
    ['HEALTHY', 'UNKNOWN', 'HEALTHY', 'UNKNOWN'],
    ['UNHEALTHY', 'UNKNOWN', 'HEALTHY', 'UNHEALTHY'],
    ['UNHEALTHY', 'HEALTHY', 'HEALTHY', 'UNHEALTHY'],
  ] as const)('with containers %s, %s and a non-essential %s: %s', async (a, b, aside, healthStatus) => {
    await using api = await startEcsApi();
    const arn = await runOneTask(api, {}, { containerDefinitions });
    const running = { status: 'RUNNING' as const };
    api.observe(arn, {
      observed: {
        containers: {
          a: { ...running, health: a },
          b: { ...running, health: b },
          aside: { ...running, health: aside },
          unchecked: { ...running, health: 'UNKNOWN' },
        },
      },
    });
    const task = await only(api, arn);
    expect(task?.healthStatus).toBe(healthStatus);
    expect(task?.containers?.map(({ name, healthStatus: own }) => [name, own])).toEqual([
      ['a', a],
      ['b', b],
      ['aside', aside],
      ['unchecked', 'UNKNOWN'],
    ]);
  });
});

test('finds by id and by ARN in the order asked, and lists what is missing', async () => {
  await using api = await startEcsApi();
  const first = await runOneTask(api);
  const second = await runOneTask(api);
  const gone = 'f'.repeat(32);
  const { tasks, failures } = await describeTasks(api, {
    tasks: [second, gone, first.replace(/^.*\//, ''), `arn:aws:ecs:us-east-1:000000000000:task/${gone}`],
  });
  expect(tasks?.map(({ taskArn }) => taskArn)).toEqual([second, first]);
  const missing = { arn: `arn:aws:ecs:us-east-1:000000000000:task/default/${gone}`, reason: 'MISSING' };
  expect(failures).toEqual([missing, missing]);
});

test('shows tags where they are asked for', async () => {
  await using api = await startEcsApi();
  const arn = await runOneTask(api, { tags: [{ key: 'team', value: 'a' }] });
  expect((await only(api, arn))?.tags).toEqual([]);
  const { tasks } = await describeTasks(api, { tasks: [arn], include: ['TAGS'] });
  expect(tasks?.[0]?.tags).toEqual([{ key: 'team', value: 'a' }]);
});

test('forgets a stopped task with its tags when its time has come', async () => {
  await using api = await startEcsApi();
  const arn = await runOneTask(api, { tags: [{ key: 'team', value: 'a' }] });
  api.observe(arn, { lastStatus: 'STOPPED', stoppedAtMs: api.clock.now() });
  api.context.ecs.tasks.forgetStopped(api.clock.now());
  expect(await reply(describeTasks(api, { tasks: [arn] }))).toEqual({
    tasks: [],
    failures: [{ arn, reason: 'MISSING' }],
  });
  expect(api.context.ecs.tags.list(arn)).toEqual([]);
});

describe('refuses', () => {
  const name = 'InvalidParameterException';

  test.each<[object, string]>([
    [{ tasks: [] }, 'Tasks cannot be empty.'],
    [{}, 'Tasks cannot be empty.'],
    [{ tasks: Array(101).fill('x') }, 'taskIds can have at most 100 items.'],
    [{ tasks: ['x'], include: ['ALL'] }, 'include should be one of [TAGS]'],
    [{ tasks: ['arn:aws:ecs:eu-west-1:000000000000:task/default/x'] }, 'Invalid Region in ARN'],
    [
      { tasks: ['arn:aws:ecs:us-east-1:000000000000:task/other/x'] },
      'Invalid identifier: Identifier is for cluster other. Your cluster is default',
    ],
    [
      { tasks: ['arn:aws:ecs:us-east-1:000000000000:task/default/x/y'] },
      'Invalid identifier: Unexpected number of separators',
    ],
    [
      { tasks: ['arn:aws:ecs:us-east-1:000000000000:service/default/x'] },
      'Unsupported resource type: service',
    ],
  ])('%j', async (body, message) => {
    await using api = await startEcsApi();
    await runOneTask(api);
    expect(await rawRefusal(api, 'DescribeTasks', body)).toEqual({ name, message, status: 400 });
  });

  test('an unknown cluster', async () => {
    await using api = await startEcsApi();
    expect(await refusal(describeTasks(api, { tasks: ['x'] }))).toEqual({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
      status: 400,
    });
  });
});
