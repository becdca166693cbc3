import {
  DeregisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

type Input = RegisterTaskDefinitionCommandInput;
const register = (api: EcsApi, input: Input) => api.ecs.send(new RegisterTaskDefinitionCommand(input));
const arnOf = (name: string) => `arn:aws:ecs:us-east-1:000000000000:task-definition/${name}`;

test('answers with the definition as AWS fills it in', async () => {
  await using api = await startEcsApi();
  expect(await reply(register(api, fargateDefinition('web')))).toEqual({
    taskDefinition: {
      taskDefinitionArn: arnOf('web:1'),
      family: 'web',
      revision: 1,
      status: 'ACTIVE',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      compatibilities: ['EC2', 'FARGATE'],
      cpu: '256',
      memory: '512',
      volumes: [],
      placementConstraints: [],
      requiresAttributes: [
        { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' },
        { name: 'ecs.capability.task-eni' },
      ],
      registeredAt: new Date(api.clock.now()),
      registeredBy: 'arn:aws:iam::000000000000:root',
      containerDefinitions: [
        {
          name: 'web',
          image: 'nginx:1.27',
          cpu: 0,
          essential: true,
          portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }],
          environment: [],
          mountPoints: [],
          volumesFrom: [],
          systemControls: [],
        },
      ],
    },
    tags: [],
  });
});

test('echoes all that is given, by its defaults where members are left out', async () => {
  await using api = await startEcsApi();
  const { taskDefinition, tags } = await register(api, {
    family: 'full_1-a',
    networkMode: 'bridge',
    cpu: '.5 vCPU',
    memory: '1.5 GB',
    taskRoleArn: 'app-role',
    executionRoleArn: 'arn:aws:iam::000000000000:role/path/execution',
    runtimePlatform: { cpuArchitecture: 'ARM64' },
    volumes: [{ name: 'scratch' }, { name: 'host', host: { sourcePath: '/srv' } }],
    placementConstraints: [{ type: 'memberOf', expression: 'attribute:x == y' }],
    tags: [{ key: 'team', value: 'a' }],
    containerDefinitions: [
      {
        name: '__proto__',
        image: 'public.ecr.aws/docker/library/nginx@sha256:abc',
        cpu: 128,
        memory: 256,
        memoryReservation: 128,
        portMappings: [
          { containerPort: 80 },
          { containerPort: 53, hostPort: 5353, protocol: 'udp' },
          { containerPortRange: '8000-8010' },
        ],
        environment: [
          { name: 'B', value: '2' },
          { name: 'A', value: '' },
        ],
        secrets: [{ name: 'TOKEN', valueFrom: '/app/token' }],
        mountPoints: [{ sourceVolume: 'scratch', containerPath: '/tmp' }],
        healthCheck: { command: ['CMD-SHELL', 'true'], startPeriod: 10 },
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1' },
        },
        dependsOn: [{ containerName: 'constructor', condition: 'SUCCESS' }],
      },
      { name: 'constructor', image: 'busybox', essential: false, memory: 16, stopTimeout: 2 },
    ],
  });
  expect(tags).toEqual([{ key: 'team', value: 'a' }]);
  expect(taskDefinition).toEqual({
    taskDefinitionArn: arnOf('full_1-a:1'),
    family: 'full_1-a',
    revision: 1,
    status: 'ACTIVE',
    networkMode: 'bridge',
    compatibilities: ['EXTERNAL', 'EC2'],
    cpu: '512',
    memory: '1536',
    taskRoleArn: 'app-role',
    executionRoleArn: 'arn:aws:iam::000000000000:role/path/execution',
    runtimePlatform: { cpuArchitecture: 'ARM64' },
    volumes: [
      { name: 'scratch', host: {} },
      { name: 'host', host: { sourcePath: '/srv' } },
    ],
    placementConstraints: [{ type: 'memberOf', expression: 'attribute:x == y' }],
    requiresAttributes: [
      { name: 'com.amazonaws.ecs.capability.logging-driver.awslogs' },
      { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' },
      { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.19' },
      { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.21' },
      { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.24' },
      { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.29' },
      { name: 'ecs.capability.container-health-check' },
      { name: 'ecs.capability.execution-role-awslogs' },
      { name: 'com.amazonaws.ecs.capability.task-iam-role' },
      { name: 'ecs.capability.task-cpu-mem-limit' },
      { name: 'ecs.capability.secrets.ssm.environment-variables' },
      { name: 'ecs.capability.container-ordering' },
      { name: 'ecs.capability.network.container-port-range' },
    ],
    registeredAt: new Date(api.clock.now()),
    registeredBy: 'arn:aws:iam::000000000000:root',
    containerDefinitions: [
      {
        name: '__proto__',
        image: 'public.ecr.aws/docker/library/nginx@sha256:abc',
        cpu: 128,
        memory: 256,
        memoryReservation: 128,
        essential: true,
        portMappings: [
          { containerPort: 80, hostPort: 0, protocol: 'tcp' },
          { containerPort: 53, hostPort: 5353, protocol: 'udp' },
          { containerPortRange: '8000-8010', protocol: 'tcp' },
        ],
        environment: [
          { name: 'B', value: '2' },
          { name: 'A', value: '' },
        ],
        secrets: [{ name: 'TOKEN', valueFrom: '/app/token' }],
        mountPoints: [{ sourceVolume: 'scratch', containerPath: '/tmp' }],
        volumesFrom: [],
        systemControls: [],
        healthCheck: {
          command: ['CMD-SHELL', 'true'],
          interval: 30,
          timeout: 5,
          retries: 3,
          startPeriod: 10,
        },
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1' },
        },
        dependsOn: [{ containerName: 'constructor', condition: 'SUCCESS' }],
      },
      {
        name: 'constructor',
        image: 'busybox',
        cpu: 0,
        memory: 16,
        essential: false,
        stopTimeout: 2,
        portMappings: [],
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
      },
    ],
  });
});

test('counts revisions by family and never gives one twice', async () => {
  await using api = await startEcsApi();
  const revisionOf = async (family: string) =>
    (await register(api, fargateDefinition(family))).taskDefinition?.revision;
  expect([await revisionOf('a'), await revisionOf('a'), await revisionOf('b')]).toEqual([1, 2, 1]);
  await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'a:2' }));
  expect(await revisionOf('a')).toBe(3);
});

