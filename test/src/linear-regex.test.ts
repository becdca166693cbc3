import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearRegex } from '../../src/linear-regex.ts';

test.each([
  ['(a+)+$', `${'a'.repeat(16_000)}!`],
  [`${'a?'.repeat(40)}${'a'.repeat(40)}$`, `${'a'.repeat(39)}!`],
  ['a*b', 'a'.repeat(16_000)],
  [`^${'(a|a)'.repeat(25)}b`, 'a'.repeat(16_000)],
  ['.*.*.*.*x', 'a'.repeat(16_000)],
])('answers in no long time where %j would backtrack without end', (source, text) => {
  const startedMs = performance.now();
  expect(linearRegex(source)?.exec(text)).toBe(null);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test.each([['(?=a)'], ['(a)\\1'], ['('], ['a{2000}'], ['a{1,99999999}'], ['[a-z0-9]{500}'], ['(ab){99}']])(
  'does not take %j',
  (source) => {
    expect(linearRegex(source)).toBeUndefined();
  },
);

test('finds what the backtracking engine finds, with the same groups', () => {
  const pieces = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '(a|b)',
    '(?:ab)',
    'a*',
    'b+',
    'a?',
    'a{3}',
    '[ab]{2,}',
    'a{1,20}',
    '.{0,3}?',
  );
  const sources = fc.array(pieces, { minLength: 1, maxLength: 5 }).map((each) => each.join(''));
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 25 });
  fc.assert(
    fc.property(sources, texts, (source, text) => {
      const expected = new RegExp(source).exec(text);
      const found = linearRegex(source)?.exec(text);
      expect([found?.index, found?.slice()]).toEqual([expected?.index, expected?.slice()]);
    }),
    { numRuns: 3000 },
  );
});
