import { expect, test } from 'vitest';
import { containerDocument } from '../../../../../../src/services/ecs/task/metadata/container-document.ts';
import type { ObservedContainer } from '../../../../../../src/services/ecs/task/task.ts';
import {
  identity,
  labels,
  metadataView,
  running,
  sent,
  startMs,
  v3Container,
  v4Container,
} from '../../../../../support/ecs/metadata/metadata-view.ts';

test('a running container in v4', () => {
  expect(sent(containerDocument(metadataView({ web: running }), identity, 'v4'))).toEqual(v4Container);
});

test.each(['v2', 'v3'] as const)('%s leaves out what came with v4', (version) => {
  expect(sent(containerDocument(metadataView({ web: running }), identity, version))).toEqual(v3Container);
});

test('ports, labels, logs and health as the definition asks for them', () => {
  const view = metadataView(
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
  const view = metadataView({ web: running }, { container: { logConfiguration } });
  expect(containerDocument(view, identity, 'v4').LogOptions).toEqual({
    'awslogs-group': '/ecs/shop',
    'awslogs-region': 'us-east-1',
    'awslogs-stream': 'd0c4e7',
  });
});

test('a container that was not created yet, and one that has ended', () => {
  const facts = (seen: ObservedContainer) => {
    const document = containerDocument(
      metadataView({ web: seen }),
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
  const view = metadataView({ web: running }, { spec: { overrides } });
  expect(containerDocument(view, identity, 'v4').Limits).toEqual({ CPU: 64, Memory: 96 });
});

test.each([
  ['json-file', { 'max-size': '10m' }],
  ['awsfirelens', { Name: 'stdout' }],
] as const)('the driver %s is shown with its options', (logDriver, options) => {
  const view = metadataView({ web: running }, { container: { logConfiguration: { logDriver, options } } });
  const { LogDriver, LogOptions } = containerDocument(view, identity, 'v4');
  expect([LogDriver, LogOptions]).toEqual([logDriver, options]);
  expect(containerDocument(view, identity, 'v3')).not.toHaveProperty('LogDriver');
});

test('restarts are counted, from none on, where a restartPolicy is in force, and in v4 alone', () => {
  const counted = (enabled: boolean, restartCount: number | undefined, version: 'v3' | 'v4') =>
    containerDocument(
      metadataView({ web: { ...running, restartCount } }, { container: { restartPolicy: { enabled } } }),
      identity,
      version,
    ).RestartCount;
  expect([
    counted(true, undefined, 'v4'),
    counted(true, 2, 'v4'),
    counted(false, 2, 'v4'),
    counted(true, 2, 'v3'),
  ]).toEqual([0, 2, undefined, undefined]);
});

test('health is shown where the definition checks it, once it is known', () => {
  const shown = (healthCheck: { command: string[] } | undefined, health: ObservedContainer['health']) =>
    containerDocument(
      metadataView({ web: { ...running, health, healthSinceMs: startMs } }, { container: { healthCheck } }),
      identity,
      'v3',
    ).Health?.status;
  const check = { command: ['CMD', 'true'] };
  expect([shown(check, 'UNHEALTHY'), shown(check, 'UNKNOWN'), shown(undefined, 'HEALTHY')]).toEqual([
    'UNHEALTHY',
    undefined,
    undefined,
  ]);
});

test('a container without a network of its task yet shows none', () => {
  const view = metadataView({ web: running }, { observed: { networkInterface: undefined } });
  expect(containerDocument(view, identity, 'v4').Networks).toBeUndefined();
});
