import { randomBytes } from 'node:crypto';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { ProtocolVersion, TlsCertificate } from '../../../../../emulator/load-balancer/snapshot.ts';
import { type DataPath, startDataPath } from '../../../../support/data-path/data-path.ts';
import { startHttp2Target } from '../../../../support/data-path/http2-target.ts';
import type { routeTo } from '../../../../support/data-path/route-to.ts';
import { http2Call } from '../../../../support/tls/http2-call.ts';
import { http2Client } from '../../../../support/tls/http2-client.ts';
import { listenerTls } from '../../../../support/tls/listener-tls.ts';
import { startTestAuthority } from '../../../../support/tls/test-authority.ts';
import { until } from '../../../../support/until.ts';

let ca: string;
let certificate: TlsCertificate;

beforeAll(async () => {
  const authority = await startTestAuthority();
  ca = authority.rootPem;
  certificate = await authority.issue('shop.test');
});

const scene = (
  { route }: { readonly route: Parameters<typeof routesOf>[0] },
  version: ProtocolVersion = 'HTTP2',
) => ({
  listeners: [listenerTls([certificate])],
  groups: { tg: routesOf(route) },
  protocolVersion: version,
});

const routesOf = (route: ReturnType<typeof routeTo>) => [route];
const client = async (path: DataPath) => http2Client(await path.port(), ca, 'shop.test');

async function textOf(stream: ServerHttp2Stream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

test.each([false, true])('a request reaches the target as HTTP/2 (TLS: %s)', async (tls) => {
  const seen: unknown[] = [];
  await using target = await startHttp2Target(
    (stream, headers) => {
      seen.push(Object.fromEntries(Object.entries(headers)));
      stream.respond({ ':status': 201, 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] });
      stream.end('body');
    },
    { tls },
  );
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const answer = await http2Call(h2.session, {
    ':path': '/a?b=c',
    ':authority': 'shop.test',
    cookie: ['x=1', 'y=2'],
    'x-own': 'value',
    te: 'trailers',
  });
  const port = String(await path.port());
  expect(seen).toEqual([
    {
      ':method': 'GET',
      ':scheme': tls ? 'https' : 'http',
      ':path': '/a?b=c',
      ':authority': `shop.test:${port}`,
      cookie: 'x=1; y=2',
      'x-own': 'value',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': port,
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    },
  ]);
  expect(answer).toEqual({
    status: 201,
    headers: expect.objectContaining({ 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] }),
    body: 'body',
    trailers: undefined,
  });
});

test('bodies go both ways, all of them as streams of one connection to the target', async () => {
  await using target = await startHttp2Target((stream) => {
    stream.respond({ ':status': 200 });
    stream.pipe(stream);
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const bodies = Array.from({ length: 8 }, () => randomBytes(128 * 1024).toString('hex'));
  const answers = await Promise.all(
    bodies.map((body) => http2Call(h2.session, { ':method': 'POST', ':path': '/' }, body)),
  );
  expect(answers.map(({ body }, index) => body === bodies[index])).toEqual(bodies.map(() => true));
  expect(target.sessions).toHaveLength(1);
});

test('trailers go both ways', async () => {
  await using target = await startHttp2Target((stream) => {
    let sum: unknown;
    stream.on('trailers', (trailers) => {
      sum = trailers['x-sum'];
    });
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-echo': String(sum) }));
    void textOf(stream).then((text) => stream.end(text));
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const answer = await http2Call(h2.session, { ':method': 'POST', ':path': '/' }, 'abc', { 'x-sum': '6' });
  expect([answer.body, answer.trailers?.['x-echo']]).toEqual(['abc', '6']);
});

test.each([
  ['HEAD', 200, { 'content-length': '5' }],
  ['GET', 204, {}],
  ['GET', 304, {}],
  ['GET', 200, {}],
])('%s with %i and no body ends with its head', async (method, status, more) => {
  await using target = await startHttp2Target((stream) =>
    stream.respond({ ':status': status, ...more }, { endStream: true }),
  );
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const stream = h2.session.request({ ':method': method, ':path': '/' });
  const [answer, flags] = await new Promise<[Record<string, unknown>, number]>((resolve) =>
    stream.once('response', (headers, bits) => resolve([headers, bits])),
  );
  stream.resume();
  expect([answer[':status'], flags & constants.NGHTTP2_FLAG_END_STREAM]).toEqual([status, 1]);
});

test('a client that reads slowly slows the target down', async () => {
  let written = 0;
  await using target = await startHttp2Target((stream) => {
    const chunk = Buffer.alloc(64 * 1024);
    stream.respond({ ':status': 200 });
    const more = () => {
      while (written < 64 * 1024 * 1024 && !stream.destroyed) {
        written += chunk.length;
        if (!stream.write(chunk)) return void stream.once('drain', more);
      }
      stream.end();
    };
    more();
  });
  await using path = startDataPath(scene(target));
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
  expect(written).toBeLessThan(16 * 1024 * 1024);
  stream.close();
});

test('a target that reads slowly slows the client down', async () => {
  const held: ServerHttp2Stream[] = [];
  await using target = await startHttp2Target((stream) => {
    stream.pause();
    held.push(stream);
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const stream = h2.session.request({ ':method': 'POST', ':path': '/' });
  stream.on('error', () => {});
  let sent = 0;
  const chunk = Buffer.alloc(64 * 1024);
  const more = () => {
    while (sent < 64 * 1024 * 1024 && !stream.destroyed) {
      sent += chunk.length;
      if (!stream.write(chunk)) return void stream.once('drain', more);
    }
  };
  more();
  await until('the request is there', () => held.length === 1);
  let before = -1;
  await until('the client stands still', () => {
    const still = sent === before;
    before = sent;
    return still;
  });
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
  expect(sent).toBeLessThan(16 * 1024 * 1024);
  stream.close();
});
