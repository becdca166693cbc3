import { expect, test } from 'vitest';
import { matches } from '../../../../emulator/load-balancer/health/matcher.ts';

test.each([
  ['200', 200, true],
  ['200', 201, false],
  ['200,202', 202, true],
  ['200,202', 201, false],
  ['200-299', 250, true],
  ['200-299', 299, true],
  ['200-299', 300, false],
  ['200-204,301, 401-403', 402, true],
  ['200-204,301', 205, false],
])('%s takes %i: %s', (matcher, status, expected) => {
  expect(matches(matcher, status)).toBe(expected);
});
