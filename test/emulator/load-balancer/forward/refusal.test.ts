import { expect, test } from 'vitest';
import { refusalOf } from '../../../../emulator/load-balancer/forward/refusal.ts';
import { requestHead } from '../../../support/data-path/request-head.ts';

const asked = (line: string, ...headers: string[]) => requestHead(`${line} HTTP/1.1`, ...headers);

test.each([
  ['nothing wrong', asked('GET /', 'Host: a'), undefined],
  ['TRACE', asked('TRACE /', 'Host: a'), 405],
  ['OPTIONS of everything', asked('OPTIONS *'), undefined],
  ['GET of everything', asked('GET *'), 400],
  ['absolute form', asked('GET http://a.com:81/b?c'), undefined],
  ['absolute form without a path', asked('GET HTTP://a.com'), undefined],
  ['absolute form with a user', asked('GET http://a.com@b.com/'), 400],
  ['absolute form with a port that is none', asked('GET http://a.com:b/'), 400],
  ['absolute form of another scheme', asked('GET ftp://a.com/'), 400],
  ['a fragment', asked('GET /a#b'), 400],
  ['a user in the Host', asked('GET /', 'Host: a@b'), 400],
  ['a path in the Host', asked('GET /', 'Host: a/b'), 400],
  ['two names in the Host', asked('GET /', 'Host: a b'), 400],
  ['an IPv6 Host', asked('GET /', 'Host: [::1]:80'), undefined],
  ['30 addresses', asked('GET /', `x-forwarded-for: ${Array(30).fill('1.1.1.1').join(',')}`), undefined],
  [
    '31 addresses in two headers',
    asked('GET /', 'X-Forwarded-For: 1.1.1.1', `x-forwarded-for: ${Array(30).fill('1.1.1.1').join()}`),
    463,
  ],
])('%s', (_title, request, expected) => {
  expect(refusalOf(request)).toBe(expected);
});
