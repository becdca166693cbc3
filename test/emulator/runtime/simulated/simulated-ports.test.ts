import { expect, test } from 'vitest';
import type { ContainerNetwork } from '../../../../emulator/runtime/container-network.ts';
import { ContainerError } from '../../../../emulator/runtime/runtime.ts';
import { SimulatedPorts } from '../../../../emulator/runtime/simulated/simulated-ports.ts';

const web = { containerPort: 80, protocol: 'tcp', hostAddress: '127.0.0.1' } as const;
const bridge = (...ports: Extract<ContainerNetwork, { mode: 'bridge' }>['ports']): ContainerNetwork => ({
  ...{ mode: 'bridge', links: [], ports },
});

test('dynamic ports are the lowest free ones of the range, and free again after the end', () => {
  const ports = new SimulatedPorts();
  ports.publish('a', bridge(web, { ...web, containerPort: 81 }));
  ports.publish('b', bridge(web));
  expect([...ports.of('a'), ...ports.of('b')].map(({ hostPort }) => hostPort)).toEqual([
    49_153, 49_154, 49_155,
  ]);
  ports.free('a');
  ports.publish('c', bridge(web));
  expect(ports.of('c')).toEqual([{ ...web, hostPort: 49_153 }]);
});

test('a port of an address is had once; another address and another protocol have their own', () => {
  const ports = new SimulatedPorts();
  ports.publish('a', bridge({ ...web, hostPort: 80 }));
  ports.publish('b', bridge({ ...web, hostPort: 80, hostAddress: '127.0.0.2' }));
  ports.publish('c', bridge({ ...web, hostPort: 80, protocol: 'udp' }));
  const second = () => ports.publish('d', bridge(web, { ...web, hostPort: 80 }));
  expect(second).toThrow(ContainerError);
  expect(second).toThrow('Bind for 127.0.0.1:80 failed: port is already allocated');
  expect(ports.of('d')).toEqual([]);
});

test('who joins a sandbox, the host or nothing publishes nothing', () => {
  const ports = new SimulatedPorts();
  for (const network of [undefined, { mode: 'host' }, { mode: 'none' }] as const) ports.publish('a', network);
  expect(ports.of('a')).toEqual([]);
});
