import { expect, test } from 'vitest';
import { refusalOf } from '../../../../emulator/load-balancer/forward/refusal.ts';

const plain = { method: 'GET', url: '/', headers: {}, rawHeaders: ['Host', 'a'] };
const coded = (coding: string) => ({ ...plain, headers: { 'transfer-encoding': coding } });

test.each([
  ['nothing wrong', plain, undefined],
  ['TRACE', { ...plain, method: 'TRACE' }, 405],
  ['a request line of 16 K', { ...plain, url: `/${'a'.repeat(16 * 1024)}` }, 414],
  ['one header of 16 K', { ...plain, rawHeaders: ['Host', 'a', 'X', 'a'.repeat(16 * 1024)] }, 400],
  [
    'several headers of 15 K',
    { ...plain, rawHeaders: ['X', 'a'.repeat(15_000), 'Y', 'a'.repeat(15_000)] },
    undefined,
  ],
  ['chunked', coded('Chunked'), undefined],
  ['gzip', coded('gzip'), 501],
  ['gzip inside of chunked', coded('gzip, chunked'), 501],
  ['chunked twice', coded('chunked, chunked'), 501],
])('%s', (_title, request, expected) => {
  expect(refusalOf(request)).toBe(expected);
});
