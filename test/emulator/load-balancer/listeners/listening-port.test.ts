import { expect, test } from 'vitest';
import { type DataPath, startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { until } from '../../../support/until.ts';

/** A target that says which requests it got, body and all. */
async function startWitness() {
  const bodies: string[] = [];
  const target = await startHttpTarget((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('ok');
    });
  });
  return { target, bodies };
}

async function withWitness(scene: (path: DataPath, port: number) => Promise<void>) {
  const { target, bodies } = await startWitness();
  await using _ = target;
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  await scene(path, await path.port());
  return { seen: target.seen, bodies };
}

const post = 'POST / HTTP/1.1\r\nHost: a\r\n';

test.each([
  [
    'Content-Length before Transfer-Encoding',
    `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n`,
    400,
  ],
  [
    'Transfer-Encoding before Content-Length',
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n`,
    400,
  ],
  ['two Content-Lengths', `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`, 400],
  ['two equal Content-Lengths', `${post}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd`, 400],
  ['a Content-Length with a sign', `${post}Content-Length: +4\r\n\r\nabcd`, 400],
  ['a folded header', `${post}X-A: b\r\n c\r\n\r\n`, 400],
  ['bare LF', 'GET / HTTP/1.1\nHost: a\n\n', 400],
  ['NUL in a header', `${post}X-A: b\0c\r\n\r\n`, 400],
  ['a bare CR in a header', `${post}X-A: b\rc\r\n\r\n`, 400],
  ['a blank before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', 400],
  ['an unknown method', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['more than 64 K of headers', `${post}${`X: ${'a'.repeat(10_000)}\r\n`.repeat(7)}\r\n`, 400],
  ['one header above 16 K', `${post}X: ${'a'.repeat(17_000)}\r\n\r\n`, 400],
  ['a request line above 16 K', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405],
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ['an unknown Transfer-Encoding', `${post}Transfer-Encoding: gzip\r\n\r\n`, 501],
  ['chunks of something else', `${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501],
  ['another version of HTTP', 'GET / HTTP/3.0\r\nHost: a\r\n\r\n', 505],
])('%s: nothing is forwarded and the connection is closed', async (_title, text, status) => {
  const { seen } = await withWitness(async (_path, port) => {
    await using client = await rawClient(port, text);
    const answer = await client.closed();
    expect(answer.split('\r\n').slice(0, 2)).toEqual([
      expect.stringMatching(`^HTTP/1\\.1 ${status} `),
      'Server: awselb/2.0',
    ]);
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(answer.split('HTTP/1.1 ').length).toBe(2);
  });
  expect(seen).toEqual([]);
});

test('a chunk that cannot be read ends the request at the target unfinished', async () => {
  const { bodies } = await withWitness(async (_path, port) => {
    await using client = await rawClient(port, `${post}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n`);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });
  expect(bodies).toEqual([]);
});

test('a body is what its length says, and what follows is a request of its own', async () => {
  const { seen, bodies } = await withWitness(async (_path, port) => {
    await using client = await rawClient(
      port,
      `${post}Content-Length: 3\r\n\r\nabcGET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    expect((await client.closed()).split('HTTP/1.1 200 OK').length).toBe(3);
  });
  expect({ seen, bodies }).toEqual({ seen: ['POST /', 'GET /second'], bodies: ['abc', ''] });
});

test('an expectation that is none of 100-continue is not passed on', async () => {
  const { seen } = await withWitness(async (_path, port) => {
    const { status } = await httpCall(port, { headers: { Expect: 'the-unexpected' } });
    expect(status).toBe(200);
  });
  expect(seen).toEqual(['GET /']);
});

test('a client that resets its connection at any time does no harm', async () => {
  const { seen } = await withWitness(async (_path, port) => {
    for (const text of [
      '',
      'GET',
      `${post}Content-Length: 10\r\n\r\nabc`,
      'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    ]) {
      const client = await rawClient(port, text);
      client.socket.resetAndDestroy();
    }
    expect((await httpCall(port, { path: '/last' })).status).toBe(200);
  });
  expect(seen.at(-1)).toBe('GET /last');
});

test('a port that is released finishes what is in flight, says close, and takes nothing new', async () => {
  const held: { answer?: () => void } = {};
  await using target = await startHttpTarget((request, response) => {
    if (request.url === '/held') held.answer = () => response.end('late');
    else response.end('ok');
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const port = await path.port();
  await using idle = await rawClient(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await idle.reads('ok');
  await using client = await rawClient(port, 'GET /held HTTP/1.1\r\nHost: a\r\n\r\n');
  const answer = await until('the request is held', () => held.answer);
  path.apply({ listeners: [], groups: { tg: [target.route] } });
  await idle.closed();
  await expect(httpCall(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  answer();
  const text = await client.closed();
  expect([text.includes('\r\nConnection: close\r\n'), text.endsWith('late')]).toEqual([true, true]);
});
