import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileWildcard } from '../../../../emulator/load-balancer/rules/wildcard.ts';

test.each<[string, string, boolean]>([
  ['/img/*', '/img/a/b', true],
  ['/img/*', '/img/', true],
  ['/img/*', '/img', false],
  ['/img', '/img', true],
  ['/img', '/img/', false],
  ['/IMG', '/img', false],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'a.b.example.com', true],
  ['/?', '/', false],
  ['/?', '/a', true],
  ['/?', '/ab', false],
  ['/a*b*c', '/abbbxc', true],
  ['/a*b*c', '/abbbxcd', false],
  ['*', '', true],
])('%j against %j is %j', (pattern, text, expected) => {
  expect(compileWildcard(pattern)(text)).toBe(expected);
});

test('takes an escaped wildcard as the character only where escapes are asked for', () => {
  expect(compileWildcard('a\\*', true)('a*')).toBe(true);
  expect(compileWildcard('a\\*', true)('ab')).toBe(false);
  expect(compileWildcard('a\\*')('a\\b')).toBe(true);
});

/** By definition, in exponential time. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern.startsWith('*')) return naive(rest, text) || (text !== '' && naive(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(rest, text.slice(1));
}

test('matches as the definition says', () => {
  const letters = (alphabet: string, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...alphabet), maxLength });
  fc.assert(
    fc.property(letters('ab*?', 8), letters('ab', 10), (pattern, text) => {
      expect(compileWildcard(pattern)(text)).toBe(naive(pattern, text));
    }),
    { numRuns: 5000 },
  );
});

test('takes no long time for a pattern made to backtrack', () => {
  const startedMs = performance.now();
  expect(compileWildcard('*a*a*a*a*b')('a'.repeat(16_384))).toBe(false);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});
