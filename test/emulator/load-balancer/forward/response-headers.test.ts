import { expect, test } from 'vitest';
import {
  headerLinesOf,
  responseHeaders,
  trailerLines,
} from '../../../../emulator/load-balancer/forward/response-headers.ts';
import type { HeaderField } from '../../../../emulator/load-balancer/snapshot.ts';
import { headerLines } from '../../../support/data-path/header-lines.ts';

test.each<[string, string[], readonly string[], readonly HeaderField[], string[]]>([
  [
    "passes the target's own on, also its Server and repeated cookies",
    ['Server', 'gunicorn', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '3'],
    [],
    [],
    ['Server', 'gunicorn', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '3'],
  ],
  [
    'ends those of this hop and those that Connection names',
    [
      ...['connection', 'close, X-Hop', 'Keep-Alive', 'timeout=5', 'Transfer-Encoding', 'chunked'],
      ...['X-Hop', '1', 'X', '2'],
    ],
    ['close', 'x-hop'],
    [],
    ['X', '2'],
  ],
  [
    "puts the listener's own in the place of those of the same name",
    ['x-frame-options', 'SAMEORIGIN', 'X', '2'],
    [],
    [{ name: 'X-Frame-Options', value: 'DENY' }],
    ['X', '2', 'X-Frame-Options', 'DENY'],
  ],
])('%s', (_title, flat, nominated, added, expected) => {
  expect(responseHeaders(headerLines(flat), nominated, added)).toBe(headerLinesOf(expected));
});

test('of trailers those pass that mean nothing to this hop', () => {
  expect(trailerLines(headerLines(['X-A', '1', 'Host', 'b', 'Connection', 'X-A', 'X-B', '']))).toBe(
    'X-A: 1\r\nX-B: \r\n',
  );
});
