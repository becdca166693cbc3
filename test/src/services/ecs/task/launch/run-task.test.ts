import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../../support/ecs/fargate-definition.ts';
import { rawRefusal } from '../../../../../support/raw-refusal.ts';
import { refusal } from '../../../../../support/refusal.ts';
import { reply } from '../../../../../support/reply.ts';

const definitionArn = 'arn:aws:ecs:us-east-1:000000000000:task-definition/job:1';
const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function prepare(api: EcsApi, rest = {}) {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('job', rest)));
}

async function apiWithDefinition(rest = {}) {
  const api = await startEcsApi();
  await prepare(api, rest);
  return api;
}

const inputOf = (api: EcsApi, rest: Partial<RunTaskCommandInput> = {}): RunTaskCommandInput => ({
  taskDefinition: 'job',
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration: { subnets: api.subnets.slice(0, 1).map(({ id }) => id) } },
  ...rest,
});
const run = (api: EcsApi, rest: Partial<RunTaskCommandInput> = {}) =>
  api.ecs.send(new RunTaskCommand(inputOf(api, rest)));

test('answers with a task that is PROVISIONING', async () => {
  await using api = await apiWithDefinition();
  const { tasks = [], failures } = await run(api);
  const [task] = tasks;
  const id = task?.taskArn?.replace(/^.*\//, '') ?? '';
  const containerArn = task?.containers?.[0]?.containerArn ?? '';
  const attachmentId = task?.attachments?.[0]?.id ?? '';
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(containerArn.replace(`arn:aws:ecs:us-east-1:000000000000:container/default/${id}/`, '')).toMatch(
    uuid,
  );
  expect(attachmentId).toMatch(uuid);
  expect({ tasks, failures }).toEqual({
    failures: [],
    tasks: [
      {
        taskArn: `arn:aws:ecs:us-east-1:000000000000:task/default/${id}`,
        clusterArn,
        taskDefinitionArn: definitionArn,
        group: 'family:job',
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        platformFamily: 'Linux',
        availabilityZone: 'us-east-1a',
        cpu: '256',
        memory: '512',
        lastStatus: 'PROVISIONING',
        desiredStatus: 'RUNNING',
        healthStatus: 'UNKNOWN',
        createdAt: new Date(api.clock.now()),
        attachments: [
          {
            id: attachmentId,
            type: 'ElasticNetworkInterface',
            status: 'PRECREATED',
            details: [{ name: 'subnetId', value: api.subnets[0]?.id }],
          },
        ],
        attributes: [{ name: 'ecs.cpu-architecture', value: process.arch === 'arm64' ? 'arm64' : 'x86_64' }],
        containers: [
          {
            containerArn,
            taskArn: task?.taskArn,
            name: 'web',
            image: 'nginx:1.27',
            lastStatus: 'PENDING',
            networkBindings: [],
            networkInterfaces: [],
            healthStatus: 'UNKNOWN',
            cpu: '0',
          },
        ],
        overrides: { containerOverrides: [{ name: 'web' }], inferenceAcceleratorOverrides: [] },
        enableExecuteCommand: false,
        inferenceAccelerators: [],
        ephemeralStorage: { sizeInGiB: 20 },
        fargateEphemeralStorage: { sizeInGiB: 20 },
        tags: [],
        version: 1,
      },
    ],
  });
});

test('echoes overrides and applies the sizes among them', async () => {
  const second = { name: 'side', image: 'busybox', memory: 128, memoryReservation: 64, cpu: 10 };
  await using api = await apiWithDefinition({
    containerDefinitions: [{ name: 'web', image: 'nginx:1.27' }, second],
    ephemeralStorage: { sizeInGiB: 30 },
  });
  const overrides = {
    cpu: '1 vCPU',
    memory: '2GB',
    taskRoleArn: 'arn:aws:iam::000000000000:role/app',
    ephemeralStorage: { sizeInGiB: 50 },
    containerOverrides: [{ name: 'side', command: ['true'], environment: [{ name: 'A', value: '1' }] }],
  };
  const { tasks: [task] = [] } = await run(api, {
    overrides,
    group: 'batch',
    startedBy: 'me/1_a-b',
    platformVersion: 'LATEST',
  });
  expect(task).toMatchObject({
    cpu: '1024',
    memory: '2048',
    ephemeralStorage: { sizeInGiB: 50 },
    fargateEphemeralStorage: { sizeInGiB: 50 },
    group: 'batch',
    startedBy: 'me/1_a-b',
    platformVersion: '1.4.0',
    containers: [
      { name: 'web', cpu: '0' },
      { name: 'side', cpu: '10', memory: '128', memoryReservation: '64' },
    ],
  });
  expect(task?.overrides).toEqual({
    ...overrides,
    containerOverrides: [{ name: 'web' }, overrides.containerOverrides[0]],
    inferenceAcceleratorOverrides: [],
  });
});

test("shows the definition's own storage", async () => {
  await using api = await apiWithDefinition({ ephemeralStorage: { sizeInGiB: 30 } });
  const { tasks } = await run(api);
  expect(tasks).toMatchObject([{ ephemeralStorage: { sizeInGiB: 30 } }]);
});

test('keeps containers apart by names that objects have by nature', async () => {
  await using api = await apiWithDefinition({
    containerDefinitions: ['__proto__', 'constructor', 'toString'].map((name) => ({ name, image: 'nginx' })),
  });
  const { tasks } = await run(api);
  expect(tasks?.[0]?.containers).toMatchObject([
    { name: '__proto__', lastStatus: 'PENDING', healthStatus: 'UNKNOWN' },
    { name: 'constructor', lastStatus: 'PENDING', healthStatus: 'UNKNOWN' },
    { name: 'toString', lastStatus: 'PENDING', healthStatus: 'UNKNOWN' },
  ]);
});

test('spreads tasks over the subnets', async () => {
  await using api = await apiWithDefinition();
  const subnets = api.subnets.map(({ id }) => id);
  const { tasks = [] } = await run(api, {
    count: 4,
    networkConfiguration: { awsvpcConfiguration: { subnets } },
  });
  expect(tasks.map(({ availabilityZone }) => availabilityZone)).toEqual([
    'us-east-1a',
    'us-east-1b',
    'us-east-1c',
    'us-east-1a',
  ]);
});

test('takes empty lists for absent ones', async () => {
  await using api = await apiWithDefinition();
  const { tasks } = await run(api, {
    capacityProviderStrategy: [],
    placementConstraints: [],
    placementStrategy: [],
    volumeConfigurations: [],
    tags: [],
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [] },
    networkConfiguration: {
      awsvpcConfiguration: { subnets: api.subnets.slice(0, 1).map(({ id }) => id), securityGroups: [] },
    },
  });
  expect(tasks).toHaveLength(1);
});

