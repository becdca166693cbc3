import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { containerDocument } from '../../../../../../src/services/ecs/task/metadata/container-document.ts';
import type { MetadataView } from '../../../../../../src/services/ecs/task/metadata/metadata-view.ts';
import { taskDocument } from '../../../../../../src/services/ecs/task/metadata/task-document.ts';
import type {
  ObservedContainer,
  ObservedTask,
  TaskSpec,
} from '../../../../../../src/services/ecs/task/task.ts';
import { plainTask } from '../../../../../support/plain-task.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const cluster = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';
const taskArn = 'arn:aws:ecs:us-east-1:000000000000:task/default/a1';

const identity = {
  name: 'web',
  arn: 'arn:aws:ecs:us-east-1:000000000000:container/default/a1/c1',
  image: 'nginx:1.27',
  cpu: 128,
  memory: 256,
  isHealthChecked: false,
};

const running: ObservedContainer = {
  status: 'RUNNING',
  runtimeId: 'd0c4e7',
  imageId: 'sha256:1a',
  health: 'UNKNOWN',
  createdAtMs: startMs + 1,
  startedAtMs: startMs + 2,
};

const networkInterface = {
  id: 'eni-1',
  address: '172.31.16.4',
  macAddress: '02:42:ac:1f:10:04',
  privateDnsName: 'ip-172-31-16-4.ec2.internal',
  sandboxId: 'sandbox',
  released: false,
};

function viewOf(
  seen: Readonly<Record<string, ObservedContainer>>,
  {
    container = {},
    spec = {},
    observed = {},
    task = {},
  }: {
    readonly container?: Partial<ContainerDefinition>;
    readonly spec?: Partial<TaskSpec>;
    readonly observed?: Partial<ObservedTask>;
    readonly task?: Partial<MetadataView['task']>;
  } = {},
): MetadataView {
  const containers = Object.keys(seen).map((name) => ({ ...identity, name }));
  return {
    definition: { family: 'web', revision: 3, containerDefinitions: [{ name: 'web', ...container }] },
    subnetCidr: '172.31.16.0/20',
    task: plainTask(
      'a1',
      { containers, ...spec },
      {
        ...task,
        observed: {
          version: 1,
          containers: seen,
          targets: 'none',
          connected: true,
          networkInterface,
          ...observed,
        },
      },
    ),
  };
}

/** As it arrives: what is undefined is gone. */
function sent(document: object): unknown {
  return JSON.parse(JSON.stringify(document));
}

const labels = {
  'com.amazonaws.ecs.cluster': cluster,
  'com.amazonaws.ecs.container-name': 'web',
  'com.amazonaws.ecs.task-arn': taskArn,
  'com.amazonaws.ecs.task-definition-family': 'web',
  'com.amazonaws.ecs.task-definition-version': '3',
};

const v3Container = {
  DockerId: 'd0c4e7',
  Name: 'web',
  DockerName: 'web',
  Image: 'nginx:1.27',
  ImageID: 'sha256:1a',
  Labels: labels,
  DesiredStatus: 'RUNNING',
  KnownStatus: 'RUNNING',
  Limits: { CPU: 128, Memory: 256 },
  CreatedAt: '2026-01-01T00:00:00.001Z',
  StartedAt: '2026-01-01T00:00:00.002Z',
  Type: 'NORMAL',
  Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: ['172.31.16.4'] }],
};

const v4Container = {
  ...v3Container,
  ContainerARN: identity.arn,
  Networks: [
    {
      NetworkMode: 'awsvpc',
      IPv4Addresses: ['172.31.16.4'],
      AttachmentIndex: 0,
      MACAddress: '02:42:ac:1f:10:04',
      IPv4SubnetCIDRBlock: '172.31.16.0/20',
      PrivateDNSName: 'ip-172-31-16-4.ec2.internal',
      SubnetGatewayIpv4Address: '172.31.16.1/20',
    },
  ],
};

test('a running container in v4', () => {
  expect(sent(containerDocument(viewOf({ web: running }), identity, 'v4'))).toEqual(v4Container);
});

test.each(['v2', 'v3'] as const)('%s leaves out what came with v4', (version) => {
  expect(sent(containerDocument(viewOf({ web: running }), identity, version))).toEqual(v3Container);
});

