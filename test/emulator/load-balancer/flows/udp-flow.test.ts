import { expect, test } from 'vitest';
import { udpIdleTimeoutMs } from '../../../../emulator/load-balancer/flows/udp-flow.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { datagramClient } from '../../../support/data-path/datagram-client.ts';
import { startDatagramTarget } from '../../../support/data-path/echo-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

const udp = { flowListeners: [{ protocol: 'UDP' as const }] };

test('carries datagrams to one target, and its answers back to the port they are for', async () => {
  await using a = await startDatagramTarget('a');
  await using b = await startDatagramTarget('b');
  await using path = startDataPath({ ...udp, groups: { tg: [a.route, b.route] } });
  const port = await path.port();
  await using one = await datagramClient(port);
  await using two = await datagramClient(port);
  const first = await one.ask('1');
  await two.ask('2');
  const again = [await one.ask('3'), await one.ask('4')];
  expect(again).toEqual([`${first[0]}:3`, `${first[0]}:4`]);
  expect(one.received).toHaveLength(3);
  expect(two.received).toHaveLength(1);
});

test('keeps a flow while it is used, and forgets one that rests for two minutes', async () => {
  const clock = new FakeClock();
  await using a = await startDatagramTarget('a');
  await using path = startDataPath({ ...udp, groups: { tg: [a.route] } }, clock);
  await using client = await datagramClient(await path.port());
  await client.ask('1');
  path.apply({ ...udp, groups: { tg: [{ ...a.route, state: 'draining' }] } });
  await clock.advance(udpIdleTimeoutMs - 1);
  expect(await client.ask('2')).toBe('a:2');
  await clock.advance(udpIdleTimeoutMs - 1);
  expect(path.drained).toEqual([]);
  await clock.advance(1);
  await until('nothing is in flight', () => path.drained.length === 1);
  await client.send('lost');
  await clock.advance(1);
  expect(a.seen).toEqual(['1', '2']);
});

test('drops datagrams where no target is registered, until one is', async () => {
  await using a = await startDatagramTarget('a');
  const others = [{ protocol: 'UDP' as const, targetGroups: [{ targetGroupArn: 'none', weight: 1 }] }];
  const flowListeners = [...others, { protocol: 'UDP' as const, listenerArn: 'other' }];
  await using path = startDataPath({ flowListeners, groups: { none: [], tg: [a.route] } });
  await using client = await datagramClient(await path.port());
  await using other = await datagramClient(await path.port('other'));
  await client.send('early');
  // What came first is looked at first.
  await other.ask('meanwhile');
  path.apply({ flowListeners, groups: { none: [a.route], tg: [a.route] } });
  expect(await client.ask('late')).toBe('a:late');
  expect(a.seen).toEqual(['meanwhile', 'late']);
});

test('listens for both protocols on one port', async () => {
  await using a = await startDatagramTarget('a');
  await using path = startDataPath({ flowListeners: [{ protocol: 'TCP_UDP' }], groups: { tg: [a.route] } });
  const port = await path.port();
  await using client = await datagramClient(port);
  expect(await client.ask('1')).toBe('a:1');
  await using tcp = await rawClient(port, 'x');
  expect(tcp.socket.remotePort).toBe(port);
});
