import { expect, test } from 'vitest';
import { containerSpec } from '../../../emulator/reconciler/container-spec.ts';
import type { NamedContainer } from '../../../emulator/reconciler/defined-task.ts';
import { defaultTiming } from '../../../src/plan/timing.ts';
import type { ObservedContainer, ObservedTask, Task, TaskSpec } from '../../../src/services/ecs/task/task.ts';
import { plainTask } from '../../support/plain-task.ts';

const attached: ObservedTask = {
  version: 1,
  containers: {},
  targets: 'none',
  connected: true,
  networkInterface: {
    id: 'eni-1',
    address: '172.31.0.4',
    macAddress: '02:42:ac:1f:00:04',
    privateDnsName: 'ip-172-31-0-4.ec2.internal',
    sandboxId: 'sandbox-1',
    released: false,
  },
};

function spec(
  container: Partial<NamedContainer>,
  task: Partial<TaskSpec> = {},
  secrets: Record<string, string> = {},
  environmentFiles: Record<string, string> = {},
  changes: Partial<Task> = { observed: attached },
) {
  const whole: NamedContainer = { name: 'app', image: 'app:1', ...container };
  return containerSpec({
    defined: {
      task: plainTask('a1', task, changes),
      definition: {
        family: 'web',
        revision: 3,
        requiresCompatibilities: task.launchType === 'EC2' ? ['EC2'] : ['FARGATE'],
      },
      containers: [whole],
    },
    container: whole,
    environmentFiles,
    secrets,
    endpoints: { metadata: false },
    instanceId: 'instance-1',
    timing: defaultTiming,
  });
}

const pulledContainer: ObservedContainer = { status: 'PULLED', health: 'UNKNOWN' };
const inService: Partial<Task> = { serviceArn: 'arn:aws:ecs:us-east-1:000000000000:service/default/web' };
const replaced: Partial<TaskSpec> = {
  containers: [
    {
      ...{ name: 'app', arn: 'a', image: 'app:1', cpu: 0, isHealthChecked: false },
      sidecarPolicy: { action: 'replaceImage', reason: 'policy' },
    },
  ],
};

const environment = [
  'AWS_EXECUTION_ENV=AWS_ECS_FARGATE',
  'AWS_REGION=us-east-1',
  'AWS_DEFAULT_REGION=us-east-1',
];
const ecsLabels = {
  'com.amazonaws.ecs.cluster': 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
  'com.amazonaws.ecs.container-name': 'app',
  'com.amazonaws.ecs.task-arn': 'arn:aws:ecs:us-east-1:000000000000:task/default/a1',
  'com.amazonaws.ecs.task-definition-family': 'web',
  'com.amazonaws.ecs.task-definition-version': '3',
};
const ownLabels = {
  'drydock.instance': 'instance-1',
  'drydock.role': 'container',
  'drydock.cluster': 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
  'drydock.task': 'arn:aws:ecs:us-east-1:000000000000:task/default/a1',
  'drydock.container': 'app',
};

test("asks for what the definition says and for AWS's defaults", () => {
  expect(spec({})).toEqual({
    name: expect.stringMatching(/^ecs-web-3-app-[0-9a-f]{20}$/),
    image: 'app:1',
    network: { mode: 'sandbox', sandboxId: 'sandbox-1' },
    environment,
    labels: { ...ecsLabels, ...ownLabels },
    cpuShares: 0,
    cpuUnitsLimit: 256,
    memoryLimitMiB: 512,
    readonlyRootFilesystem: false,
    ulimits: [{ name: 'nofile', soft: 65_535, hard: 65_535 }],
    initProcess: false,
  });
});

test('the environment: files, definition, then secrets, then the override of the task', () => {
  const given = spec(
    {
      environment: [
        { name: 'A', value: 'definition' },
        { name: 'B', value: 'definition' },
        { name: 'AWS_REGION', value: 'elsewhere' },
      ],
    },
    {
      overrides: {
        containerOverrides: [
          {
            name: 'app',
            environment: [
              { name: 'B', value: 'override' },
              { name: 'S', value: 'override' },
            ],
          },
          { name: 'other', environment: [{ name: 'A', value: 'not mine' }] },
        ],
      },
    },
    { S: 'secret', T: 'secret' },
    { A: 'file', F: 'file', S: 'file' },
  );
  expect(Object.fromEntries(given.environment.map((each) => each.split('=')))).toEqual({
    AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    AWS_REGION: 'elsewhere',
    F: 'file',
    A: 'definition',
    B: 'override',
    S: 'override',
    T: 'secret',
  });
});

test("labels: the definition's own, which neither ECS's nor ours can be taken from", () => {
  const { labels } = spec({
    dockerLabels: { mine: '1', 'com.amazonaws.ecs.cluster': 'forged', 'drydock.instance': 'forged' },
  });
  expect(labels).toEqual({ mine: '1', ...ecsLabels, ...ownLabels });
});