test('ports, labels, logs and health as the definition asks for them', () => {
  const view = viewOf(
    { web: { ...running, health: 'HEALTHY', healthSinceMs: startMs + 3 } },
    {
      container: {
        portMappings: [{ containerPort: 80 }, { containerPort: 53, protocol: 'udp' }],
        dockerLabels: { team: 'shop', 'com.amazonaws.ecs.container-name': 'mine' },
        healthCheck: { command: ['true'] },
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/ecs/shop', 'awslogs-stream-prefix': 'shop' },
        },
      },
    },
  );
  expect(sent(containerDocument(view, identity, 'v4'))).toEqual({
    ...v4Container,
    Ports: [
      { ContainerPort: 80, Protocol: 'tcp', HostPort: 80 },
      { ContainerPort: 53, Protocol: 'udp', HostPort: 53 },
    ],
    Labels: { ...labels, team: 'shop' },
    Health: { status: 'HEALTHY', statusSince: '2026-01-01T00:00:00.003Z' },
    LogDriver: 'awslogs',
    LogOptions: {
      'awslogs-group': '/ecs/shop',
      'awslogs-region': 'us-east-1',
      'awslogs-stream': 'shop/web/a1',
    },
  });
});

test('without a prefix the log stream bears the id of the container', () => {
  const logConfiguration = { logDriver: 'awslogs' as const, options: { 'awslogs-group': '/ecs/shop' } };
  const view = viewOf({ web: running }, { container: { logConfiguration } });
  expect(containerDocument(view, identity, 'v4').LogOptions).toEqual({
    'awslogs-group': '/ecs/shop',
    'awslogs-region': 'us-east-1',
    'awslogs-stream': 'd0c4e7',
  });
});

test('a container that was not created yet, and one that has ended', () => {
  const facts = (seen: ObservedContainer) => {
    const document = containerDocument(
      viewOf({ web: seen }),
      { ...identity, cpu: 0, memory: undefined },
      'v3',
    );
    const { DockerId, ImageID, KnownStatus, ExitCode, Limits, CreatedAt, StartedAt, FinishedAt } = document;
    return sent({ DockerId, ImageID, KnownStatus, ExitCode, Limits, CreatedAt, StartedAt, FinishedAt });
  };
  expect([
    facts({ status: 'PENDING', health: 'UNKNOWN' }),
    facts({ ...running, status: 'STOPPED', exitCode: 0, finishedAtMs: startMs + 9 }),
  ]).toEqual([
    { DockerId: '', ImageID: '', KnownStatus: 'NONE', Limits: { CPU: 2 } },
    {
      DockerId: 'd0c4e7',
      ImageID: 'sha256:1a',
      KnownStatus: 'STOPPED',
      ExitCode: 0,
      Limits: { CPU: 2 },
      CreatedAt: '2026-01-01T00:00:00.001Z',
      StartedAt: '2026-01-01T00:00:00.002Z',
      FinishedAt: '2026-01-01T00:00:00.009Z',
    },
  ]);
});

test('an override of the task counts for the limits', () => {
  const overrides = { containerOverrides: [{ name: 'web', cpu: 64, memory: 96 }] };
  const view = viewOf({ web: running }, { spec: { overrides } });
  expect(containerDocument(view, identity, 'v4').Limits).toEqual({ CPU: 64, Memory: 96 });
});

const v3Task = {
  Cluster: cluster,
  TaskARN: taskArn,
  Family: 'web',
  Revision: '3',
  DesiredStatus: 'RUNNING',
  KnownStatus: 'RUNNING',
  Limits: { CPU: 0.25, Memory: 512 },
  PullStartedAt: '2026-01-01T00:00:00.000Z',
  PullStoppedAt: '2026-01-01T00:00:00.500Z',
  AvailabilityZone: 'us-east-1a',
  Containers: [v3Container],
};
const pulled = { pullStartedAtMs: startMs, pullStoppedAtMs: startMs + 500 };

test('the task of a service in v4, with its tags', () => {
  const view = viewOf(
    { web: running },
    {
      observed: pulled,
      spec: { group: 'service:shop' },
      task: { serviceArn: 'arn:aws:ecs:us-east-1:000000000000:service/default/shop' },
    },
  );
  expect(
    sent(taskDocument(view, 'v4', { task: [{ key: 'team', value: 'shop' }], containerInstance: [] })),
  ).toEqual({
    ...v3Task,
    Containers: [v4Container],
    LaunchType: 'FARGATE',
    ServiceName: 'shop',
    Group: 'service:shop',
    TaskTags: { team: 'shop' },
    FaultInjectionEnabled: false,
  });
});