test('gives tags of its own, of the definition and of ECS', async () => {
  await using api = await apiWithDefinition({
    tags: [
      { key: 'team', value: 'definition' },
      { key: 'tier', value: 'back' },
    ],
  });
  const { tasks = [] } = await run(api, {
    propagateTags: 'TASK_DEFINITION',
    enableECSManagedTags: true,
    tags: [{ key: 'team', value: 'task' }],
  });
  const expected = [
    { key: 'team', value: 'task' },
    { key: 'tier', value: 'back' },
    { key: 'aws:ecs:clusterName', value: 'default' },
  ];
  expect(tasks[0]?.tags).toEqual(expected);
  const described = await api.ecs.send(
    new DescribeTasksCommand({ tasks: [tasks[0]?.taskArn ?? ''], include: ['TAGS'] }),
  );
  expect(described.tasks?.[0]?.tags).toEqual(expected);
});

describe('with a client token', () => {
  test('starts the same request once, even when its definition has gone meanwhile', async () => {
    await using api = await apiWithDefinition();
    const first = await reply(run(api, { clientToken: 'once', count: 2 }));
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }));
    expect(await reply(run(api, { clientToken: 'once', count: 2 }))).toEqual(first);
    expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toHaveLength(2);
  });

  test('refuses another request with the tasks that the token led to', async () => {
    await using api = await apiWithDefinition();
    const { tasks = [] } = await run(api, { clientToken: 'once' });
    const error: unknown = await run(api, { clientToken: 'once', count: 2 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      name: 'ConflictException',
      message: 'The clientToken was used in an earlier request with different parameters.',
      resourceIds: [tasks[0]?.taskArn],
    });
  });

  test('forgets the token after a day, and a refused request at once', async () => {
    await using api = await apiWithDefinition();
    await refusal(run(api, { clientToken: 'once', count: 11 }));
    const first = await reply(run(api, { clientToken: 'once' }));
    await api.clock.advance(86_400_001);
    const second = await reply(run(api, { clientToken: 'once' }));
    expect(second.tasks?.[0]?.taskArn).not.toBe(first.tasks?.[0]?.taskArn);
  });

  test('tells clusters apart', async () => {
    await using api = await apiWithDefinition();
    await api.ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
    const first = await reply(run(api, { clientToken: 'once' }));
    const second = await reply(run(api, { clientToken: 'once', cluster: 'other' }));
    expect(second.tasks?.[0]?.clusterArn).not.toBe(first.tasks?.[0]?.clusterArn);
  });
});

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';
const subnetsOf = (...subnets: string[]) => ({ awsvpcConfiguration: { subnets } });

