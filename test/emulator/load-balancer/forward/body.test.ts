import { request as openRequest } from 'node:http';
import { expect, test } from 'vitest';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { until } from '../../../support/until.ts';

test('streams a request to the target while it is still coming, and its answer back', async () => {
  await using target = await startHttpTarget((request, response) => request.pipe(response));
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const call = openRequest({ host: '127.0.0.1', port: await path.port(), method: 'POST', agent: false });
  const parts: string[] = [];
  let isOver = false;
  call.on('response', (message) => {
    message.on('data', (chunk: Buffer) => parts.push(chunk.toString()));
    message.on('end', () => {
      isOver = true;
    });
  });
  call.write('one');
  await until('the first part is back', () => parts.join('') === 'one');
  call.write('two');
  await until('the second part is back', () => parts.join('') === 'onetwo');
  call.end();
  await until('the answer ends', () => isOver);
});

test('the head of an answer does not wait for its body', async () => {
  await using target = await startHttpTarget((_request, response) => {
    response.writeHead(200, { 'X-Early': '1' });
    response.flushHeaders();
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port(), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await client.reads('\r\n\r\n')).toContain('X-Early: 1');
});

test('passes a large body whole in both directions', async () => {
  const body = Buffer.alloc(3_000_000, 'abcdefghij');
  await using target = await startHttpTarget((request, response) => request.pipe(response));
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const { status, headers, body: answer } = await httpCall(await path.port(), { method: 'PUT', body });
  expect([status, headers['transfer-encoding'], answer === body.toString('latin1')]).toEqual([
    200,
    'chunked',
    true,
  ]);
});

test('takes no more from a target than the client takes', async () => {
  let sent = 0;
  await using target = await startHttpTarget((_request, response) => {
    const more = () => {
      while (sent < 64_000_000) {
        sent += 65_536;
        if (!response.write(Buffer.alloc(65_536))) {
          response.once('drain', more);
          return;
        }
      }
    };
    more();
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port());
  client.socket.pause();
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  let before = -1;
  // Full once nothing more was taken between two looks, with the kernel's buffers in between.
  for (let equal = 0; equal < 5; ) {
    await httpTick();
    equal = sent > 0 && sent === before ? equal + 1 : 0;
    before = sent;
  }
  expect(sent).toBeLessThan(32_000_000);
});

/** A pause in which everything that can flow does. */
async function httpTick(): Promise<void> {
  const endsAtMs = performance.now() + 10;
  await until('10 ms pass', () => performance.now() > endsAtMs);
}

test('closes on a client that takes nothing of an answer within the idle timeout', async () => {
  const length = 40_000_000;
  await using target = await startHttpTarget((_request, response) => response.end(Buffer.alloc(length)));
  await using path = startDataPath({
    listeners: [{ idleTimeoutMs: 60 }],
    groups: { tg: [target.route] },
    healthCheck: { enabled: false },
  });
  await using client = await rawClient(await path.port());
  client.socket.pause();
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await until('the target sees the answer fail', () => target.accepted[0]?.destroyed);
  client.socket.resume();
  expect((await client.closed()).length).toBeLessThan(length);
});

test('frames a chunked body anew with its trailers, in both directions', async () => {
  await using target = await startHttpTarget((request, response) => {
    request.on('data', () => {});
    request.on('end', () => {
      response.setHeader('Trailer', 'X-Answer');
      response.write(JSON.stringify([request.headers['transfer-encoding'], request.trailers]));
      response.addTrailers({ 'X-Answer': 'b' });
      response.end();
    });
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(
    await path.port(),
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-Ask: a\r\n\r\n',
  );
  const text = await client.reads('X-Answer: b\r\n\r\n');
  expect(text).toContain('["chunked",{"x-ask":"a"}]');
});

test.each([
  ['HEAD', 200, { 'Content-Length': '5' }],
  ['GET', 204, {}],
  ['GET', 304, { ETag: '"x"' }],
])(
  '%s answered by %i has no body, and the connection serves the next request',
  async (method, status, headers) => {
    await using target = await startHttpTarget((request, response) => {
      if (request.url === '/next') response.end('next');
      else response.writeHead(status, headers).end();
    });
    await using path = startDataPath({ groups: { tg: [target.route] } });
    await using client = await rawClient(
      await path.port(),
      `${method} / HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    const [first = '', second = '', body, ...rest] = (await client.closed()).split('\r\n\r\n');
    expect([first.split(' ')[1], second.split(' ')[1], body, rest]).toEqual([
      String(status),
      '200',
      'next',
      [],
    ]);
    for (const [name, value] of Object.entries(headers)) expect(first).toContain(`${name}: ${value}`);
  },
);

test('answers Expect: 100-continue at once and does not pass it on', async () => {
  await using target = await startHttpTarget((request, response) => {
    request.resume();
    request.on('end', () => response.end(`expect: ${request.headers.expect}`));
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(
    await path.port(),
    'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n',
  );
  expect(await client.reads('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  client.send('ab');
  expect(await client.reads('expect:')).toContain('expect: undefined');
});

test('gives an HTTP/1.0 client what a target sends in chunks until it closes', async () => {
  await using target = await startHttpTarget((_request, response) => {
    response.write('a');
    response.end('b');
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port(), 'GET / HTTP/1.0\r\nHost: a\r\n\r\n');
  const [head = '', body] = (await client.closed()).split('\r\n\r\n');
  expect([head.includes('chunked'), body]).toEqual([false, 'ab']);
});

test('passes on what a target without a length sends until it closes', async () => {
  await using target = await startRawTarget((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it'));
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const { status, body } = await httpCall(await path.port());
  expect([status, body]).toEqual([200, 'all of it']);
});

test('passes an early answer on while the request is still coming', async () => {
  await using target = await startHttpTarget((request, response) => {
    request.resume();
    response.writeHead(413).end('too large');
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(
    await path.port(),
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc',
  );
  await client.reads('too large');
  client.send('defGET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect((await client.closed()).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 413']);
  expect(target.seen).toEqual(['POST /', 'GET /next']);
});
