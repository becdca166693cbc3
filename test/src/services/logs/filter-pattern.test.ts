import { expect, test } from 'vitest';
import { AwsError } from '../../../../src/aws/errors.ts';
import { parseFilterPattern } from '../../../../src/services/logs/filter-pattern.ts';

test.each([
  ['', 'anything', true],
  ['   ', 'anything', true],
  ['ERROR', 'an ERROR here', true],
  ['ERROR', 'an error here', false],
  ['ERROR Exception', 'Exception before ERROR', true],
  ['ERROR Exception', 'only ERROR', false],
  ['?ERROR ?WARN', 'a WARN', true],
  ['?ERROR ?WARN', 'fine', false],
  ['ERROR ?WARN', 'an ERROR', true],
  ['ERROR -retry', 'an ERROR', true],
  ['ERROR -retry', 'an ERROR, retry', false],
  ['-retry', 'fine', true],
  ['"SERVER ERROR"', 'a SERVER ERROR', true],
  ['"SERVER ERROR"', 'ERROR of a SERVER', false],
  ['"a \\"b\\""', 'so a "b" it is', true],
  ['-"no way"', 'no way', false],
  ['"100% done"', 'now 100% done', true],
])('%j against %j: %j', (pattern, message, expected) => {
  expect(parseFilterPattern(pattern)(message)).toBe(expected);
});

const notServed = 'Drydock does not implement JSON, space-delimited and regular expression filter patterns.';

test.each([
  ['"open', 'Invalid filter pattern'],
  ['a/b', 'Invalid filter pattern'],
  ['a'.repeat(1025), 'Invalid filter pattern'],
  ['{ $.a = 1 }', notServed],
  ['[a, b]', notServed],
  ['%E.*R%', notServed],
])('refuse %j', (pattern, message) => {
  expect(() => parseFilterPattern(pattern)).toThrow(new AwsError('InvalidParameterException', message));
});
