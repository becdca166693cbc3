import { expect, test } from 'vitest';
import { nominated } from '../../../../emulator/load-balancer/forward/hop-by-hop.ts';

test.each<[string | undefined, string[]]>([
  [undefined, []],
  ['keep-alive', []],
  ['close', []],
  ['Keep-Alive, X-One ,x-two', ['keep-alive', 'x-one', 'x-two']],
  // Framing is not the client's to take away.
  ['Content-Length, close', ['close']],
])('Connection %j ends %j at this hop', (connection, expected) => {
  expect(nominated(connection)).toEqual(expected);
});
