import { expect, test } from 'vitest';
import { BoundedRegex } from '../../../../emulator/load-balancer/rules/bounded-regex.ts';

test.each<[string, string, boolean]>([
  ['^/api/v[0-9]+$', '/api/v12', true],
  ['^/api/v[0-9]+$', '/api/vx', false],
  ['^/(a|b)/.+$', '/b/c', true],
  ['b+', 'abc', true],
])('%j against %j is %j', (source, text, expected) => {
  expect(new BoundedRegex(source).test(text)).toBe(expected);
});

test.each([
  ['(a+)+$', `${'a'.repeat(60)}!`],
  [`${'a?'.repeat(60)}${'a'.repeat(60)}$`, `${'a'.repeat(59)}!`],
  ['a*b', 'a'.repeat(1_000_000)],
  [`^${'(a|a)'.repeat(25)}b`, 'a'.repeat(40)],
])('gives %j up when it backtracks without end', (source, text) => {
  const startedMs = performance.now();
  expect(new BoundedRegex(source).test(text)).toBe(false);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test('gives the groups of a match', () => {
  expect(new BoundedRegex('^mywebsite-(.+).com$').exec('mywebsite-x.com')?.[1]).toBe('x');
  expect(new BoundedRegex('(a+)(b+)').exec('xaabb')?.slice()).toEqual(['aabb', 'aa', 'bb']);
});
