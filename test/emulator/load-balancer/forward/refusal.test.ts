import { expect, test } from 'vitest';
import { refusalOf } from '../../../../emulator/load-balancer/forward/refusal.ts';

const plain = { method: 'GET', httpVersion: '1.1', url: '/', headers: {}, rawHeaders: ['Host', 'a'] };
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
  ['OPTIONS of everything', { ...plain, method: 'OPTIONS', url: '*' }, undefined],
  ['GET of everything', { ...plain, url: '*' }, 400],
  ['absolute form', { ...plain, url: 'http://a.com:81/b?c' }, undefined],
  ['absolute form without a path', { ...plain, url: 'HTTP://a.com' }, undefined],
  ['absolute form with a user', { ...plain, url: 'http://a.com@b.com/' }, 400],
  ['absolute form with a port that is none', { ...plain, url: 'http://a.com:b/' }, 400],
  ['absolute form of another scheme', { ...plain, url: 'ftp://a.com/' }, 400],
  ['a fragment', { ...plain, url: '/a#b' }, 400],
  ['a user in the Host', { ...plain, headers: { host: 'a@b' } }, 400],
  ['a path in the Host', { ...plain, headers: { host: 'a/b' } }, 400],
  ['two names in the Host', { ...plain, headers: { host: 'a b' } }, 400],
  ['an IPv6 Host', { ...plain, headers: { host: '[::1]:80' } }, undefined],
  ['HTTP/0.9', { ...plain, httpVersion: '0.9' }, 400],
  [
    '30 addresses',
    { ...plain, rawHeaders: ['x-forwarded-for', Array(30).fill('1.1.1.1').join(',')] },
    undefined,
  ],
  [
    '31 addresses in two headers',
    {
      ...plain,
      rawHeaders: ['X-Forwarded-For', '1.1.1.1', 'x-forwarded-for', Array(30).fill('1.1.1.1').join()],
    },
    463,
  ],
  ['chunked in HTTP/1.0', { ...coded('chunked'), httpVersion: '1.0' }, 400],
  ['chunked', coded('Chunked'), undefined],
  ['gzip', coded('gzip'), 501],
  ['gzip inside of chunked', coded('gzip, chunked'), 501],
  ['chunked twice', coded('chunked, chunked'), 501],
])('%s', (_title, request, expected) => {
  expect(refusalOf(request)).toBe(expected);
});
