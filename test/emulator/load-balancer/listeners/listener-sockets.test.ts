import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

test('takes the next free port when the one asked for is taken, and says so', async () => {
  await using taken = await startRawTarget();
  await using target = await startHttpTarget((request, response) =>
    response.end(request.headers['x-forwarded-port']),
  );
  await using path = startDataPath({ listeners: [{ port: taken.port }], groups: { tg: [target.route] } });
  const port = await path.port();
  expect(port).toBeGreaterThan(taken.port);
  expect(path.bound).toEqual([
    { listener: 'listener', bound: { state: 'listening', port, addresses: ['127.0.0.1'] } },
  ]);
  expect((await httpCall(port)).body).toBe(String(port));
});

test('each address finds its port by itself: the one asked for stands at the gateway though loopback has another', async () => {
  await using taken = await startRawTarget();
  await using target = await startHttpTarget((request, response) =>
    response.end(request.headers['x-forwarded-port']),
  );
  await using path = startDataPath({
    listeners: [{ port: taken.port, addresses: ['127.0.0.2'] }],
    groups: { tg: [target.route] },
  });
  const moved = await path.port();
  expect(moved).toBeGreaterThan(taken.port);
  expect((await httpCall(moved)).body).toBe(String(moved));
  const answer = await fetch(`http://127.0.0.2:${taken.port}/`);
  expect(await answer.text()).toBe(String(taken.port));
});

test('reports each change once, and a listener that comes back anew', async () => {
  await using path = startDataPath({});
  const first = await path.port();
  path.apply({});
  path.apply({ listeners: [] });
  await until('the listener is gone', () => path.loadBalancers.bound.size === 0);
  path.apply({ listeners: [{ port: first }] });
  expect(await path.port()).toBe(first);
  expect(path.bound.map(({ bound }) => bound.state)).toEqual(['listening', 'listening']);
});

test('listens where it can, and on a further address as soon as that is there', async () => {
  const clock = new FakeClock();
  // TEST-NET-1 (RFC 5737): no machine has it.
  await using path = startDataPath({ listeners: [{ addresses: ['192.0.2.1'] }] }, clock);
  const port = await path.port();
  await until('another try is planned', () => clock.pending === 1);
  path.apply({ listeners: [{ addresses: ['127.0.0.2'] }] });
  await until('both addresses listen', () => path.bound.length === 2);
  expect(path.bound.map(({ bound }) => bound)).toEqual([
    { state: 'listening', port, addresses: ['127.0.0.1'] },
    { state: 'listening', port, addresses: ['127.0.0.1', '127.0.0.2'] },
  ]);
  expect(clock.pending).toBe(0);
});

test('leaves nothing behind: no timer, no connection, no socket', async () => {
  const clock = new FakeClock();
  await using target = await startHttpTarget(() => {});
  const path = startDataPath(
    { listeners: [{ addresses: ['192.0.2.1'] }], groups: { tg: [target.route] } },
    clock,
  );
  const port = await path.port();
  const pending = httpCall(port).catch((error: NodeJS.ErrnoException) => error.code);
  await until('the request is there', () => target.seen.length === 1);
  await path[Symbol.asyncDispose]();
  await pending;
  await until('the target is let go of', () => target.accepted.every(({ destroyed }) => destroyed));
  await expect(httpCall(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(clock.pending).toBe(0);
});

test('tells nothing of a draining target any more once it is closed', async () => {
  await using target = await startHttpTarget(() => {});
  const path = startDataPath({ groups: { tg: [target.route] } });
  const port = await path.port();
  const pending = httpCall(port).catch(() => undefined);
  await until('the request is there', () => target.seen.length === 1);
  path.apply({ groups: { tg: [{ ...target.route, state: 'draining' }] } });
  await path[Symbol.asyncDispose]();
  await pending;
  await until('the target is let go of', () => target.accepted.every(({ destroyed }) => destroyed));
  await nextTurn();
  await nextTurn();
  expect(path.drained).toEqual([]);
});