test.each<[string, Partial<NamedContainer>, Partial<TaskSpec>, object]>([
  ['the smaller of container and task', { memory: 256 }, {}, { memoryLimitMiB: 256 }],
  ["never more than the task's", { memory: 4096 }, {}, { memoryLimitMiB: 512 }],
  [
    'none at all',
    {},
    { cpu: undefined, memory: undefined },
    { memoryLimitMiB: undefined, cpuUnitsLimit: undefined },
  ],
  [
    'the override of the task',
    { cpu: 10, memory: 100, memoryReservation: 50 },
    { overrides: { containerOverrides: [{ name: 'app', cpu: 20, memory: 200, memoryReservation: 60 }] } },
    { cpuShares: 20, memoryLimitMiB: 200, memoryReservationMiB: 60 },
  ],
])('limits: %s', (_title, container, task, expected) => {
  expect(spec(container, task)).toMatchObject(expected);
});

test('a command of the override replaces the one of the definition; empty lists are none', () => {
  const overrides = { containerOverrides: [{ name: 'app', command: ['c'] }] };
  expect([
    spec({ command: ['a', 'b'], entryPoint: ['e'] }, { overrides }).command,
    spec({ command: ['a', 'b'] }).command,
    spec({ command: [], entryPoint: [] }).command,
    spec({ entryPoint: [] }).entryPoint,
  ]).toEqual([['c'], ['a', 'b'], undefined, undefined]);
});

test.each([
  [
    ['CMD', 'true'],
    ['CMD', 'true'],
  ],
  [
    ['CMD-SHELL', 'true || exit 1'],
    ['CMD-SHELL', 'true || exit 1'],
  ],
  [
    ['curl', 'localhost'],
    ['CMD', 'curl', 'localhost'],
  ],
])('a health check of %j runs %j', (command, expected) => {
  expect(spec({ healthCheck: { command } }).healthCheck).toEqual({
    command: expected,
    intervalMs: 30_000,
    timeoutMs: 5000,
    retries: 3,
  });
});

test('what runs, as whom, where and how, is what the definition says', () => {
  expect(
    spec({
      user: '1000:1000',
      workingDirectory: '/srv',
      readonlyRootFilesystem: true,
      linuxParameters: { initProcessEnabled: true },
    }),
  ).toMatchObject({
    user: '1000:1000',
    workingDirectory: '/srv',
    readonlyRootFilesystem: true,
    initProcess: true,
  });
});

test('a health check is as the definition has it', () => {
  const healthCheck = { command: ['CMD', 'true'], interval: 10, timeout: 2, retries: 1, startPeriod: 60 };
  expect(spec({ healthCheck }).healthCheck).toEqual({
    ...{ command: ['CMD', 'true'], retries: 1 },
    ...{ intervalMs: 10_000, timeoutMs: 2000, startPeriodMs: 60_000 },
  });
});

test('open files: what is asked for, the default on Fargate, nothing elsewhere', () => {
  const ulimits = [{ name: 'nofile' as const, softLimit: 10, hardLimit: 20 }];
  expect([
    spec({ ulimits }).ulimits,
    spec({ ulimits: [{ name: 'core', softLimit: 0, hardLimit: 0 }] }).ulimits,
    spec({}, { launchType: 'EC2' }).ulimits,
  ]).toEqual([
    [{ name: 'nofile', soft: 10, hard: 20 }],
    [
      { name: 'core', soft: 0, hard: 0 },
      { name: 'nofile', soft: 65_535, hard: 65_535 },
    ],
    [],
  ]);
});

test('the launch type is told to the SDKs inside', () => {
  expect(spec({}, { launchType: 'EC2' }).environment[0]).toBe('AWS_EXECUTION_ENV=AWS_ECS_EC2');
});

test('the name follows from the task and the container, so that a second attempt finds the first', () => {
  expect(spec({}).name).toBe(spec({}).name);
  expect(new Set([spec({}).name, spec({ name: 'b' }).name]).size).toBe(2);
  expect(spec({ name: 'my app!_1' }).name).toMatch(/^ecs-web-3-myapp_1-[0-9a-f]{20}$/);
});

test.each<[string, string, Partial<Task>, Partial<NamedContainer>, Partial<TaskSpec>]>([
  ['the image that was pulled, by its id, for a task of a service', 'sha256:1', inService, {}, {}],
  ['what the reference names for a task of its own', 'app:1', {}, {}, {}],
  [
    'what the reference names where versionConsistency is disabled',
    ...(['app:1', inService, { versionConsistency: 'disabled' }, {}] as const),
  ],
  [
    'what the reference names where a sidecar policy chose it',
    ...(['app:1', inService, {}, replaced] as const),
  ],
])('runs %s', (_title, image, task, container, taskSpec) => {
  const pulled = { ...attached, containers: { app: { ...pulledContainer, imageId: 'sha256:1' } } };
  expect(spec(container, taskSpec, {}, {}, { ...task, observed: pulled }).image).toBe(image);
});
