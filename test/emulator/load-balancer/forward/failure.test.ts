import { expect, test } from 'vitest';
import {
  ConnectTimeoutError,
  failureOf,
  failureStatus,
} from '../../../../emulator/load-balancer/forward/failure.ts';

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test.each<[string, Error, number]>([
  ['connectionRefused', withCode('ECONNREFUSED'), 502],
  ['connectionReset', withCode('ECONNRESET'), 502],
  ['connectionReset', withCode('EPIPE'), 502],
  ['connectionReset', new Error('socket hang up'), 502],
  ['malformedResponse', withCode('HPE_INVALID_CONSTANT'), 502],
  ['malformedResponse', withCode('HPE_HEADER_OVERFLOW'), 502],
  ['connectTimeout', new ConnectTimeoutError('x'), 504],
  ['unreachable', withCode('EHOSTUNREACH'), 504],
  ['unreachable', withCode('ENETUNREACH'), 504],
  ['unreachable', withCode('ETIMEDOUT'), 504],
])('%s: %s answers %i', (failure, error, status) => {
  const found = failureOf(error);
  expect([found, failureStatus[found]]).toEqual([failure, status]);
});
