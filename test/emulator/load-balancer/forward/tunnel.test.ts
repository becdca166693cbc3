import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { routeTo } from '../../../support/data-path/route-to.ts';
import { until } from '../../../support/until.ts';

function upgrade(path = '/', extra = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n${extra}\r\n`;
}

/** A target that switches protocols and then says everything back in capitals. */
async function startEcho(greeting = '') {
  const tunnels: Socket[] = [];
  const seen: string[] = [];
  const target = await startHttpTarget();
  target.server.on('upgrade', (request, socket, head: Buffer) => {
    if (!('setNoDelay' in socket)) return;
    tunnels.push(request.socket);
    seen.push(
      `${request.headers.connection}|${request.headers.upgrade}|${request.headers['x-forwarded-for']}`,
    );
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n${greeting}`,
    );
    const echo = (chunk: Buffer) => socket.write(chunk.toString().toUpperCase());
    if (head.length > 0) echo(head);
    socket.on('data', echo);
    socket.on('end', () => socket.end());
    socket.on('error', () => {});
  });
  return { target, tunnels, seen };
}

test('joins client and target after the 101, with what either sent ahead', async () => {
  const { target, seen } = await startEcho('hello');
  await using _ = target;
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port(), `${upgrade()}early`);
  expect(await client.reads('EARLY')).toMatch(
    /^HTTP\/1\.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n/,
  );
  expect(client.received()).toContain('hello');
  client.send('more');
  await client.reads('MORE');
  expect(seen).toEqual(['Upgrade|websocket|127.0.0.1']);
});

test('closes the one end when the other closes', async () => {
  const { target, tunnels } = await startEcho();
  await using _ = target;
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const port = await path.port();
  const first = await rawClient(port, upgrade());
  await first.reads('\r\n\r\n');
  await first[Symbol.asyncDispose]();
  await until('the target sees it', () => tunnels[0]?.destroyed === true);
  await using second = await rawClient(port, upgrade());
  await second.reads('\r\n\r\n');
  tunnels[1]?.end('bye');
  expect((await second.closed()).endsWith('bye')).toBe(true);
});

test('closes both ends after the idle timeout without a byte', async () => {
  const { target, tunnels } = await startEcho();
  await using _ = target;
  await using path = startDataPath({ listeners: [{ idleTimeoutMs: 50 }], groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port(), upgrade());
  await client.reads('\r\n\r\n');
  await client.closed();
  await until('the target sees it', () => tunnels[0]?.destroyed === true);
});

test('counts as in flight while a target drains, and is cut at the end', async () => {
  const { target } = await startEcho();
  await using _ = target;
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port(), upgrade());
  await client.reads('\r\n\r\n');
  path.apply({ groups: { tg: [routeTo(target.port, { state: 'draining' })] } });
  client.send('still');
  await client.reads('STILL');
  expect(path.drained).toEqual([]);
  path.apply({ groups: { tg: [] } });
  await client.closed();
});

test('is drained when its client leaves', async () => {
  const { target } = await startEcho();
  await using _ = target;
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const client = await rawClient(await path.port(), upgrade());
  await client.reads('\r\n\r\n');
  path.apply({ groups: { tg: [routeTo(target.port, { state: 'draining' })] } });
  await client[Symbol.asyncDispose]();
  await until('the target is drained', () => path.drained.length > 0);
});

test('hands over the whole answer of a target that declines, and closes', async () => {
  const body = 'n'.repeat(2_000_000);
  const target = await startHttpTarget();
  await using _ = target;
  target.server.on('upgrade', (_request, socket) => {
    socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  await using path = startDataPath({ groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port(), upgrade());
  const text = await client.closed();
  expect([
    text.split('\r\n')[0],
    text.includes('\r\nConnection: close\r\n'),
    text.endsWith(`\r\n\r\n${body}`),
  ]).toEqual(['HTTP/1.1 403 Forbidden', true, true]);
});

test('answers an upgrade by itself when no target is there', async () => {
  await using path = startDataPath({ groups: { tg: [] } });
  await using client = await rawClient(await path.port(), upgrade());
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 503 Service Temporarily Unavailable\r\n/);
});

test('a body beside the wish to upgrade cannot become the next request on the connection to the target', async () => {
  const target = await startHttpTarget((request, response) => {
    request.resume();
    request.on('end', () => response.end(`${request.method} ${request.url} ${request.headers.upgrade};`));
  });
  await using _ = target;
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const port = await path.port();
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
  await using client = await rawClient(
    port,
    upgrade('/open', `Content-Length: ${hidden.length}\r\n`) + hidden,
  );
  await client.reads('GET /open undefined;');
  await using next = await rawClient(port, 'GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(await next.closed()).toContain('GET /next undefined;');
  expect(target.seen).toEqual(['GET /open', 'GET /next']);
});

test('answers a wish for h2c as if it had not been uttered', async () => {
  const target = await startHttpTarget((request, response) =>
    response.end(JSON.stringify([request.headers.upgrade, request.headers['http2-settings']])),
  );
  await using _ = target;
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const text =
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n';
  await using client = await rawClient(await path.port(), text);
  await client.reads('[null,null]');
  client.send(text.replace('GET /', 'GET /again'));
  await until('the second is answered', () => client.received().split('[null,null]').length === 3);
});
