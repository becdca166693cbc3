import { expect, test } from 'vitest';
import type { RequestRecord } from '../../../../emulator/load-balancer/request-record.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { until } from '../../../support/until.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

test('a request that comes byte by byte is served as any other', async () => {
  await using target = await startHttpTarget((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => response.end(`got ${body}.`));
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port());
  client.socket.setNoDelay(true);
  const text = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
  for (const byte of text) await new Promise<void>((sent) => client.socket.write(byte, () => sent()));
  expect(await client.reads('got abc.')).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\ngot abc\.$/s);
});

test('a head that is not whole after the idle timeout is a 408', async () => {
  await using path = startDataPath({ listeners: [{ idleTimeoutMs: 500 }], groups: { tg: [] } });
  await using client = await rawClient(await path.port(), 'GET / HTTP/1.1\r\nHost:');
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
});

test('a connection that rests for the idle timeout is closed without a word', async () => {
  await using target = await startHttpTarget();
  await using path = startDataPath({ listeners: [{ idleTimeoutMs: 40 }], groups: { tg: [target.route] } });
  const port = await path.port();
  await using silent = await rawClient(port);
  await using served = await rawClient(port, get);
  expect(await silent.closed()).toBe('');
  expect((await served.closed()).split('HTTP/1.1').length).toBe(2);
});

test('answers of its own to pipelined requests come in their order', async () => {
  const fixed = { type: 'fixed-response', statusCode: 200, messageBody: 'x' } as const;
  await using path = startDataPath({ listeners: [{ defaultAction: fixed }] });
  await using client = await rawClient(
    await path.port(),
    `${get.repeat(500)}TRACE / HTTP/1.1\r\nConnection: close\r\n\r\n`,
  );
  const statuses = (await client.closed()).match(/(?<=HTTP\/1\.1 )\d+/g);
  expect(statuses).toEqual([...Array(500).fill('200'), '405']);
});

test('reads no more requests of a client that takes no answers', async () => {
  await using target = await startHttpTarget((_request, response) => response.end(Buffer.alloc(100_000)));
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  await using client = await rawClient(await path.port());
  client.socket.pause();
  client.send(get.repeat(400));
  let before = -1;
  for (let equal = 0; equal < 20; ) {
    await new Promise((resolve) => setImmediate(resolve));
    await httpCall(await path.port(), { method: 'TRACE' });
    equal = before === target.seen.length && before > 0 ? equal + 1 : 0;
    before = target.seen.length;
  }
  expect(target.seen.length).toBeLessThan(200);
  client.socket.resume();
  await until('all are answered', () => target.seen.length === 400);
});

test('a client that is still sending gets the last answer on its connection whole', async () => {
  await using path = startDataPath({ groups: { tg: [] } });
  await using client = await rawClient(await path.port(), 'GET / HTTP/1.1\nHost: a\n\n');
  for (let i = 0; i < 50; i += 1) client.send('x'.repeat(10_000));
  expect((await client.closed()).endsWith('</html>\r\n')).toBe(true);
});

test.each([
  ['more than its length', 'Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'],
  [
    'an answer that nobody asked for',
    'Content-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
  ],
  [
    'more than its last chunk',
    'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
  ],
])('a target that says %s is not asked again on that connection', async (_what, answer) => {
  await using target = await startRawTarget((socket) => socket.write(`HTTP/1.1 200 OK\r\n${answer}`));
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const port = await path.port();
  const bodies = [(await httpCall(port)).body, (await httpCall(port)).body];
  expect([bodies.includes('evil'), target.accepted.length]).toEqual([false, 2]);
});

test.each([
  ['a bare LF', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'],
  ['a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
  ['a blank before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na'],
  ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n'],
  ['another protocol', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
])('an answer with %s is a 502', async (_what, answer) => {
  await using target = await startRawTarget((socket) => socket.write(answer));
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  expect((await httpCall(await path.port())).status).toBe(502);
});

test('passes over words that an answer will come', async () => {
  await using target = await startRawTarget((socket) =>
    socket.write(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: a\r\n\r\nHTTP/1.1 204 Done\r\n\r\n',
    ),
  );
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const { status, statusText } = await httpCall(await path.port());
  expect([status, statusText]).toEqual([204, 'Done']);
});

test('says of every request how it went, once it is over', async () => {
  const records: RequestRecord[] = [];
  await using target = await startHttpTarget((request, response) => {
    if (request.url === '/held') return;
    request.resume();
    request.on('end', () => response.end('ok'));
  });
  await using path = startDataPath(
    { groups: { tg: [target.route] }, healthCheck: { enabled: false } },
    undefined,
    (record) => records.push(record),
  );
  const port = await path.port();
  await using client = await rawClient(port, 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc');
  const answer = await client.reads('ok');
  client.send('TRACE / HTTP/1.1\r\n\r\n');
  await client.reads('405');
  await using leaving = await rawClient(port, 'GET /held HTTP/1.1\r\n\r\n');
  await until('it is held', () => target.seen.includes('GET /held'));
  leaving.socket.destroy();
  await until('all is said', () => records.length === 3);
  const told = records.map(({ request, targetKey, status, targetStatus, receivedBytes, sentBytes }) => ({
    line: `${request.method} ${request.target}`,
    ...{ targetKey, status, targetStatus, receivedBytes, sentBytes },
  }));
  const atTarget = { targetKey: target.route.key, targetStatus: 200 };
  const nowhere = { targetKey: undefined, targetStatus: undefined };
  const traceBytes = client.received().length - answer.length;
  expect(told).toEqual([
    { line: 'POST /a', ...atTarget, status: 200, receivedBytes: 51, sentBytes: answer.length },
    { line: 'TRACE /', ...nowhere, status: 405, receivedBytes: 20, sentBytes: traceBytes },
    { line: 'GET /held', ...atTarget, targetStatus: undefined, status: 460, receivedBytes: 22, sentBytes: 0 },
  ]);
  for (const { receivedAtMs, sentAtMs = receivedAtMs, answeredAtMs = sentAtMs, endedAtMs } of records)
    expect([receivedAtMs, sentAtMs, answeredAtMs, endedAtMs]).toEqual(
      [receivedAtMs, sentAtMs, answeredAtMs, endedAtMs].toSorted((a, b) => a - b),
    );
});
