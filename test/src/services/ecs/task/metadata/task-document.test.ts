import { expect, test } from 'vitest';
import { taskDocument } from '../../../../../../src/services/ecs/task/metadata/task-document.ts';
import type { ObservedContainer } from '../../../../../../src/services/ecs/task/task.ts';
import {
  cluster,
  metadataView,
  running,
  sent,
  startMs,
  taskArn,
  v3Container,
  v4Container,
} from '../../../../../support/ecs/metadata/metadata-view.ts';

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
  const view = metadataView(
    { web: running },
    {
      observed: pulled,
      spec: { group: 'service:shop' },
      task: { serviceArn: 'arn:aws:ecs:us-east-1:000000000000:service/default/shop' },
    },
  );
  expect(sent(taskDocument(view, 'v4', { task: [{ key: 'team', value: 'shop' }] }))).toEqual({
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
  expect(sent(taskDocument(metadataView({ web: running }, { observed: pulled }), 'v3'))).toEqual(v3Task);
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
  expect(taskDocument(metadataView(seen, { task: { lastStatus } }), 'v4').KnownStatus).toBe(known);
});

test('a task on a container instance in v4, with the tags of both', () => {
  const view = {
    ...metadataView({ web: running }, { spec: { launchType: 'EC2', cpu: undefined, memory: undefined } }),
    vpcId: 'vpc-1',
  };
  const tags = { task: [{ key: 'team', value: 'shop' }], containerInstance: [{ key: 'rack', value: '7' }] };
  expect(taskDocument(view, 'v4', tags)).toMatchObject({
    LaunchType: 'EC2',
    VPCID: 'vpc-1',
    Limits: undefined,
    TaskTags: { team: 'shop' },
    ContainerInstanceTags: { rack: '7' },
  });
  expect(taskDocument(view, 'v3')).not.toHaveProperty('VPCID');
});

test('a task that has stopped says when, and that it was meant to', () => {
  const view = metadataView(
    { web: { ...running, status: 'STOPPED', exitCode: 0 } },
    {
      observed: { executionStoppedAtMs: startMs + 900 },
      task: { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' },
    },
  );
  expect(sent(taskDocument(view, 'v4'))).toMatchObject({
    DesiredStatus: 'STOPPED',
    KnownStatus: 'STOPPED',
    ExecutionStoppedAt: '2026-01-01T00:00:00.900Z',
    Containers: [{ DesiredStatus: 'STOPPED', KnownStatus: 'STOPPED', ExitCode: 0 }],
  });
});

test('faults can be injected where the definition says so', () => {
  const view = metadataView({ web: running });
  const definition = { ...view.definition, enableFaultInjection: true };
  expect(taskDocument({ ...view, definition }, 'v4').FaultInjectionEnabled).toBe(true);
});
