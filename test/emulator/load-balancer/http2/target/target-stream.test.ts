import { constants, type ServerHttp2Stream } from 'node:http2';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { ProtocolVersion, TlsCertificate } from '../../../../../emulator/load-balancer/snapshot.ts';
import { type DataPath, startDataPath } from '../../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../../support/data-path/http-target.ts';
import { startHttp2Target } from '../../../../support/data-path/http2-target.ts';
import { startRawTarget } from '../../../../support/data-path/raw-target.ts';
import { routeTo } from '../../../../support/data-path/route-to.ts';
import { http2Call } from '../../../../support/tls/http2-call.ts';
import { http2Client } from '../../../../support/tls/http2-client.ts';
import { startHttpsTarget } from '../../../../support/tls/https-target.ts';
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

test.each(['GET', 'POST'])(
  'a %s that the target refuses unseen goes again, with its body',
  async (method) => {
    const bodies: string[] = [];
    await using target = await startHttp2Target((stream) => {
      if (target.seen.length === 1) return stream.close(constants.NGHTTP2_REFUSED_STREAM);
      void textOf(stream).then((text) => {
        bodies.push(text);
        stream.respond({ ':status': 200 });
        stream.end('second');
      });
    });
    await using path = startDataPath(scene(target));
    await using h2 = await client(path);
    const body = method === 'POST' ? 'kept' : undefined;
    const answer = await http2Call(h2.session, { ':method': method, ':path': '/' }, body);
    expect([answer.status, answer.body, bodies]).toEqual([200, 'second', [body ?? '']]);
  },
);