test.each([
  ['1 vCPU', '2GB', '1024', '2048'],
  ['1vcpu', ' 2 gb ', '1024', '2048'],
  ['.25 vCPU', '0.5 GB', '256', '512'],
  ['16384', '122880', '16384', '122880'],
])('reads a size of %j and %j', async (cpu, memory, units, mebibytes) => {
  await using api = await startEcsApi();
  const { taskDefinition } = await register(api, fargateDefinition('web', { cpu, memory }));
  expect([taskDefinition?.cpu, taskDefinition?.memory]).toEqual([units, mebibytes]);
});

test('refuses a body of more than 64 KiB', async () => {
  await using api = await startEcsApi();
  const input = fargateDefinition('web', {
    containerDefinitions: [{ name: 'web', image: 'nginx', command: ['x'.repeat(65_536)] }],
  });
  const size = JSON.stringify(input).length;
  expect(await refusal(register(api, input))).toEqual({
    name: 'ClientException',
    message: `Actual length: '${size}'. Max allowed length is '65536' bytes.`,
    status: 400,
  });
});

test('reads a huge size without delay', async () => {
  await using api = await startEcsApi();
  const cpu = `${'1'.repeat(60_000)}x`;
  const startedMs = performance.now();
  expect(await refusal(register(api, fargateDefinition('web', { cpu })))).toMatchObject({
    name: 'ClientException',
  });
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test.each<[object, string]>([
  [{ networkMode: 'overlay' }, 'Network mode should be one of [bridge,host,awsvpc,none]'],
  [
    { requiresCompatibilities: ['LAMBDA'] },
    'Requires compatibilities should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]',
  ],
  [
    {
      containerDefinitions: [
        { name: 'a', image: 'b', dependsOn: [{ containerName: 'a', condition: 'LATER' }] },
      ],
    },
    'Container dependency condition should be one of [START,COMPLETE,SUCCESS,HEALTHY]',
  ],
  [
    {
      containerDefinitions: [
        { name: 'a', image: 'b', portMappings: [{ containerPort: 80, protocol: 'sctp' }] },
      ],
    },
    "Invalid 'protocol' setting for container 'a'.",
  ],
])('refuses a value outside of an enumeration: %j', async (rest, message) => {
  await using api = await startEcsApi();
  expect(await rawRefusal(api, 'RegisterTaskDefinition', { ...fargateDefinition('web'), ...rest })).toEqual({
    name: 'ClientException',
    message,
    status: 400,
  });
});

test.each<[string, string]>([
  ['{"family":"web"}', 'Container list cannot be empty'],
  ['{"containerDefinitions":[]}', 'Family should not be null or empty.'],
])('refuses %s for what it lacks', async (body, message) => {
  await using api = await startEcsApi();
  expect(await rawRefusal(api, 'RegisterTaskDefinition', body)).toEqual({
    name: 'ClientException',
    message,
    status: 400,
  });
});
