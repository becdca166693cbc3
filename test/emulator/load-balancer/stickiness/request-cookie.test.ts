import { expect, test } from 'vitest';
import { requestCookie } from '../../../../emulator/load-balancer/stickiness/request-cookie.ts';

test.each([
  ['a=1', '1'],
  ['b=2; a=1', '1'],
  ['b=2;a=1 ', '1'],
  ['a=1; a=2', '1'],
  ['a=x=y==', 'x=y=='],
  ['a=', ''],
  ['aa=1; ba=2', undefined],
  ['a', undefined],
  ['a; b=a=1', undefined],
  ['A=1', undefined],
  ['', undefined],
  [' ;; ; ', undefined],
])('in %j the cookie a is %j', (header, expected) => {
  expect(requestCookie(header, 'a')).toBe(expected);
});
