import { expect, test } from 'vitest';
import type { NamedContainer } from '../../../../emulator/reconciler/defined-task.ts';
import { loggedSpec } from '../../../../emulator/reconciler/resources/logged-spec.ts';
import { ContainerError, type ContainerSpec } from '../../../../emulator/runtime/runtime.ts';
import type { TaskNetworkSpec } from '../../../../src/services/ecs/task/task.ts';
import { plainTask } from '../../../support/plain-task.ts';
import { simulatedContainerSpec } from '../../../support/simulated-container.ts';

const files = [{ path: '/fluent-bit/etc/fluent-bit.conf', text: 'generated' }];

/** The spec of the first of these containers in a task whose router, if any, runs already. */
function logged(
  containers: readonly Partial<NamedContainer>[],
  given: Partial<ContainerSpec> = {},
  volume: string | undefined = '/volumes/v1/_data',
  { network, address }: { readonly network?: TaskNetworkSpec; readonly address?: string } = {},
): Promise<ContainerSpec> {
  const named = containers.map((each, index) => ({ name: `c${index}`, image: 'x', ...each }));
  const [container] = named;
  if (container === undefined) throw new Error('a task has containers');
  const task = plainTask('a1', network === undefined ? {} : { network }, {
    observed: {
      version: 1,
      containers: { router: { status: 'RUNNING', health: 'UNKNOWN', runtimeId: 'r1', address } },
      targets: 'none',
      connected: true,
    },
  });
  const world = {
    runtime: {
      mountSource: async (id: string, destination: string) =>
        id === 'r1' && destination === '/var/run' ? volume : undefined,
    },
    secrets: {
      logOptions: (_taskArn: string, name: string): Record<string, string> =>
        name === 'app' ? { apikey: 'k3y' } : {},
    },
    firelens: { of: () => files },
  };
  const defined = { task, definition: {}, containers: named };
  return loggedSpec(world, defined, container, simulatedContainerSpec('box', given));
}

const plain = simulatedContainerSpec('box');

test.each<[string, Partial<NamedContainer>]>([
  ['no driver', {}],
  ['awslogs', { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } } }],
])('%s: the log is ours to read', async (_driver, container) => {
  expect(await logged([container])).toEqual(plain);
});

test.each(['json-file', 'journald', 'syslog', 'fluentd', 'gelf', 'splunk'] as const)(
  '%s is passed to the engine with its options, secret ones among them',
  async (logDriver) => {
    const options = { tag: 't', mode: 'non-blocking' };
    expect(await logged([{ name: 'app', logConfiguration: { logDriver, options } }])).toEqual({
      ...plain,
      logging: { driver: logDriver, options: { tag: 't', mode: 'non-blocking', apikey: 'k3y' } },
    });
  },
);

const source = {
  name: 'app',
  logConfiguration: {
    logDriver: 'awsfirelens' as const,
    options: { Name: 'stdout', 'log-driver-buffer-limit': '1024' },
  },
};
const router = { name: 'router', firelensConfiguration: { type: 'fluentbit' as const } };

test("awsfirelens becomes fluentd at the router's socket", async () => {
  expect(await logged([source, router], { environment: ['A=1', 'FLUENT_HOST=mine'] })).toEqual({
    ...plain,
    environment: ['A=1', 'FLUENT_HOST=127.0.0.1', 'FLUENT_PORT=24224'],
    logging: {
      driver: 'fluentd',
      options: {
        'fluentd-address': 'unix:///volumes/v1/_data/fluent.sock',
        tag: 'app-firelens-a1',
        'fluentd-async': 'true',
        'fluentd-sub-second-precision': 'true',
        'fluentd-buffer-limit': '1024',
      },
    },
  });
});

test.each<[TaskNetworkSpec, string | undefined, readonly string[]]>([
  [
    { mode: 'bridge', hostAddress: '127.0.0.1' },
    '172.17.0.2',
    ['FLUENT_HOST=172.17.0.2', 'FLUENT_PORT=24224'],
  ],
  [{ mode: 'host' }, undefined, []],
])('in the network %j programs find the router where it listens', async (network, address, environment) => {
  const spec = await logged([source, router], {}, undefined, { network, address });
  expect(spec.environment).toEqual(environment);
});

test('the router gets its configuration, the secrets of who logs through it, and the folder of the socket', async () => {
  expect(await logged([router, source])).toEqual({
    ...plain,
    user: '0',
    environment: ['apikey_1=k3y'],
    anonymousVolumes: ['/var/run'],
    files,
  });
});

test('a fluentd router runs as root inside as well; a user of its own is kept', async () => {
  const fluentd = { ...router, firelensConfiguration: { type: 'fluentd' as const } };
  expect(await logged([fluentd], { user: '1000' })).toEqual({
    ...plain,
    user: '1000',
    environment: ['FLUENT_UID=0'],
    anonymousVolumes: ['/var/run'],
    files,
  });
});

test.each<[string, readonly Partial<NamedContainer>[], string | undefined, string]>([
  ['no router', [source], '/v', 'the socket of the FireLens router cannot be found'],
  [
    'a socket too deep in the tree',
    [source, router],
    `/${'v'.repeat(95)}`,
    `the path of the FireLens router's socket, /${'v'.repeat(95)}/fluent.sock, is longer than 107 bytes: give the engine a data root with a shorter path`,
  ],
])('%s is an error that says so', async (_what, containers, volume, message) => {
  await expect(logged(containers, {}, volume)).rejects.toThrow(new ContainerError(message));
});
