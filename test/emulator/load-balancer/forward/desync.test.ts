import { expect, test } from 'vitest';
import { desyncClass, desyncVerdict } from '../../../../emulator/load-balancer/forward/desync.ts';
import { requestHead } from '../../../support/data-path/request-head.ts';

const head = (method: string, ...lines: string[]) => requestHead(`${method} / HTTP/1.1`, 'Host: a', ...lines);
const get = head('GET', 'X_A: b\tc');

const compliant = { classification: 'Compliant' };
const acceptable = (reason: string) => ({ classification: 'Acceptable', reason });
const ambiguous = (reason: string) => ({ classification: 'Ambiguous', reason });

test.each([
  ['a plain request', get, compliant],
  ['a POST with a length', head('POST', 'Content-Length: 3'), compliant],
  ['a DELETE with a length', head('DELETE', 'Content-Length: 3'), compliant],
  ['a GET with a length of 0', head('GET', 'Content-Length: 0'), acceptable('GetHeadZeroContentLength')],
  [
    'a HEAD with a length of 3',
    head('HEAD', 'Content-Length: 3'),
    ambiguous('UndefinedContentLengthSemantics'),
  ],
  [
    'a GET in chunks',
    head('GET', 'Transfer-Encoding: chunked'),
    ambiguous('UndefinedTransferEncodingSemantics'),
  ],
  ['a value beyond ASCII', head('GET', 'X: \u00e9'), acceptable('NonCompliantHeader')],
  ['a name that reads as a coding', head('GET', 'Transfer_Encoding: chunked'), ambiguous('SuspiciousHeader')],
  ['a name that reads as a length', head('GET', 'content.length: 3'), ambiguous('SuspiciousHeader')],
  ['the graver of two', head('GET', 'X: \u00e9', 'TransferEncoding: x'), ambiguous('SuspiciousHeader')],
])('%s', (_title, request, expected) => {
  expect(desyncClass(request)).toEqual(expected);
});

const suspicious = head('GET', 'Content_Length: 3');
const foreign = head('GET', 'X: \u00e9');

test.each([
  ['monitor', get, 'pass'],
  ['monitor', foreign, 'pass'],
  ['monitor', suspicious, 'pass'],
  ['defensive', get, 'pass'],
  ['defensive', foreign, 'pass'],
  ['defensive', suspicious, 'close'],
  ['strictest', get, 'pass'],
  ['strictest', foreign, 'refuse'],
  ['strictest', suspicious, 'refuse'],
] as const)('%s of %o: %s', (mode, request, expected) => {
  expect(desyncVerdict(mode, request)).toBe(expected);
});
