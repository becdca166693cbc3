import {
  CreateClusterCommand,
  DescribeContainerInstancesCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../../support/ecs/registered-instance.ts';
import { refusal } from '../../../../../support/refusal.ts';

const size = (cpu: number, memory: number) => [
  { name: 'CPU', type: 'INTEGER', integerValue: cpu },
  { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
];

/** A family `job` in the bridge mode that takes 256 CPU units and 128 MiB. */
async function startApi(definition: Partial<RegisterTaskDefinitionCommandInput> = {}): Promise<EcsApi> {
  const api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'job',
      containerDefinitions: [
        { name: 'web', image: 'nginx', cpu: 256, memory: 128, portMappings: [{ containerPort: 80 }] },
      ],
      ...definition,
    }),
  );
  return api;
}

const run = (api: EcsApi, rest: Partial<RunTaskCommandInput> = {}) =>
  api.ecs.send(new RunTaskCommand({ taskDefinition: 'job', launchType: 'EC2', ...rest }));

async function remaining(api: EcsApi, arn: string) {
  const { containerInstances: [instance] = [] } = await api.ecs.send(
    new DescribeContainerInstancesCommand({ containerInstances: [arn] }),
  );
  const of = (name: string) =>
    instance?.remainingResources?.find((each) => each.name === name)?.integerValue ?? Number.NaN;
  return { cpu: of('CPU'), memory: of('MEMORY'), pending: instance?.pendingTasksCount };
}

test('a task in the bridge mode is PENDING on its instance, without a network interface, and holds its share', async () => {
  await using api = await startApi();
  const { containerInstanceArn } = await registeredInstance(api, { totalResources: size(1024, 1000) });
  const { tasks: [task] = [], failures } = await run(api);
  expect(failures).toEqual([]);
  expect(task).toMatchObject({
    lastStatus: 'PENDING',
    launchType: 'EC2',
    containerInstanceArn,
    availabilityZone: 'us-east-1a',
    connectivity: 'CONNECTED',
    attachments: [],
    group: 'family:job',
    containers: [{ networkBindings: [], networkInterfaces: [], lastStatus: 'PENDING' }],
  });
  for (const absent of ['platformVersion', 'platformFamily', 'ephemeralStorage', 'cpu', 'memory'] as const)
    expect(task?.[absent]).toBeUndefined();
  expect(await remaining(api, containerInstanceArn)).toEqual({ cpu: 768, memory: 872, pending: 1 });
  await api.ecs.send(new StopTaskCommand({ task: task?.taskArn }));
  api.observe(task?.taskArn ?? '', { lastStatus: 'STOPPED', stoppedAtMs: api.clock.now() });
  expect(await remaining(api, containerInstanceArn)).toEqual({ cpu: 1024, memory: 1000, pending: 0 });
});

test('an awsvpc task gets its interface in a subnet of the zone of its instance', async () => {
  await using api = await startApi({ networkMode: 'awsvpc' });
  const zone = 'us-east-1b';
  await registeredInstance(api, { instanceIdentityDocument: JSON.stringify({ availabilityZone: zone }) });
  const subnets = api.subnets.map(({ id }) => id);
  const networkConfiguration = { awsvpcConfiguration: { subnets } };
  const { tasks: [task] = [] } = await run(api, { networkConfiguration });
  expect(task).toMatchObject({
    lastStatus: 'PROVISIONING',
    availabilityZone: zone,
    attachments: [{ details: [{ value: api.subnets.find((each) => each.availabilityZone === zone)?.id }] }],
  });
  const elsewhere = api.subnets
    .filter(({ availabilityZone }) => availabilityZone !== zone)
    .map(({ id }) => id);
  const { tasks, failures } = await run(api, {
    networkConfiguration: { awsvpcConfiguration: { subnets: elsewhere } },
  });
  expect({ tasks, failures }).toEqual({
    tasks: [],
    failures: [{ arn: expect.any(String), reason: 'LOCATION' }],
  });
});

test.each(['host', 'none'] as const)('the mode %s needs nothing', async (networkMode) => {
  await using api = await startApi({
    networkMode,
    containerDefinitions: [{ name: 'a', image: 'b', memory: 9 }],
  });
  await registeredInstance(api);
  expect((await run(api)).tasks).toMatchObject([{ lastStatus: 'PENDING', attachments: [] }]);
});

