import { expect, test } from 'vitest';
import { headerKind, headerKindAt } from '../../../../emulator/load-balancer/http1/header-kind.ts';

test.each([
  ['Host', headerKind.host],
  ['hOST', headerKind.host],
  ['Content-Length', headerKind.contentLength],
  ['TRANSFER-ENCODING', headerKind.transferEncoding],
  ['X-Forwarded-Proto', headerKind.forwardedProto],
  ['X-Amzn-Trace-Id', headerKind.traceId],
  ['te', headerKind.hopByHop],
  ['Accept', headerKind.other],
  ['Hosts', headerKind.other],
  ['Content_Length', headerKind.other],
  // Letters alone differ by their case: a control character is no other way to write a hyphen.
  ['Content\rLength', headerKind.other],
  ['', headerKind.other],
])('%s', (name, kind) => {
  expect(headerKindAt(Buffer.from(`..${name}:`), 2, 2 + name.length)).toBe(kind);
});
