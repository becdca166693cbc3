import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { TlsCertificate } from '../../../../emulator/load-balancer/snapshot.ts';
import { type DataPath, startDataPath } from '../../../support/data-path/data-path.ts';
import { type HttpTarget, startHttpTarget } from '../../../support/data-path/http-target.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { http2Call } from '../../../support/tls/http2-call.ts';
import { http2Client } from '../../../support/tls/http2-client.ts';
import { httpsCall } from '../../../support/tls/https-call.ts';
import { listenerTls } from '../../../support/tls/listener-tls.ts';
import { startTestAuthority } from '../../../support/tls/test-authority.ts';
import { until } from '../../../support/until.ts';

let ca: string;
let certificate: TlsCertificate;

beforeAll(async () => {
  const authority = await startTestAuthority();
  ca = authority.rootPem;
  certificate = await authority.issue('shop.test');
});

function startPath(target: Pick<HttpTarget, 'route'>): DataPath {
  return startDataPath({ listeners: [listenerTls([certificate])], groups: { tg: [target.route] } });
}

const client = async (path: DataPath) => http2Client(await path.port(), ca, 'shop.test');

test('a request becomes HTTP/1.1 at the target, and its answer HTTP/2', async () => {
  const seen: unknown[] = [];
  await using target = await startHttpTarget((request, response) => {
    seen.push([request.httpVersion, request.method, request.url, request.headers]);
    response.writeHead(
      201,
      [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Answer', 'yes'],
        ['Connection', 'keep-alive'],
      ].flat(),
    );
    response.end('body');
  });
  await using path = startPath(target);
  await using h2 = await client(path);
  const answer = await http2Call(h2.session, {
    ':path': '/a?b=c',
    ':authority': 'shop.test',
    cookie: ['x=1', 'y=2'],
    'x-own': 'value',
    te: 'trailers',
  });
  expect(h2.protocol).toBe('h2');
  expect(seen).toEqual([
    [
      '1.1',
      'GET',
      '/a?b=c',
      {
        host: `shop.test:${await path.port()}`,
        'x-own': 'value',
        cookie: 'x=1; y=2',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': String(await path.port()),
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
        connection: 'keep-alive',
      },
    ],
  ]);
  expect(answer).toEqual({
    status: 201,
    headers: expect.objectContaining({ 'set-cookie': ['a=1', 'b=2'], 'x-answer': 'yes' }),
    body: 'body',
    trailers: undefined,
  });
  expect(Object.keys(answer.headers)).not.toContain('connection');
  expect(Object.keys(answer.headers)).not.toContain('transfer-encoding');
});

test('bodies of a megabyte go both ways, many streams on one connection', async () => {
  await using target = await startHttpTarget((request, response) => request.pipe(response));
  await using path = startPath(target);
  await using h2 = await client(path);
  const bodies = Array.from({ length: 8 }, () => randomBytes(512 * 1024).toString('hex'));
  const answers = await Promise.all(
    bodies.map((body) => http2Call(h2.session, { ':method': 'POST', ':path': '/' }, body)),
  );
  expect(answers.map(({ body }, index) => body === bodies[index])).toEqual(bodies.map(() => true));
});

test('trailers go both ways', async () => {
  await using target = await startHttpTarget((request, response) => {
    request.resume();
    request.on('end', () => {
      // A length cannot be known before the trailers.
      response.write('bo');
      response.addTrailers({ 'X-Echo': String(request.trailers['x-sum']) });
      response.end('dy');
    });
  });
  await using path = startPath(target);
  await using h2 = await client(path);
  const answer = await http2Call(h2.session, { ':method': 'POST', ':path': '/' }, 'abc', { 'x-sum': '6' });
  expect([answer.body, answer.trailers?.['x-echo']]).toEqual(['body', '6']);
});

test.each([
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
])('%s with %i has no body', async (method, status) => {
  await using target = await startHttpTarget((_request, response) => {
    response.writeHead(status, status === 200 ? { 'Content-Length': '5' } : {});
    response.end();
  });
  await using path = startPath(target);
  await using h2 = await client(path);
  const answer = await http2Call(h2.session, { ':method': method, ':path': '/' });
  expect([answer.status, answer.body]).toEqual([status, '']);
});

test('a target without anybody answers 503, and what is refused is refused', async () => {
  await using target = await startHttpTarget();
  await using path = startPath(target);
  await using h2 = await client(path);
  const statusOf = async (headers: Record<string, string>) => (await http2Call(h2.session, headers)).status;
  expect(await statusOf({ ':path': '/', ':method': 'TRACE' })).toBe(405);
  expect(await statusOf({ ':path': `/${'a'.repeat(17_000)}` })).toBe(414);
  expect(await statusOf({ ':path': '/', ':method': 'NONSENSE' })).toBe(400);
  expect(target.seen).toEqual([]);
  expect(await statusOf({ ':path': '/' })).toBe(200);
  path.apply({ listeners: [listenerTls([certificate])], groups: { tg: [] } });
  expect(await statusOf({ ':path': '/' })).toBe(503);
});