test('what has no room anywhere is a failure for each instance, and what has room runs', async () => {
  await using api = await startApi();
  const small = await registeredInstance(api, { totalResources: size(600, 1000) });
  const full = await registeredInstance(api, { totalResources: size(1024, 100) });
  const { tasks, failures } = await run(api, { count: 4 });
  expect(tasks?.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual([
    small.containerInstanceArn,
    small.containerInstanceArn,
  ]);
  expect(failures).toEqual([
    { arn: small.containerInstanceArn, reason: 'RESOURCE:CPU' },
    { arn: full.containerInstanceArn, reason: 'RESOURCE:MEMORY' },
  ]);
});

test('a fixed port of the host is had once on each instance', async () => {
  await using api = await startApi({
    containerDefinitions: [
      { name: 'web', image: 'nginx', memory: 9, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
    ],
  });
  await registeredInstance(api);
  await registeredInstance(api);
  const { tasks = [], failures = [] } = await run(api, { count: 3 });
  expect(new Set(tasks.map(({ containerInstanceArn }) => containerInstanceArn)).size).toBe(2);
  expect(failures.map(({ reason }) => reason)).toEqual(['RESOURCE:PORTS', 'RESOURCE:PORTS']);
});

test('constraints of the definition and of the request count together, and a strategy chooses', async () => {
  await using api = await startApi({
    placementConstraints: [{ type: 'memberOf', expression: 'attribute:stack == blue' }],
  });
  const attributes = (stack: string) => [{ name: 'stack', value: stack }];
  const [first, second] = [
    await registeredInstance(api, { attributes: attributes('blue') }),
    await registeredInstance(api, { attributes: attributes('blue') }),
  ];
  await registeredInstance(api, { attributes: attributes('green') });
  const { tasks = [] } = await run(api, {
    count: 3,
    placementConstraints: [{ type: 'distinctInstance' }],
    placementStrategy: [{ type: 'spread', field: 'instanceId' }],
  });
  expect(tasks.map(({ containerInstanceArn }) => containerInstanceArn).sort()).toEqual(
    [first.containerInstanceArn, second.containerInstanceArn].sort(),
  );
});

test('a task whose override asks for a GPU finds none, and one whose override asks for none runs', async () => {
  const resourceRequirements = [{ type: 'GPU' as const, value: '1' }];
  await using api = await startApi();
  const { containerInstanceArn: arn } = await registeredInstance(api);
  const overrides = { containerOverrides: [{ name: 'web', resourceRequirements }] };
  expect((await run(api, { overrides })).failures).toEqual([{ arn, reason: 'RESOURCE:GPU' }]);
  expect((await run(api)).failures).toEqual([]);
});

test('a task that asks for a GPU finds none', async () => {
  await using api = await startApi({
    containerDefinitions: [
      { name: 'a', image: 'b', memory: 9, resourceRequirements: [{ type: 'GPU', value: '1' }] },
    ],
  });
  const { containerInstanceArn: arn } = await registeredInstance(api);
  expect((await run(api)).failures).toEqual([
    { arn, reason: expect.stringMatching(/RESOURCE:GPU|ATTRIBUTE/) },
  ]);
});

describe('refuses', () => {
  test.each<[string, Partial<RunTaskCommandInput>, string]>([
    [
      'a platform version',
      { platformVersion: 'LATEST' },
      'The platform version must be null when specifying an EC2 launch type.',
    ],
    [
      'a network configuration',
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } } },
      'Network Configuration is not valid for the given networkMode of this task definition.',
    ],
    [
      'six strategies',
      { placementStrategy: Array.from({ length: 6 }, () => ({ type: 'random' as const })) },
      'Maximum number of strategies is 5.',
    ],
    [
      'a binpack of disks',
      { placementStrategy: [{ type: 'binpack', field: 'disk' }] },
      "binpack field 'disk' is invalid",
    ],
    [
      'a constraint that cannot be read',
      { placementConstraints: [{ type: 'distinctInstance', expression: 'x' }] },
      'distinctInstance expression should not be specified.',
    ],
    ['a size that is none', { overrides: { cpu: 'much' } }, "Invalid 'cpu' setting for task."],
  ])('%s', async (_, rest, message) => {
    await using api = await startApi();
    await registeredInstance(api);
    expect(await refusal(run(api, rest))).toEqual({
      name: 'InvalidParameterException',
      message,
      status: 400,
    });
  });

  test('a cluster whose instances all drain', async () => {
    await using api = await startApi();
    const { containerInstanceArn } = await registeredInstance(api);
    const instance = api.context.ecs.containerInstances.find(containerInstanceArn);
    if (instance !== undefined) api.context.ecs.containerInstances.put({ ...instance, status: 'DRAINING' });
    expect((await refusal(run(api))).message).toBe('No Container Instances were found in your cluster.');
  });
});