test('a task of its own in v3, without tags', () => {
  expect(sent(taskDocument(viewOf({ web: running }, { observed: pulled }), 'v3'))).toEqual(v3Task);
});

const containerInstance = {
  arn: 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/i1',
  ec2InstanceId: 'i-1',
  resources: { cpu: 0, memoryMiB: 0, tcpPorts: [], udpPorts: [] },
};
const onInstance = { launchType: 'EC2', containerInstance, cpu: undefined, memory: undefined } as const;

test('a task in the bridge mode has its ports on the host, the name in the engine and the VPC of its instance', () => {
  const publishedPorts = [
    { containerPort: 80, hostPort: 49_153, protocol: 'tcp', hostAddress: '127.0.0.1' } as const,
  ];
  const view = viewOf(
    { web: { ...running, address: '172.17.0.2', publishedPorts, restartCount: 2 } },
    {
      spec: { ...onInstance, network: { mode: 'bridge', hostAddress: '127.0.0.1' } },
      container: { portMappings: [{ containerPort: 80 }], restartPolicy: { enabled: true } },
      observed: { networkInterface: undefined },
    },
  );
  const container = {
    ...v3Container,
    DockerName: expect.stringMatching(/^ecs-web-3-web-[0-9a-f]{20}$/),
    Ports: [{ ContainerPort: 80, Protocol: 'tcp', HostPort: 49_153 }],
    Networks: [{ NetworkMode: 'bridge', IPv4Addresses: ['172.17.0.2'] }],
    RestartCount: 2,
  };
  expect(sent(containerDocument(view, identity, 'v3'))).toEqual(container);
  const tags = { task: [], containerInstance: [{ key: 'rack', value: '7' }] };
  expect(sent(taskDocument({ ...view, vpcId: 'vpc-1' }, 'v4', tags))).toEqual({
    ...{ Cluster: cluster, TaskARN: taskArn, Family: 'web', Revision: '3', AvailabilityZone: 'us-east-1a' },
    ...{ DesiredStatus: 'RUNNING', KnownStatus: 'RUNNING', Group: view.task.spec.group },
    ...{ LaunchType: 'EC2', VPCID: 'vpc-1', FaultInjectionEnabled: false },
    ContainerInstanceTags: { rack: '7' },
    Containers: [
      {
        ...{ ...container, ContainerARN: identity.arn },
        Ports: [{ ContainerPort: 80, Protocol: 'tcp', HostPort: 49_153, HostIp: '127.0.0.1' }],
      },
    ],
  });
});

test.each([
  ['host', [{ ContainerPort: 80, Protocol: 'tcp', HostPort: 80 }]],
  ['none', undefined],
] as const)('a task in the mode %s has no address of its own', (mode, ports) => {
  const portMappings = ports === undefined ? [] : [{ containerPort: 80 }];
  const view = viewOf(
    { web: running },
    {
      spec: { ...onInstance, network: { mode } },
      container: { portMappings },
      observed: { networkInterface: undefined },
    },
  );
  const { Ports, Networks, RestartCount } = containerDocument(view, identity, 'v4');
  expect({ Ports, Networks, RestartCount }).toEqual({
    ...{ Ports: ports, Networks: [{ NetworkMode: mode, IPv4Addresses: [] }], RestartCount: undefined },
  });
});

test.each([
  ['the container that is least far', 'PENDING', { a: 'CREATED', b: 'RUNNING' }, 'CREATED'],
  ['running while one has ended', 'RUNNING', { a: 'STOPPED', b: 'RUNNING' }, 'RUNNING'],
  ['its end', 'DEPROVISIONING', { a: 'RUNNING', b: 'STOPPED' }, 'STOPPED'],
] as const)("a task's status follows %s", (_title, lastStatus, statuses, known) => {
  const seen = Object.fromEntries(
    Object.entries(statuses).map(([name, status]): [string, ObservedContainer] => [
      name,
      { status, health: 'UNKNOWN' },
    ]),
  );
  expect(taskDocument(viewOf(seen, { task: { lastStatus } }), 'v4').KnownStatus).toBe(known);
});
