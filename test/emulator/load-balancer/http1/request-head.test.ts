import { expect, test } from 'vitest';
import { HeadReader } from '../../../../emulator/load-balancer/http1/head-reader.ts';
import { expectsContinue, takeRequest } from '../../../../emulator/load-balancer/http1/request-head.ts';
import { requestHead } from '../../../support/data-path/request-head.ts';

function statusOf(text: string): unknown {
  const bytes = Buffer.from(text, 'latin1');
  const heads = new HeadReader();
  const request = takeRequest(heads, heads.read(bytes, 0, bytes.length));
  return typeof request === 'number' ? request : request.method;
}

test.each([
  ['GET / HTTP/1.1\r\n\r\n', 'GET'],
  ['PROPFIND / HTTP/1.0\r\n\r\n', 'PROPFIND'],
  ['CONNECT a:1 HTTP/1.1\r\n\r\n', 405],
  ['FOO / HTTP/1.1\r\n\r\n', 400],
  ['get / HTTP/1.1\r\n\r\n', 400],
  ['GET HTTP/1.1\r\n\r\n', 400],
  ['GET  HTTP/1.1\r\n\r\n', 400],
  ['GET  / HTTP/1.1\r\n\r\n', 400],
  ['GET /  HTTP/1.1\r\n\r\n', 400],
  ['GET /a b HTTP/1.1\r\n\r\n', 400],
  [' GET / HTTP/1.1\r\n\r\n', 400],
  ['GET / HTTP/1.1 \r\n\r\n', 400],
  ['GET /\r\n\r\n', 400],
  ['GET\r\n\r\n', 400],
  ['GET / HTTP/0.9\r\n\r\n', 400],
  ['GET / http/1.1\r\n\r\n', 400],
  ['GET / HTTP/1.10\r\n\r\n', 400],
  ['GET / HTTP/1.2\r\n\r\n', 505],
  ['GET / HTTP/2.0\r\n\r\n', 505],
  [`GET /${'a'.repeat(17_000)}`, 414],
  [`GET / HTTP/1.1\r\nX: ${'a'.repeat(17_000)}`, 400],
  ['GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n', 400],
  ['GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n', 501],
])('%j is %s', (text, expected) => {
  expect(statusOf(text)).toBe(expected);
});

test('reads what a request says', () => {
  const { headers: _, ...request } = requestHead(
    ...['POST /a?b HTTP/1.1', 'Host: a', 'Host: b', 'Cookie: c=1', 'cookie: d=2', 'Content-Length: 3'],
    'Connection: close, X',
  );
  expect(request).toEqual({
    method: 'POST',
    target: '/a?b',
    version: '1.1',
    framing: { kind: 'length', length: 3 },
    connection: { close: true, keepAlive: false, upgrade: false, nominated: ['close', 'x'] },
    keepsAlive: false,
    host: 'a',
    cookie: 'c=1; d=2',
    upgrade: undefined,
  });
});

test.each([
  ['GET / HTTP/1.1', [], true],
  ['GET / HTTP/1.1', ['Connection: Close'], false],
  ['GET / HTTP/1.1', ['Connection: a', 'Connection: close'], false],
  ['GET / HTTP/1.0', [], false],
  ['GET / HTTP/1.0', ['Connection: keep-alive'], true],
  ['GET / HTTP/1.1', ['Connection: Upgrade', 'Upgrade: websocket'], false],
])('%s with %j keeps its connection: %s', (line, headers, expected) => {
  expect(requestHead(line, ...headers).keepsAlive).toBe(expected);
});

test.each([
  [['Connection: upgrade', 'Upgrade: WebSocket'], 'WebSocket'],
  [['Connection: keep-alive', 'Upgrade: websocket'], undefined],
  [['Connection: upgrade', 'Upgrade: h2c'], undefined],
  [['Connection: upgrade', 'Upgrade: websocket', 'Content-Length: 1'], undefined],
])('%j asks to upgrade to %s', (headers, expected) => {
  expect(requestHead('GET / HTTP/1.1', ...headers).upgrade).toBe(expected);
});

test.each([
  ['HTTP/1.1', '100-Continue', true],
  ['HTTP/1.0', '100-continue', false],
  ['HTTP/1.1', 'something', false],
])('%s with Expect: %s waits: %s', (version, value, expected) => {
  expect(expectsContinue(requestHead(`POST / ${version}`, `Expect: ${value}`))).toBe(expected);
});
