import { expect, test } from 'vitest';
import { plainRequest, streamHeaders } from '../../../../emulator/load-balancer/http2/stream-headers.ts';

const pseudo = [':method', 'GET', ':scheme', 'https', ':path', '/a?b', ':authority', 'a.test'];

test('the pseudo-headers become the request line and the Host', () => {
  expect(plainRequest([...pseudo, 'x-a', '1', 'host', 'other.test'], false)).toEqual({
    method: 'GET',
    path: '/a?b',
    headers: ['host', 'a.test', 'x-a', '1', 'connection', 'keep-alive'],
    expectsContinue: false,
  });
});

test('without an authority the Host stays', () => {
  const raw = [':method', 'GET', ':path', '/', 'host', 'b.test'];
  expect(plainRequest(raw, false)?.headers).toEqual(['host', 'b.test', 'connection', 'keep-alive']);
});

test('the pieces of a cookie become one, and hop-by-hop headers end here', () => {
  const raw = [...pseudo, 'cookie', 'a=1', 'te', 'trailers', 'cookie', 'b=2', 'expect', '100-Continue'];
  expect(plainRequest(raw, false)).toMatchObject({
    headers: ['host', 'a.test', 'cookie', 'a=1; b=2', 'connection', 'keep-alive'],
    expectsContinue: true,
  });
});

test('a body comes by its length, or in chunks', () => {
  expect(plainRequest([...pseudo, 'content-length', '3'], true)?.headers).not.toContain('transfer-encoding');
  expect(plainRequest(pseudo, true)?.headers).toContain('transfer-encoding');
  expect(plainRequest(pseudo, false)?.headers).not.toContain('transfer-encoding');
});

test.each<[string, string[]]>([
  ['no method', [':path', '/']],
  ['no path', [':method', 'GET']],
  ['a path that is none', [':method', 'GET', ':path', 'http://a/']],
])('%s is no request', (_what, raw) => {
  expect(plainRequest(raw, false)).toBeUndefined();
});

test('an answer keeps its doubles and loses what ends at this hop', () => {
  const raw = ['Set-Cookie', 'a', 'X-Own', '1', 'set-cookie', 'b', 'Connection', 'X-Hop', 'X-Hop', '2'];
  expect(streamHeaders(200, [...raw, 'Transfer-Encoding', 'chunked'], 'X-Hop')).toEqual({
    ':status': 200,
    'set-cookie': ['a', 'b'],
    'x-own': '1',
  });
});
