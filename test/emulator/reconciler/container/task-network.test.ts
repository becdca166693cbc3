import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { containerNetwork, hostPorts } from '../../../../emulator/reconciler/container/task-network.ts';
import type { DefinedTask, NamedContainer } from '../../../../emulator/reconciler/defined-task.ts';
import { containerName } from '../../../../src/services/ecs/task/metadata/container-name.ts';
import type { TaskNetworkSpec } from '../../../../src/services/ecs/task/task.ts';
import { plainTask } from '../../../support/plain-task.ts';

const definition: TaskDefinition = { family: 'web', revision: 3 };

function networkOf(network: TaskNetworkSpec, rest: Partial<NamedContainer>) {
  const container: NamedContainer = { name: 'app', image: 'app:1', ...rest };
  const defined: DefinedTask = { task: plainTask('a1', { network }), definition, containers: [container] };
  return { network: containerNetwork(defined, container), defined };
}

const bridge: TaskNetworkSpec = { mode: 'bridge', hostAddress: '127.0.0.2' };

test('a task in the bridge mode publishes its ports at the address of its container instance', () => {
  const { network } = networkOf(bridge, {
    portMappings: [
      { containerPort: 80, hostPort: 0 },
      { containerPort: 443, hostPort: 8443 },
      { containerPort: 53, protocol: 'udp' },
    ],
  });
  expect(network).toEqual({
    mode: 'bridge',
    links: [],
    ports: [
      { containerPort: 80, protocol: 'tcp', hostAddress: '127.0.0.2' },
      { containerPort: 443, protocol: 'tcp', hostPort: 8443, hostAddress: '127.0.0.2' },
      { containerPort: 53, protocol: 'udp', hostAddress: '127.0.0.2' },
    ],
  });
});

test('a range is published port by port', () => {
  expect(networkOf(bridge, { portMappings: [{ containerPortRange: '8000-8002' }] }).network).toMatchObject({
    ports: [{ containerPort: 8000 }, { containerPort: 8001 }, { containerPort: 8002 }],
  });
});

test('a link leads to the container of the task that it names', () => {
  const { network, defined } = networkOf(bridge, { links: ['db:database', 'cache'] });
  expect(network).toMatchObject({
    links: [
      { containerName: containerName(defined, 'db'), alias: 'database' },
      { containerName: containerName(defined, 'cache'), alias: 'cache' },
    ],
  });
});

test('a container that a sidecar policy skips is linked to by nobody', () => {
  const containerDefinitions = [{ name: 'app' }, { name: 'agent' }, { name: 'db' }];
  const links = ['agent', 'db:database', 'unknown'];
  const app: NamedContainer = { name: 'app', image: 'app:1', links };
  const defined: DefinedTask = {
    task: plainTask('a1', { network: bridge }),
    definition: { ...definition, containerDefinitions },
    containers: [app, { name: 'db', image: 'db:1' }],
  };
  expect(containerNetwork(defined, app)).toMatchObject({
    links: [
      { containerName: containerName(defined, 'db'), alias: 'database' },
      // What no definition has is the engine's to refuse.
      { containerName: containerName(defined, 'unknown'), alias: 'unknown' },
    ],
  });
});

test('a container asks the name servers that it is given, unless its definition names some', () => {
  const asks = (container: Partial<NamedContainer>) => {
    const { defined } = networkOf(bridge, container);
    return containerNetwork(defined, { name: 'app', image: 'app:1', ...container }, ['172.17.0.1']);
  };
  expect([
    asks({}),
    asks({ dnsServers: [] }),
    asks({ dnsServers: ['10.0.0.2'] }),
    asks({ disableNetworking: true }),
  ]).toMatchObject([
    { mode: 'bridge', dnsServers: ['172.17.0.1'] },
    { mode: 'bridge', dnsServers: ['172.17.0.1'] },
    { mode: 'bridge', dnsServers: ['10.0.0.2'] },
    { mode: 'none', dnsServers: undefined },
  ]);
});

test('names are passed on, and disableNetworking leaves nothing but them', () => {
  const names = {
    hostname: 'shop',
    dnsServers: ['10.0.0.2'],
    dnsSearchDomains: ['shop.local'],
    extraHosts: [{ hostname: 'db', ipAddress: '10.0.0.3' }],
  };
  expect(networkOf(bridge, names).network).toMatchObject(names);
  expect(networkOf(bridge, { ...names, disableNetworking: true }).network).toEqual({
    mode: 'none',
    ...names,
  });
});

test.each(['host', 'none'] as const)('the mode %s is passed on', (mode) => {
  expect(networkOf({ mode }, {}).network).toEqual({ mode });
});

test("a container on the host's network has the ports of its definition there", () => {
  const portMappings = [{ containerPort: 80 }, { containerPort: 53, hostPort: 53, protocol: 'udp' as const }];
  expect(hostPorts({ name: 'app', image: 'app:1', portMappings })).toEqual([
    { containerPort: 80, hostPort: 80, protocol: 'tcp', hostAddress: '0.0.0.0' },
    { containerPort: 53, hostPort: 53, protocol: 'udp', hostAddress: '0.0.0.0' },
  ]);
});

test('nothing is made for an awsvpc task before it has its network', () => {
  const network = { ...plainTask().spec.network };
  expect(() => networkOf(network, {})).toThrow('before it has a network');
});
