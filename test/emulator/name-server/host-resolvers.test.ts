import { expect, test } from 'vitest';
import {
  hostResolvers,
  nameServersOf,
  resolversForTasks,
} from '../../../emulator/name-server/host-resolvers.ts';

const stub = 'nameserver 127.0.0.53\noptions edns0\n';
const files =
  (configured: string, behind = '') =>
  async (path: string) =>
    path === '/etc/resolv.conf' ? configured : path === '/run/systemd/resolve/resolv.conf' ? behind : '';

test('reads the name servers of a resolv.conf, as many as resolvers do', () => {
  const config =
    '# nameserver 1.1.1.1\nsearch corp\n nameserver\t10.0.0.2 \nnameserver fd00::1\n;nameserver 9.9.9.9\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n';
  expect(nameServersOf(config)).toEqual(['10.0.0.2', 'fd00::1', '10.0.0.3']);
  expect(nameServersOf('')).toEqual([]);
});

test('tasks ask those that do not stand on loopback, and where all do those behind them', async () => {
  expect(
    await resolversForTasks(files('nameserver 127.0.0.1\nnameserver fd00::1\nnameserver 10.0.0.2\n')),
  ).toEqual(['10.0.0.2']);
  const read = files(stub, 'nameserver 192.168.1.1\n');
  expect(await resolversForTasks(read)).toEqual(['192.168.1.1']);
  expect(await hostResolvers(read)).toEqual(['127.0.0.53']);
  expect(await resolversForTasks(files(stub))).toEqual([]);
});
