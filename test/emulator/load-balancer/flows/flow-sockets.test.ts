import { expect, test } from 'vitest';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

const older = { loadBalancerCreatedAtMs: 1 };
const newer = { loadBalancerCreatedAtMs: 2 };

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  await using taken = await startRawTarget();
  return taken.port;
}

test('gives the second of two listeners on one port the next free one, and says so', async () => {
  const port = await freePort();
  await using path = startDataPath({
    flowListeners: [
      { listenerArn: 'first', port },
      { listenerArn: 'second', port },
    ],
  });
  expect(await path.port('first')).toBe(port);
  expect(await path.port('second')).toBeGreaterThan(port);
  expect(path.bound.map(({ listener, bound }) => [listener, bound.state])).toEqual([
    ['first', 'listening'],
    ['second', 'listening'],
  ]);
});

test('lets TCP and UDP listeners have one port', async () => {
  const port = await freePort();
  await using path = startDataPath({
    flowListeners: [
      { listenerArn: 'tcp', port },
      { listenerArn: 'udp', port, protocol: 'UDP' },
      { listenerArn: 'both', port, protocol: 'TCP_UDP' },
    ],
  });
  expect([await path.port('tcp'), await path.port('udp')]).toEqual([port, port]);
  expect(await path.port('both')).toBeGreaterThan(port);
});

test.each([
  { what: 'the older Network Load Balancer', flow: older, http: newer, holds: 'flow', moves: 'http' },
  { what: 'the older Application Load Balancer', flow: newer, http: older, holds: 'http', moves: 'flow' },
])('gives a port that both kinds ask for to $what', async ({ flow, http, holds, moves }) => {
  const port = await freePort();
  await using path = startDataPath({
    flowListeners: [{ listenerArn: 'flow', port, ...flow }],
    listeners: [{ listenerArn: 'http', port, ...http }],
  });
  expect(await path.port(holds)).toBe(port);
  expect(await path.port(moves)).toBeGreaterThan(port);
});

test('listens on a further address as soon as that is there', async () => {
  const clock = new FakeClock();
  // TEST-NET-1 (RFC 5737): no machine has it.
  await using path = startDataPath({ flowListeners: [{ addresses: ['192.0.2.1'] }] }, clock);
  const port = await path.port();
  await until('another try is planned', () => clock.pending === 1);
  path.apply({ flowListeners: [{ addresses: ['127.0.0.2'] }] });
  await until('both addresses listen', () => path.bound.length === 2);
  expect(path.bound.map(({ bound }) => bound)).toEqual([
    { state: 'listening', port, addresses: ['127.0.0.1'] },
    { state: 'listening', port, addresses: ['127.0.0.1', '127.0.0.2'] },
  ]);
  expect(clock.pending).toBe(0);
});

test('moves to the port that a listener is changed to', async () => {
  const port = await freePort();
  await using path = startDataPath({ flowListeners: [{}] });
  const before = await path.port();
  path.apply({ flowListeners: [{ port }] });
  await until('it moved', () => path.bound.length === 2);
  expect(before).not.toBe(port);
  expect(await path.port()).toBe(port);
});
