import { expect, test } from 'vitest';
import { RetransmissionTimeout } from '../../../emulator/exec/retransmission-timeout.ts';

function after(...roundTripsMs: number[]): number {
  const timeout = new RetransmissionTimeout();
  for (const roundTripMs of roundTripsMs) timeout.measured(roundTripMs);
  return timeout.ms;
}

test.each<[string, number[], number]>([
  ['nothing measured', [], 200],
  // 7/8 of 100 and 1/8 of 20; the difference of 80 counts a quarter, four times.
  ['one quick answer', [20], 90 + 80],
  ['one as expected', [100], 110],
  ['a slow one', [300], 125 + 200],
  ['a very slow one', [5000], 1000],
])('%s', (_name, roundTripsMs, expectedMs) => {
  expect(after(...roundTripsMs)).toBe(expectedMs);
});

test('steady answers bring it down to little more than their time', () => {
  expect(after(...Array.from({ length: 100 }, () => 5))).toBeCloseTo(15, 0);
});
