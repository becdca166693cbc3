import { expect, test } from 'vitest';
import { elbPage, rawElbAnswer } from '../../../../emulator/load-balancer/forward/elb-answer.ts';

test("the pages have AWS's lengths", () => {
  expect([elbPage(503).length, elbPage(502).length, elbPage(504).length]).toEqual([162, 122, 132]);
});

test('an answer to bytes that are no request is whole and closes the connection', () => {
  expect(rawElbAnswer(400, Date.parse('2026-01-01T00:00:00Z'))).toBe(
    [
      'HTTP/1.1 400 Bad Request',
      'Server: awselb/2.0',
      'Date: Thu, 01 Jan 2026 00:00:00 GMT',
      'Content-Type: text/html',
      'Content-Length: 122',
      'Connection: close',
      '',
      '<html>',
      '<head><title>400 Bad Request</title></head>',
      '<body>',
      '<center><h1>400 Bad Request</h1></center>',
      '</body>',
      '</html>',
      '',
    ].join('\r\n'),
  );
});
