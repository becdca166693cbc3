import { expect, test } from 'vitest';
import { containerDocument } from '../../../../../../src/services/ecs/task/metadata/container-document.ts';
import { taskDocument } from '../../../../../../src/services/ecs/task/metadata/task-document.ts';
import type { ObservedContainer } from '../../../../../../src/services/ecs/task/task.ts';
import {
  cluster,
  identity,
  labels,
  running,
  sent,
  startMs,
  taskArn,
  v3Container,
  viewOf,
} from '../../../../../support/ecs/metadata-view.ts';

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
