import { expect, test } from 'vitest';
import { connectTimeoutMs } from '../../../../emulator/load-balancer/targets/target-connections.ts';
import { SystemClock } from '../../../../emulator/system-clock.ts';
import type { Timer } from '../../../../src/clock.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { type HttpAnswer, httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { routeTo } from '../../../support/data-path/route-to.ts';
import { until } from '../../../support/until.ts';

/** A page of the load balancer's own, as a whole. */
function elbAnswer(status: number, text: string) {
  const title = `${status} ${text}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return {
    status,
    statusText: text,
    server: 'awselb/2.0',
    type: 'text/html',
    length: String(body.length),
    body,
  };
}

function summary({ status, statusText, headers, body }: HttpAnswer) {
  return {
    status,
    statusText,
    server: headers.server,
    type: headers['content-type'],
    length: headers['content-length'],
    body,
  };
}

/** A port of loopback that nobody listens on any more. */
async function closedPort(): Promise<number> {
  const target = await startRawTarget();
  await target[Symbol.asyncDispose]();
  return target.port;
}

test('a target that refuses the connection is a 502', async () => {
  await using path = startDataPath({ groups: { tg: [routeTo(await closedPort())] } });
  expect(summary(await httpCall(await path.port()))).toEqual(elbAnswer(502, 'Bad Gateway'));
});

test.each([
  ['closes without an answer', (socket: { destroy(): void }) => socket.destroy()],
  ['resets the connection', (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy()],
  ['answers what is no HTTP', (socket: { write(text: string): void }) => socket.write('hello\r\n\r\n')],
  [
    'contradicts itself about the length',
    (socket: { write(text: string): void }) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
  ],
  [
    'sends more than 32 K of headers',
    (socket: { write(text: string): void }) =>
      socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(33 * 1024)}\r\n\r\n`),
  ],
  [
    'switches protocols unasked',
    (socket: { write(text: string): void }) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  ],
])('a target that %s is a 502', async (_title, misbehave) => {
  await using target = await startRawTarget(misbehave);
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  expect(summary(await httpCall(await path.port(), { method: 'POST' }))).toEqual(
    elbAnswer(502, 'Bad Gateway'),
  );
});

/** A clock on which the 10 seconds that a target has to take a connection are over before it can. */
class HastyClock extends SystemClock {
  override setTimeout(callback: () => void, delayMs: number): Timer {
    if (delayMs !== connectTimeoutMs) return super.setTimeout(callback, delayMs);
    process.nextTick(callback);
    return {};
  }
}

test('a target that takes no connection within 10 seconds is a 504', async () => {
  await using target = await startHttpTarget();
  await using path = startDataPath({ groups: { tg: [target.route] } }, new HastyClock());
  expect(summary(await httpCall(await path.port()))).toEqual(elbAnswer(504, 'Gateway Time-out'));
  expect([connectTimeoutMs, target.seen]).toEqual([10_000, []]);
});

test('a target that is idle for too long is a 504', async () => {
  await using target = await startHttpTarget(() => {});
  await using path = startDataPath({ listeners: [{ idleTimeoutMs: 40 }], groups: { tg: [target.route] } });
  expect(summary(await httpCall(await path.port()))).toEqual(elbAnswer(504, 'Gateway Time-out'));
});

test('a client that owes the rest of its request for too long gets 408 and is closed', async () => {
  await using target = await startHttpTarget(() => {});
  await using path = startDataPath({ listeners: [{ idleTimeoutMs: 40 }], groups: { tg: [target.route] } });
  await using client = await rawClient(
    await path.port(),
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc',
  );
  const text = await client.closed();
  expect(text).toMatch(/^HTTP\/1.1 408 Request Timeout\r\nServer: awselb\/2.0\r\n/);
  expect(text).toContain('\r\nConnection: close\r\n');
});

test('an answer that breaks off half-way breaks off for the client too', async () => {
  await using target = await startRawTarget((socket) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port(), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const text = await client.closed();
  expect(text.endsWith('\r\n\r\nabc') || !text.includes('\r\n\r\n')).toBe(true);
  expect(text).not.toContain('awselb');
});

/** A target that answers the first request of each connection, and closes as soon as a second one comes. */
function oneAnswerEach() {
  return startRawTarget((socket, sofar) => {
    if (sofar.split('HTTP/1.1').length > 2) socket.resetAndDestroy();
    else if (sofar.includes('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
}

test('sends an idempotent request again when the connection at rest was going away', async () => {
  await using target = await oneAnswerEach();
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const port = await path.port();
  const statuses: number[] = [];
  for (const method of ['GET', 'GET', 'HEAD', 'DELETE', 'OPTIONS'])
    statuses.push((await httpCall(port, { method })).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});

test.each([
  ['POST', undefined],
  ['PATCH', undefined],
  ['PUT', 'with a body'],
])('never sends a %s again (%s)', async (method, body) => {
  await using target = await oneAnswerEach();
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const port = await path.port();
  await httpCall(port);
  const { status } = await httpCall(port, { method, body, path: '/once' });
  expect([status, target.received().split(`${method} /once`).length - 1]).toEqual([502, 1]);
});

test('does not send again what failed on a fresh connection', async () => {
  await using target = await startRawTarget((socket) => socket.destroy());
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const { status } = await httpCall(await path.port());
  expect([status, target.accepted.length]).toEqual([502, 1]);
});

test('lets go of the target when the client leaves, and counts it as drained then', async () => {
  const closed: string[] = [];
  await using target = await startHttpTarget((request, response) => {
    response.on('close', () => closed.push(request.url ?? ''));
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const port = await path.port();
  const client = await rawClient(port, 'GET /left HTTP/1.1\r\nHost: a\r\n\r\n');
  await until('the request is there', () => target.seen.length === 1);
  path.apply({ groups: { tg: [routeTo(target.port, { state: 'draining' })] } });
  await client[Symbol.asyncDispose]();
  await until('the target sees it', () => closed.length > 0);
  await until('the target is drained', () => path.drained.length > 0);
  expect([closed, path.drained]).toEqual([['/left'], [target.route.key]]);
});

test('lets go of the request under way when the client leaves, and never sends the one behind it', async () => {
  const closed: string[] = [];
  await using target = await startHttpTarget((request, response) => {
    response.on('close', () => closed.push(request.url ?? ''));
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const get = (url: string) => `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const client = await rawClient(await path.port(), get('/1') + get('/2'));
  await until('the first request is there', () => target.seen.length === 1);
  await client[Symbol.asyncDispose]();
  await until('the target sees it leave', () => closed.length === 1);
  expect([closed, target.seen]).toEqual([['/1'], ['GET /1']]);
});

test('serves pipelined requests one after the other', async () => {
  const held: { answer?: () => void } = {};
  await using target = await startHttpTarget((request, response) => {
    if (request.url === '/1') held.answer = () => response.end('first');
    else response.end(request.url);
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const get = (url: string) => `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`;
  await using client = await rawClient(await path.port(), get('/1') + get('/2') + get('/3'));
  const answer = await until('the first request is there', () => held.answer);
  expect(target.seen).toEqual(['GET /1']);
  answer();
  const text = await client.reads('/3');
  expect(text.match(/(?<=\r\n\r\n)(first|\/\d)/g)).toEqual(['first', '/2', '/3']);
});
