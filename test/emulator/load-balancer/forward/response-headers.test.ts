import { expect, test } from 'vitest';
import {
  responseHeaders,
  trailerPairs,
} from '../../../../emulator/load-balancer/forward/response-headers.ts';

test.each<[string, string[], string | undefined, string[]]>([
  [
    "passes the target's own on, also its Server and repeated cookies",
    ['Server', 'gunicorn', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '3'],
    undefined,
    ['Server', 'gunicorn', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '3'],
  ],
  [
    'ends those of this hop and those that Connection names',
    [
      'connection',
      'close, X-Hop',
      'Keep-Alive',
      'timeout=5',
      'Transfer-Encoding',
      'chunked',
      'X-Hop',
      '1',
      'X',
      '2',
    ],
    'close, X-Hop',
    ['X', '2'],
  ],
])('%s', (_title, raw, connection, expected) => {
  expect(responseHeaders(raw, connection)).toEqual(expected);
});

test('pairs trailers up', () => {
  expect(trailerPairs(['X-A', '1', 'X-B', '2'])).toEqual([
    ['X-A', '1'],
    ['X-B', '2'],
  ]);
});