describe('refuses', () => {
  const shared = apiForAll(prepare);

  test.each<[string, Partial<RunTaskCommandInput>, string, string]>([
    ['an unknown cluster', { cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['an unknown family', { taskDefinition: 'gone' }, 'ClientException', 'TaskDefinition not found.'],
    ['an unknown revision', { taskDefinition: 'job:7' }, 'ClientException', 'TaskDefinition not found.'],
    ['a count of none', { count: 0 }, invalid, 'Count must be between 1 and 10.'],
    ['a count of many', { count: 11 }, invalid, 'Count must be between 1 and 10.'],
    ['a broken count', { count: 1.5 }, invalid, 'Count must be between 1 and 10.'],
    [
      'startedBy with a space',
      { startedBy: 'a b' },
      invalid,
      'startedBy must be at most 128 letters, digits, hyphens, slashes and underscores.',
    ],
    [
      'a launch type and a strategy',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      invalid,
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    ],
    ['the group of a service', { group: 'service:web' }, invalid, 'Invalid namespace for group.'],
    [
      'a role override that is no role',
      { overrides: { taskRoleArn: 'not a role' } },
      'ClientException',
      'Role is not valid',
    ],
    ['EC2', { launchType: 'EC2' }, invalid, 'No Container Instances were found in your cluster.'],
    [
      'no launch type',
      { launchType: undefined },
      invalid,
      'No Container Instances were found in your cluster.',
    ],
    [
      'an unknown platform',
      { platformVersion: '9.9.9' },
      'PlatformUnknownException',
      'The platform version 9.9.9 is unknown.',
    ],
    [
      'an older platform',
      { platformVersion: '1.3.0' },
      lacking,
      'Drydock does not implement the platform version 1.3.0 yet.',
    ],
    [
      'volume configurations',
      { volumeConfigurations: [{ name: 'v' }] },
      invalid,
      "The volume 'v' is not configured at launch in the task definition.",
    ],
    [
      'placement constraints',
      { placementConstraints: [{ type: 'distinctInstance' }] },
      invalid,
      'Placement constraints are not supported with FARGATE launch type.',
    ],
    [
      'a placement strategy',
      { placementStrategy: [{ type: 'random' }] },
      invalid,
      'Placement strategies are not supported with FARGATE launch type.',
    ],
    [
      "a service's tags",
      { propagateTags: 'SERVICE' },
      invalid,
      'Propagate tags should be one of [TASK_DEFINITION,NONE]',
    ],
    [
      'no network',
      { networkConfiguration: undefined },
      invalid,
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    ['no subnet', { networkConfiguration: subnetsOf() }, invalid, 'subnets can not be empty.'],
    [
      'an unknown subnet',
      { networkConfiguration: subnetsOf('subnet-0', 'subnet-1') },
      invalid,
      "Error retrieving subnet information for [subnet-0, subnet-1]: The subnet ID 'subnet-0' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
    ],
    [
      'many subnets',
      { networkConfiguration: subnetsOf(...Array(17).fill('s')) },
      invalid,
      'subnets can have at most 16 items.',
    ],
    [
      'overrides of nobody',
      { overrides: { containerOverrides: [{ name: 'db' }] } },
      invalid,
      'Override for container named db is not a container in the TaskDefinition.',
    ],
    [
      'overrides that are too long',
      { overrides: { containerOverrides: [{ name: 'web', command: ['x'.repeat(8192)] }] } },
      invalid,
      'Overrides length must be at most 8192.',
    ],
    [
      'a size that Fargate lacks',
      { overrides: { cpu: '512' } },
      invalid,
      'No Fargate configuration exists for given values: 512 CPU, 512 memory',
    ],
    [
      'a size that is none',
      { overrides: { memory: 'much' } },
      invalid,
      'No Fargate configuration exists for given values: 256 CPU, much memory',
    ],
    [
      'little storage',
      { overrides: { ephemeralStorage: { sizeInGiB: 20 } } },
      invalid,
      'EphemeralStorage size should be at least 21',
    ],
    [
      'a negative size',
      { overrides: { containerOverrides: [{ name: 'web', memory: -1 }] } },
      invalid,
      "Invalid setting for container 'web'. 'memory' must be a non-negative whole number.",
    ],
    [
      'an environment file in overrides that is no object of S3',
      {
        overrides: { containerOverrides: [{ name: 'web', environmentFiles: [{ type: 's3', value: 'x' }] }] },
      },
      invalid,
      'Invalid arn syntax.',
    ],
    [
      'a long client token',
      { clientToken: 't'.repeat(65) },
      invalid,
      'clientToken must be at most 64 ASCII characters.',
    ],
    [
      'a tag without a key',
      { tags: [{ key: '', value: 'v' }] },
      invalid,
      'Tag key must be between 1 and 128 characters.',
    ],
    [
      'many tags',
      { tags: Array.from({ length: 51 }, (_, n) => ({ key: `k${n}` })) },
      invalid,
      'Tags can not be more than 50.',
    ],
  ])('%s', async (_case, rest, name, message) => {
    const api = shared();
    expect(await refusal(run(api, rest))).toEqual({ name, message, status: 400 });
    expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toEqual([]);
  });

  test('a security group that does not exist', async () => {
    await using api = await apiWithDefinition();
    const networkConfiguration = {
      awsvpcConfiguration: {
        subnets: [api.subnets[0]?.id ?? ''],
        securityGroups: [api.securityGroup, 'sg-0'],
      },
    };
    expect(await refusal(run(api, { networkConfiguration }))).toEqual({
      name: invalid,
      message: `Error retrieving security group information for [${api.securityGroup}, sg-0]: The security group 'sg-0' does not exist (ErrorCode: InvalidGroup.NotFound)`,
      status: 400,
    });
  });

  test('a subnet of another account', async () => {
    await using api = await apiWithDefinition();
    const other = api.clientOf({ accountId: '111111111111' });
    await other.send(new CreateClusterCommand({}));
    await other.send(new RegisterTaskDefinitionCommand(fargateDefinition('job')));
    const id = api.subnets[0]?.id;
    expect(await refusal(other.send(new RunTaskCommand(inputOf(api))))).toEqual({
      name: invalid,
      message: `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      status: 400,
    });
  });

  test('an INACTIVE definition', async () => {
    await using api = await apiWithDefinition();
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }));
    expect(await refusal(run(api, { taskDefinition: 'job:1' }))).toEqual({
      name: invalid,
      message: 'TaskDefinition is inactive',
      status: 400,
    });
  });

  test('an INACTIVE cluster', async () => {
    await using api = await apiWithDefinition();
    await api.ecs.send(new DeleteClusterCommand({ cluster: 'default' }));
    expect(await refusal(run(api))).toEqual({
      name: 'ClusterNotFoundException',
      message: 'The referenced cluster was inactive.',
      status: 400,
    });
  });

  test('a definition that Fargate cannot run', async () => {
    await using api = await apiWithDefinition({
      requiresCompatibilities: ['EC2'],
      networkMode: 'bridge',
      containerDefinitions: [{ name: 'web', image: 'nginx' }],
    });
    expect(await refusal(run(api))).toEqual({
      name: invalid,
      message: 'Task definition does not support launch_type FARGATE.',
      status: 400,
    });
  });

  test.each<[object, string]>([
    [{ launchType: 'MOON' }, 'Launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]'],
    [{ propagateTags: 'constructor' }, 'Propagate tags should be one of [TASK_DEFINITION,NONE]'],
    [
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['s'], assignPublicIp: 'MAYBE' } } },
      'Assign public IP should be one of [ENABLED,DISABLED]',
    ],
  ])('a value outside of an enumeration: %j', async (rest, message) => {
    const api = shared();
    expect(await rawRefusal(api, 'RunTask', { ...inputOf(api), ...rest })).toEqual({
      name: invalid,
      message,
      status: 400,
    });
  });
});