test.each([
  [60_000, 200],
  [70_000, 502],
])('a body of %i bytes of which some are with a target that refuses is a %i', async (bytes, status) => {
  const heard: number[] = [];
  await using target = await startHttp2Target((stream) => {
    if (target.seen.length === 1) {
      let first = 0;
      stream.on('data', (chunk: Buffer) => {
        first += chunk.length;
        if (first === bytes) stream.close(constants.NGHTTP2_REFUSED_STREAM);
      });
      return;
    }
    void textOf(stream).then((text) => {
      heard.push(text.length);
      stream.respond({ ':status': 200 });
      stream.end();
    });
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const stream = h2.session.request({ ':method': 'POST', ':path': '/' });
  const answered = new Promise<number>((resolve) =>
    stream.once('response', (headers) => resolve(Number(headers[':status']))),
  );
  stream.resume();
  stream.write(Buffer.alloc(bytes, 'x'));
  if (status === 200) {
    await until('it is sent again', () => target.seen.length === 2);
    stream.end('the rest');
  }
  expect([await answered, heard]).toEqual([status, status === 200 ? [bytes + 8] : []]);
  stream.close();
});

test('a target that goes on refusing is a 502 after three attempts', async () => {
  await using target = await startHttp2Target((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  expect((await http2Call(h2.session, { ':path': '/' })).status).toBe(502);
  expect(target.seen).toEqual(['GET /', 'GET /', 'GET /']);
});

test('a request that the target had begun is not sent again', async () => {
  await using target = await startHttp2Target((stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  expect((await http2Call(h2.session, { ':path': '/' })).status).toBe(502);
  expect(target.seen).toEqual(['GET /']);
});

test.each([
  ['GET', 200],
  ['POST', 502],
])('a %s that meets an ending connection is a %i', async (method, status) => {
  await using target = await startHttp2Target((stream) => {
    if (target.seen.length === 2) return stream.session?.destroy();
    stream.respond({ ':status': 200 });
    stream.end('ok');
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  expect((await http2Call(h2.session, { ':path': '/' })).status).toBe(200);
  expect((await http2Call(h2.session, { ':path': '/', ':method': method })).status).toBe(status);
  expect(target.seen).toHaveLength(status === 200 ? 3 : 2);
});

test('after a GOAWAY what is under way ends on its connection, and the next goes by another', async () => {
  const held: ServerHttp2Stream[] = [];
  await using target = await startHttp2Target((stream, headers) => {
    stream.respond({ ':status': 200 });
    if (headers[':path'] === '/held') held.push(stream);
    else stream.end('next');
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const first = http2Call(h2.session, { ':path': '/held' });
  await until('the request is held', () => held.length === 1);
  const told = new Promise((resolve) => target.sessions[0]?.ping(() => resolve(undefined)));
  target.sessions[0]?.goaway(constants.NGHTTP2_NO_ERROR);
  await told;
  await nextTurn();
  expect((await http2Call(h2.session, { ':path': '/' })).body).toBe('next');
  held[0]?.end('late');
  expect((await first).body).toBe('late');
  expect(target.sessions).toHaveLength(2);
});

test('a target that allows few streams gets more connections', async () => {
  const held: ServerHttp2Stream[] = [];
  await using target = await startHttp2Target(
    (stream, headers) => {
      stream.respond({ ':status': 200 });
      if (headers[':path'] === '/first') stream.end();
      else held.push(stream);
    },
    { settings: { maxConcurrentStreams: 1 } },
  );
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  await http2Call(h2.session, { ':path': '/first' });
  const answers = [1, 2, 3].map(() => http2Call(h2.session, { ':path': '/' }));
  await until('all are there', () => held.length === 3);
  for (const stream of held) stream.end('ok');
  expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(['ok', 'ok', 'ok']);
  expect(target.sessions).toHaveLength(3);
});

test('a target that breaks off its answer breaks the stream alone', async () => {
  await using target = await startHttp2Target((stream, headers) => {
    stream.respond({ ':status': 200 });
    if (headers[':path'] === '/whole') return void stream.end('whole');
    stream.write('part', () => stream.destroy(new Error('broken')));
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  await expect(http2Call(h2.session, { ':path': '/' })).rejects.toThrow('INTERNAL_ERROR');
  expect((await http2Call(h2.session, { ':path': '/whole' })).body).toBe('whole');
});

test('a client that resets its stream ends the one at the target', async () => {
  const codes: (number | undefined)[] = [];
  await using target = await startHttp2Target((stream) => {
    stream.on('close', () => codes.push(stream.rstCode));
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const stream = h2.session.request({ ':path': '/' });
  stream.on('error', () => {});
  await until('the request is there', () => target.seen.length === 1);
  stream.close(constants.NGHTTP2_CANCEL);
  await until('the stream is ended', () => codes.length === 1);
  expect(codes).toEqual([constants.NGHTTP2_CANCEL]);
});

test('an early answer ends the request at the target, though the client has more to say', async () => {
  const codes: (number | undefined)[] = [];
  await using target = await startHttp2Target((stream) => {
    stream.respond({ ':status': 413 });
    stream.end('enough');
    stream.on('close', () => codes.push(stream.rstCode));
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const stream = h2.session.request({ ':method': 'POST', ':path': '/' });
  stream.write('more');
  let body = '';
  for await (const chunk of stream) body += String(chunk);
  await until('the target is let go of', () => codes.length === 1);
  expect([body, codes]).toEqual(['enough', [constants.NGHTTP2_NO_ERROR]]);
});

test('what is in flight at a draining target ends, and so does its connection', async () => {
  const held: ServerHttp2Stream[] = [];
  await using target = await startHttp2Target((stream) => {
    stream.respond({ ':status': 200 });
    held.push(stream);
  });
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const answer = http2Call(h2.session, { ':path': '/' });
  await until('the request is held', () => held.length === 1);
  path.apply({ ...scene({ route: { ...target.route, state: 'draining' } }) });
  await nextTurn();
  expect(path.drained).toEqual([]);
  held[0]?.end('late');
  expect((await answer).body).toBe('late');
  await until('it is drained', () => path.drained.length === 1);
  await until('its connection is closed', () => target.sessions.every(({ destroyed }) => destroyed));
});

test('what a deregistered target still works on is cut', async () => {
  await using target = await startHttp2Target(() => {});
  await using path = startDataPath(scene(target));
  await using h2 = await client(path);
  const answer = http2Call(h2.session, { ':path': '/' });
  await until('the request is there', () => target.seen.length === 1);
  path.apply({ ...scene(target), groups: { tg: [] } });
  expect((await answer).status).toBe(502);
  await until('its connection is closed', () => target.sessions.every(({ destroyed }) => destroyed));
});

test('a target that does not answer in time is a 504', async () => {
  await using target = await startHttp2Target(() => {});
  const { listeners, ...rest } = scene(target);
  await using path = startDataPath({
    listeners: listeners.map((each) => ({ ...each, idleTimeoutMs: 50 })),
    ...rest,
  });
  await using h2 = await client(path);
  expect((await http2Call(h2.session, { ':path': '/' })).status).toBe(504);
});

test('a target that is not there is a 502, and one that is back answers', async () => {
  const gone = await startHttp2Target();
  await gone[Symbol.asyncDispose]();
  await using path = startDataPath(scene(gone));
  await using h2 = await client(path);
  expect((await http2Call(h2.session, { ':path': '/' })).status).toBe(502);
  await using target = await startHttp2Target();
  path.apply(scene(target));
  expect((await http2Call(h2.session, { ':path': '/' })).body).toBe('ok');
});

test('a target that speaks HTTP/1.1 alone is a 502', async () => {
  await using plain = await startHttpTarget();
  await using secure = await startHttpsTarget();
  await using garbled = await startRawTarget((socket) => socket.end('nonsense\r\n\r\n'));
  await using path = startDataPath(scene({ route: { ...plain.route, http2: true } }));
  await using h2 = await client(path);
  const status = async () => (await http2Call(h2.session, { ':path': '/' })).status;
  expect(await status()).toBe(502);
  path.apply(scene({ route: { ...secure.route, http2: true } }));
  expect(await status()).toBe(502);
  path.apply(scene({ route: routeTo(garbled.port, { http2: true }) }));
  expect(await status()).toBe(502);
});

test('a group without a target is a 503', async () => {
  await using target = await startHttp2Target();
  await using path = startDataPath({ ...scene(target), groups: { tg: [] } });
  await using h2 = await client(path);
  expect((await http2Call(h2.session, { ':path': '/' })).status).toBe(503);
});
