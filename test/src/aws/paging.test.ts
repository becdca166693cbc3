import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwsError } from '../../../src/aws/errors.ts';
import { pageOf } from '../../../src/aws/paging.ts';

const invalid = () => new AwsError('InvalidParameterException', 'Invalid token');
const itself = (key: string): string => key;

function page(sorted: readonly string[], maxResults: number, nextToken?: string) {
  return pageOf(sorted, itself, { maxResults, nextToken }, invalid);
}

test('gives all at once where it fits, without a token', () => {
  expect(page(['a', 'b'], 2)).toEqual({ items: ['a', 'b'] });
});

test('gives nothing of nothing', () => {
  expect(page([], 10)).toEqual({ items: [] });
});

test('goes on after the last item of the page before', () => {
  const first = page(['a', 'b', 'c'], 2);
  expect(first.items).toEqual(['a', 'b']);
  expect(page(['a', 'b', 'c'], 2, first.nextToken)).toEqual({ items: ['c'] });
});

test.each([
  ['the last item handed out is gone', ['a', 'c', 'd'], ['c', 'd']],
  ['items were added before it', ['a', 'aa', 'b', 'c'], ['c']],
  ['items were added after it', ['a', 'b', 'bb', 'c'], ['bb', 'c']],
  ['all that was left is gone', ['a', 'b'], []],
])('goes on where %s', (_, later, items) => {
  const { nextToken } = page(['a', 'b', 'c'], 2);
  expect(page(later, 10, nextToken)).toEqual({ items });
});

test('goes on in a list that runs backwards though the last item handed out is gone', () => {
  const request = { maxResults: 2, descending: true };
  const { nextToken } = pageOf(['c', 'b', 'a'], itself, { ...request, nextToken: undefined }, invalid);
  expect(pageOf(['d', 'c', 'a'], itself, { ...request, nextToken }, invalid)).toEqual({ items: ['a'] });
});

test.each(['', 'x', 'drydock:b', Buffer.from('other:b').toString('base64url')])(
  'refuses the token %j, which is none of its own',
  (token) => {
    expect(() => page(['a'], 1, token)).toThrow(invalid());
  },
);

test('takes any key through a token', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
      fc.integer({ min: 1, max: 5 }),
      (keys, maxResults) => {
        const sorted = keys.sort();
        const seen: string[] = [];
        let token: string | undefined;
        do {
          const { items, nextToken } = page(sorted, maxResults, token);
          seen.push(...items);
          token = nextToken;
        } while (token !== undefined);
        expect(seen).toEqual(sorted);
      },
    ),
  );
});
