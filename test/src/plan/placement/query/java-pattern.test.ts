import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPattern } from '../../../../../src/plan/placement/query/java-pattern.ts';

function matches(pattern: string, text: string): boolean {
  const read = readPattern(pattern);
  if (read.type === 'broken') throw new Error(read.why);
  return read.matches(text);
}

describe('matches the whole text', () => {
  test.each([
    { pattern: 't2.*', yes: ['t2', 't2.small'], no: ['t3.small', 'at2.small', 't'] },
    { pattern: 't2', yes: ['t2'], no: ['t2.small'] },
    { pattern: '^t[23]\\.(small|large)$', yes: ['t2.small', 't3.large'], no: ['t2xsmall', 't4.small'] },
    { pattern: '(?:m5|c5)d?\\..+', yes: ['m5.large', 'c5d.x'], no: ['m5', 'm5e.large'] },
    { pattern: '[^a-c-]+', yes: ['xyz'], no: ['a', '-', ''] },
    { pattern: '[a-]b?', yes: ['a', '-b'], no: ['b'] },
    { pattern: '\\d{2,3}\\w\\s\\D', yes: ['12a x', '123_ -'], no: ['1a x', '1234a 5'] },
    { pattern: '[\\d.]{3}', yes: ['1.2'], no: ['1.a'] },
    { pattern: 'a{2}b{1,}', yes: ['aab', 'aabbb'], no: ['ab', 'aa'] },
    { pattern: 'a{0}b', yes: ['b'], no: ['ab'] },
    { pattern: 'a*?b+?c??', yes: ['b', 'aabbc'], no: ['a'] },
    { pattern: '', yes: [''], no: ['a'] },
    { pattern: '|a', yes: ['', 'a'], no: ['b'] },
    { pattern: '()*a', yes: ['a'], no: [''] },
    { pattern: 'a^b|c$d', yes: [], no: ['ab', 'cd', 'b'] },
    { pattern: '.', yes: ['ä'], no: ['\n', '', 'ab'] },
    { pattern: '\\.\\\\\\[', yes: ['.\\['], no: ['x\\['] },
  ])('$pattern', ({ pattern, yes, no }) => {
    expect(yes.filter((text) => !matches(pattern, text))).toEqual([]);
    expect(no.filter((text) => matches(pattern, text))).toEqual([]);
  });
});

describe('refuses', () => {
  test.each([
    { pattern: 'a)', why: 'a closing parenthesis has no opening one' },
    { pattern: '(a', why: 'a parenthesis is not closed' },
    { pattern: '[a', why: 'it ends too early' },
    { pattern: '[]', why: 'a class is empty' },
    { pattern: '[b-a]', why: 'a range of a class is not valid' },
    { pattern: '[a[b]]', why: 'classes within classes are not supported' },
    { pattern: '[a&&b]', why: 'classes within classes are not supported' },
    { pattern: '*', why: "there is nothing for '*' to repeat" },
    { pattern: 'a**', why: "there is nothing for '*' to repeat" },
    { pattern: 'a*+', why: 'possessive quantifiers are not supported' },
    { pattern: 'a{', why: "a '{' is not a repetition" },
    { pattern: 'a{3,2}', why: 'a repetition is out of range' },
    { pattern: 'a{251}', why: 'it is too large' },
    { pattern: 'a{12345}', why: "a '{' is not a repetition" },
    { pattern: '(a{20}){20}', why: 'it is too large' },
    { pattern: '(((a{1000}){1000}){1000}){1000}', why: 'it is too large' },
    { pattern: '(?=a)', why: "groups that begin with '(?' are not supported" },
    { pattern: '(?i)a', why: "groups that begin with '(?' are not supported" },
    { pattern: '(a)\\1', why: "the escape '\\1' is not supported" },
    { pattern: '\\bx', why: "the escape '\\b' is not supported" },
    { pattern: `${'('.repeat(21)}${')'.repeat(21)}`, why: 'its groups are too deep' },
    { pattern: 'a\\', why: 'it ends too early' },
  ])('$pattern', ({ pattern, why }) => {
    expect(readPattern(pattern)).toEqual({
      type: 'broken',
      why: `the pattern '${pattern}' cannot be used: ${why}.`,
    });
  });
});

test.each(['(a*)*b', '(a|a)*b', '(a|aa)+$b', `${'a*'.repeat(100)}b`, `${'.*'.repeat(100)}x`])(
  '%s comes to an end on a text that drives backtracking mad',
  (pattern) => {
    expect(matches(pattern, 'a'.repeat(256))).toBe(false);
  },
);

const source = fc.letrec<{ readonly node: string; readonly atom: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 1 },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\.'),
    tie('node').map((node) => `(${node})`),
  ),
  node: fc
    .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '|')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([atom, after]) => atom + after).join('')),
})).node;

test('agrees with the regular expressions of JavaScript where both have the syntax', () => {
  fc.assert(
    fc.property(
      source,
      fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 }),
      (pattern, text) => {
        expect(matches(pattern, text)).toBe(new RegExp(`^(?:${pattern})$`).test(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test('never throws', () => {
  const unit = fc.constantFrom(...'ab|()[]{}^$*+?.\\-,1&:!dw');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), (pattern) => {
      const read = readPattern(pattern);
      expect(read.type === 'broken' ? typeof read.why : typeof read.matches('ab1')).toBe(
        read.type === 'broken' ? 'string' : 'boolean',
      );
    }),
    { numRuns: 3000 },
  );
});
