import { expect, test } from 'vitest';
import { desyncClass, desyncVerdict } from '../../../../emulator/load-balancer/forward/desync.ts';

const get = { method: 'GET', headers: {}, rawHeaders: ['Host', 'a', 'X_A', 'b\tc'] };
const headed = (...rawHeaders: string[]) => ({ ...get, rawHeaders });

const compliant = { classification: 'Compliant' };
const acceptable = (reason: string) => ({ classification: 'Acceptable', reason });
const ambiguous = (reason: string) => ({ classification: 'Ambiguous', reason });

test.each([
  ['a plain request', get, compliant],
  ['a POST with a length', { ...get, method: 'POST', headers: { 'content-length': '3' } }, compliant],
  ['a DELETE with a length', { ...get, method: 'DELETE', headers: { 'content-length': '3' } }, compliant],
  [
    'a GET with a length of 0',
    { ...get, headers: { 'content-length': '0' } },
    acceptable('GetHeadZeroContentLength'),
  ],
  [
    'a HEAD with a length of 3',
    { ...get, method: 'HEAD', headers: { 'content-length': '3' } },
    ambiguous('UndefinedContentLengthSemantics'),
  ],
  [
    'a GET in chunks',
    { ...get, headers: { 'transfer-encoding': 'chunked' } },
    ambiguous('UndefinedTransferEncodingSemantics'),
  ],
  ['a value beyond ASCII', headed('X', '\u00e9'), acceptable('NonCompliantHeader')],
  ['a name that reads as a coding', headed('Transfer_Encoding', 'chunked'), ambiguous('SuspiciousHeader')],
  ['a name that reads as a length', headed('content.length', '3'), ambiguous('SuspiciousHeader')],
  ['the graver of two', headed('X', '\u00e9', 'TransferEncoding', 'x'), ambiguous('SuspiciousHeader')],
])('%s', (_title, request, expected) => {
  expect(desyncClass(request)).toEqual(expected);
});

const suspicious = headed('Content_Length', '3');
const foreign = headed('X', '\u00e9');

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
] as const)('%s of $rawHeaders: %s', (mode, request, expected) => {
  expect(desyncVerdict(mode, request)).toBe(expected);
});
