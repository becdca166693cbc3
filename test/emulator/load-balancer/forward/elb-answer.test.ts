import { expect, test } from 'vitest';
import {
  elbAnswer,
  elbPage,
  fixedAnswer,
  redirectAnswer,
} from '../../../../emulator/load-balancer/forward/elb-answer.ts';

test("the pages have AWS's lengths", () => {
  expect([elbPage(503).length, elbPage(502).length, elbPage(504).length]).toEqual([162, 122, 132]);
});

test.each([
  [400, 'Bad Request', true],
  [503, 'Service Temporarily Unavailable', false],
] as const)('an answer of %i is a page', (status, reason, ends) => {
  const body = elbPage(status);
  expect(elbAnswer(status)).toEqual({
    status,
    reason,
    headers: `Server: awselb/2.0\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\n`,
    body,
    ends,
  });
});

test('a redirect says where to go, with the headers of its listener', () => {
  const changes = { server: false, headers: [{ name: 'X-A', value: '1' }] };
  expect(redirectAnswer(302, 'https://a:443/', changes)).toEqual({
    status: 302,
    reason: 'Found',
    headers: 'Content-Type: text/html\r\nContent-Length: 110\r\nX-A: 1\r\nLocation: https://a:443/\r\n',
    body: elbPage(302),
    ends: false,
  });
});

test('a fixed response counts its bytes', () => {
  expect(fixedAnswer({ statusCode: 404, messageBody: '\u00fc' })).toEqual({
    status: 404,
    reason: 'Not Found',
    headers: 'Server: awselb/2.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n',
    body: '\u00c3\u00bc',
    ends: false,
  });
});
