import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesWildcard } from '../../../../src/services/ec2/wildcard.ts';

test.each([
  ['web', 'web', true],
  ['web', 'web2', false],
  ['web*', 'web', true],
  ['*web', 'my-web', true],
  ['w*b', 'wab-cb', true],
  ['w*b', 'wabc', false],
  ['w?b', 'web', true],
  ['w?b', 'wb', false],
  ['a.c', 'abc', false],
  ['a\\*c', 'a*c', true],
  ['a\\*c', 'abc', false],
  ['a\\?', 'a?', true],
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
])('match %j against %j: %j', (pattern, value, expected) => {
  expect(matchesWildcard(pattern, value)).toBe(expected);
});

test('agree with the regular expression that means the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (wanted, value) => {
      const expression = new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(matchesWildcard(wanted, value)).toBe(expression.test(value));
    }),
  );
});

test('answer at once to a pattern that makes a backtracking matcher hang', () => {
  expect(matchesWildcard('*a'.repeat(100), `${'a'.repeat(99)}b`)).toBe(false);
});
