import { expect, test } from 'vitest';
import { sandboxConfig } from '../../../../../emulator/runtime/docker/containers/sandbox-config.ts';

test('a sandbox has an address, a MAC address that follows from it, and no rights at all', () => {
  const spec = {
    name: 's',
    vpcId: 'vpc-1',
    address: '172.31.0.200',
    hostname: 'ip-172-31-0-200',
    labels: {},
  };
  const { macAddress, body } = sandboxConfig(spec, 'net-1', { l: '1' });
  expect(macAddress).toBe('02:42:ac:1f:00:c8');
  expect(body).toMatchObject({
    Hostname: 'ip-172-31-0-200',
    Labels: { l: '1' },
    MacAddress: macAddress,
    HostConfig: {
      NetworkMode: 'net-1',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      RestartPolicy: { Name: '' },
    },
    NetworkingConfig: {
      EndpointsConfig: { 'net-1': { IPAMConfig: { IPv4Address: '172.31.0.200' }, MacAddress: macAddress } },
    },
  });
});

test('a sandbox has the settings of its network, and what its containers share', () => {
  const spec = { name: 's', vpcId: 'vpc-1', address: '172.31.0.200', hostname: 'h', labels: {} };
  const hostConfig = (options: object) => sandboxConfig({ ...spec, ...options }, 'net-1', {}).body.HostConfig;
  const sysctls = { 'net.core.somaxconn': '9' };
  expect([
    hostConfig({})?.IpcMode,
    hostConfig({})?.Sysctls,
    hostConfig({ sharesIpc: true })?.IpcMode,
    hostConfig({ sysctls })?.Sysctls,
    hostConfig({})?.Init,
    hostConfig({ sharesProcesses: true })?.Init,
    hostConfig({ dnsServers: ['10.0.0.1'] })?.Dns,
    hostConfig({})?.Dns,
  ]).toEqual(['none', undefined, 'shareable', sysctls, undefined, true, ['10.0.0.1'], undefined]);
});