test('a target that breaks off its answer breaks the stream alone', async () => {
  await using target = await startHttpTarget((request, response) => {
    if (request.url === '/whole') return void response.end('whole');
    response.writeHead(200, { 'Content-Length': '100' });
    response.write('part', () => response.destroy());
  });
  await using path = startPath(target);
  await using h2 = await client(path);
  await expect(http2Call(h2.session, { ':path': '/' })).rejects.toThrow('INTERNAL_ERROR');
  expect((await http2Call(h2.session, { ':path': '/whole' })).body).toBe('whole');
});

test('a target that answers nonsense is a 502', async () => {
  await using target = await startRawTarget((socket) => socket.end('nonsense\r\n\r\n'));
  await using path = startPath(target);
  await using h2 = await client(path);
  expect((await http2Call(h2.session, { ':path': '/' })).status).toBe(502);
});

test('a client that resets its stream ends the request at the target', async () => {
  await using target = await startHttpTarget(() => {});
  await using path = startPath(target);
  await using h2 = await client(path);
  const stream = h2.session.request({ ':path': '/' });
  stream.on('error', () => {});
  await until('the request is there', () => target.seen.length === 1);
  stream.close(8);
  await until('the target is let go of', () => target.accepted.every(({ destroyed }) => destroyed));
  expect(target.seen).toEqual(['GET /']);
});

test('a client that reads slowly slows the target down', async () => {
  let written = 0;
  await using target = await startHttpTarget((_request, response) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (written < 64 * 1024 * 1024) {
        written += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  await using path = startPath(target);
  await using h2 = await client(path);
  const stream = h2.session.request({ ':path': '/' });
  stream.on('error', () => {});
  await new Promise((resolve) => stream.once('response', resolve));
  let before = -1;
  await until('the target stands still', () => {
    const still = written === before;
    before = written;
    return still;
  });
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
  expect(written).toBeLessThan(32 * 1024 * 1024);
  stream.close();
});

test('answers 100-continue at once', async () => {
  await using target = await startHttpTarget((request, response) => request.pipe(response));
  await using path = startPath(target);
  await using h2 = await client(path);
  const stream = h2.session.request({ ':method': 'POST', ':path': '/', expect: '100-continue' });
  await new Promise<void>((resolve) => stream.once('continue', resolve));
  stream.end('late');
  let body = '';
  for await (const chunk of stream) body += String(chunk);
  expect(body).toBe('late');
});

test('a listener that goes lets streams end, and takes no new ones', async () => {
  const held: { answer?: () => void } = {};
  await using target = await startHttpTarget((_request, response) => {
    held.answer = () => response.end('late');
  });
  await using path = startPath(target);
  await using h2 = await client(path);
  const closed = new Promise((resolve) => h2.session.once('close', resolve));
  const answer = http2Call(h2.session, { ':path': '/held' });
  const end = await until('the request is held', () => held.answer);
  path.apply({ listeners: [], groups: { tg: [target.route] } });
  await until('the client is told', () => h2.session.closed);
  end();
  expect((await answer).body).toBe('late');
  await closed;
});

test('a connection without a stream is closed after the idle timeout', async () => {
  await using target = await startHttpTarget();
  await using path = startDataPath({
    listeners: [{ ...listenerTls([certificate]), idleTimeoutMs: 50 }],
    groups: { tg: [target.route] },
  });
  await using h2 = await client(path);
  const closed = new Promise((resolve) => h2.session.once('close', resolve));
  expect((await http2Call(h2.session, { ':path': '/' })).body).toBe('ok');
  await closed;
});

test('speaks HTTP/1.1 where HTTP/2 is switched off, and with clients that want it', async () => {
  await using target = await startHttpTarget();
  const groups = { tg: [target.route] };
  await using path = startPath(target);
  const port = await path.port();
  expect((await httpsCall(port, { ca, servername: 'shop.test' })).body).toBe('ok');
  path.apply({ listeners: [listenerTls([certificate], { http2: false })], groups });
  await until('the change is taken up', () => true);
  await nextTurn();
  await expect(http2Client(port, ca, 'shop.test')).rejects.toThrow('no application protocol');
  expect((await httpsCall(port, { ca, servername: 'shop.test' })).body).toBe('ok');
});
