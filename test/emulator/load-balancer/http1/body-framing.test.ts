import { expect, test } from 'vitest';
import { answerFraming, requestFraming } from '../../../../emulator/load-balancer/http1/body-framing.ts';
import { headerLines } from '../../../support/data-path/header-lines.ts';

const length = (value: string) => ['Content-Length', value];
const coding = (value: string) => ['Transfer-Encoding', value];
const none = { kind: 'none' };
const chunked = { kind: 'chunked' };

test.each<[string, string[], object | number]>([
  ['nothing said', [], none],
  ['a length of 0', length('0'), none],
  ['a length', length('12'), { kind: 'length', length: 12 }],
  ['a length with zeros before it', length('0012'), { kind: 'length', length: 12 }],
  ['the longest length', length('9007199254740991'), { kind: 'length', length: 9007199254740991 }],
  ['a length that no number holds', length('9007199254740993'), 400],
  ['an empty length', length(''), 400],
  ['a length with a sign', length('+1'), 400],
  ['a length with a point', length('1.0'), 400],
  ['a length in powers of ten', length('1e3'), 400],
  ['a list of lengths', length('1, 1'), 400],
  ['the same length twice', [...length('1'), ...length('1')], 400],
  ['chunked', coding('chunked'), chunked],
  ['CHUNKED', coding('CHUNKED'), chunked],
  ['chunked and a length', [...coding('chunked'), ...length('1')], 400],
  ['chunked twice', [...coding('chunked'), ...coding('chunked')], 400],
  ['chunked before another', coding('chunked, gzip'), 400],
  ['chunked before nothing', coding('chunked,'), 400],
  ['chunked behind another', coding('gzip, chunked'), 501],
  ['chunked behind nothing', coding(', chunked'), 501],
  ['another', coding('gzip'), 501],
  ['what only looks like chunked', coding('xchunked'), 501],
  ['an empty coding', coding(''), 501],
])('a request with %s', (_title, headers, expected) => {
  expect(requestFraming(headerLines(headers), '1.1')).toEqual(expected);
});

test('a request of HTTP/1.0 has no coding', () => {
  expect(requestFraming(headerLines(coding('chunked')), '1.0')).toBe(400);
});

test.each<[string, string[], number, string, object | undefined]>([
  ['nothing said', [], 200, 'GET', { kind: 'until close' }],
  ['a length', length('12'), 200, 'GET', { kind: 'length', length: 12 }],
  ['a length of 0', length('0'), 200, 'GET', none],
  ['chunked', coding('Chunked'), 200, 'GET', chunked],
  ['a length to HEAD', length('12'), 200, 'HEAD', none],
  ['chunked to HEAD', coding('chunked'), 200, 'HEAD', none],
  ['204', length('12'), 204, 'GET', none],
  ['304', length('12'), 304, 'GET', none],
  ['101', length('12'), 101, 'GET', { kind: 'until close' }],
  ['chunked and a length', [...coding('chunked'), ...length('1')], 200, 'GET', undefined],
  ['the same length twice', [...length('1'), ...length('1')], 200, 'GET', undefined],
  ['another coding', coding('gzip'), 200, 'GET', undefined],
  ['chunked behind another', coding('gzip, chunked'), 200, 'GET', undefined],
])('an answer with %s', (_title, headers, status, method, expected) => {
  expect(answerFraming(headerLines(headers), { method, status })).toEqual(expected);
});
