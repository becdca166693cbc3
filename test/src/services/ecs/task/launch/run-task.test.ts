import { DescribeTasksCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { runJob, startApiWithJob } from '../../../../../support/ecs/fargate-job.ts';

const definitionArn = 'arn:aws:ecs:us-east-1:000000000000:task-definition/job:1';
const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test('answers with a task that is PROVISIONING', async () => {
  await using api = await startApiWithJob();
  const { tasks = [], failures } = await runJob(api);
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
  await using api = await startApiWithJob({
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
  const { tasks: [task] = [] } = await runJob(api, {
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
  await using api = await startApiWithJob({ ephemeralStorage: { sizeInGiB: 30 } });
  const { tasks } = await runJob(api);
  expect(tasks).toMatchObject([{ ephemeralStorage: { sizeInGiB: 30 } }]);
});

test('keeps containers apart by names that objects have by nature', async () => {
  await using api = await startApiWithJob({
    containerDefinitions: ['__proto__', 'constructor', 'toString'].map((name) => ({ name, image: 'nginx' })),
  });
  const { tasks } = await runJob(api);
  expect(tasks?.[0]?.containers).toMatchObject([
    { name: '__proto__', lastStatus: 'PENDING', healthStatus: 'UNKNOWN' },
    { name: 'constructor', lastStatus: 'PENDING', healthStatus: 'UNKNOWN' },
    { name: 'toString', lastStatus: 'PENDING', healthStatus: 'UNKNOWN' },
  ]);
});

test('spreads tasks over the subnets', async () => {
  await using api = await startApiWithJob();
  const subnets = api.subnets.map(({ id }) => id);
  const { tasks = [] } = await runJob(api, {
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
  await using api = await startApiWithJob();
  const { tasks } = await runJob(api, {
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
  await using api = await startApiWithJob({
    tags: [
      { key: 'team', value: 'definition' },
      { key: 'tier', value: 'back' },
    ],
  });
  const { tasks = [] } = await runJob(api, {
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
