import { expect, test } from 'vitest';
import { containerNetworkConfig } from '../../../../../emulator/runtime/docker/containers/container-network-config.ts';

test('a container of an awsvpc task joins its sandbox, and nothing else', () => {
  expect(containerNetworkConfig({ mode: 'sandbox', sandboxId: 'box' })).toEqual({
    hostConfig: { NetworkMode: 'container:box' },
  });
});

test('the bridge mode publishes ports at the address that it is given, dynamic ones where the engine likes', () => {
  expect(
    containerNetworkConfig({
      mode: 'bridge',
      hostname: 'shop',
      dnsServers: ['10.0.0.2'],
      dnsSearchDomains: ['shop.local'],
      extraHosts: [{ hostname: 'db', ipAddress: '10.0.0.3' }],
      links: [{ containerName: 'ecs-web-1-db-0', alias: 'database' }],
      ports: [
        { containerPort: 80, protocol: 'tcp', hostAddress: '127.0.0.1' },
        { containerPort: 80, protocol: 'tcp', hostPort: 8080, hostAddress: '127.0.0.1' },
        { containerPort: 53, protocol: 'udp', hostPort: 5353, hostAddress: '127.0.0.1' },
      ],
    }),
  ).toEqual({
    Hostname: 'shop',
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    hostConfig: {
      NetworkMode: 'bridge',
      Dns: ['10.0.0.2'],
      DnsSearch: ['shop.local'],
      ExtraHosts: ['db:10.0.0.3'],
      Links: ['ecs-web-1-db-0:database'],
      PortBindings: {
        '80/tcp': [
          { HostIp: '127.0.0.1', HostPort: '' },
          { HostIp: '127.0.0.1', HostPort: '8080' },
        ],
        '53/udp': [{ HostIp: '127.0.0.1', HostPort: '5353' }],
      },
    },
  });
});

test.each(['host', 'none'] as const)("the mode %s is the engine's own", (mode) => {
  expect(containerNetworkConfig({ mode })).toEqual({ hostConfig: { NetworkMode: mode } });
});
