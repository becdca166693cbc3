import { expect, test } from 'vitest';
import { hostRoutes } from '../../../../../emulator/runtime/docker/networks/host-routes.ts';

const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';

test('reads the networks of a route table, without the default route', () => {
  const table = [
    header,
    'eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
    'tun0\t0100000A\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
    'x\t0000F00A\t00000000\t0001\t0\t0\t0\t0000F0FF\t0\t0\t0',
    '',
  ].join('\n');
  expect(hostRoutes(table)).toEqual(['192.168.1.0/24', '172.17.0.0/16', '10.0.0.1/32', '10.240.0.0/12']);
});

test('a machine without routes has none', () => {
  expect([hostRoutes(`${header}\n`), hostRoutes('')]).toEqual([[], []]);
});
