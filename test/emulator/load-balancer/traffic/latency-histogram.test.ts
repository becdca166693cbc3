import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LatencyHistogram,
  percentileMs,
} from '../../../../emulator/load-balancer/traffic/latency-histogram.ts';

function histogram(times: readonly number[]) {
  const made = new LatencyHistogram();
  for (const ms of times) made.add(ms);
  return made.values;
}

test('keep short times as they are, and long ones by their bucket', () => {
  expect(histogram([0, 3, 3, 63, 64, 65, 1000, 1001, -5])).toEqual({
    count: 9,
    sumMs: 2199,
    minMs: 0,
    maxMs: 1001,
    buckets: [
      [0, 2],
      [3, 2],
      [63, 1],
      [64, 2],
      [992, 2],
    ],
  });
});

test('hold nothing before the first time', () => {
  const none = histogram([]);
  expect([none, percentileMs(none, 0.99)]).toEqual([
    { count: 0, sumMs: 0, minMs: 0, maxMs: 0, buckets: [] },
    0,
  ]);
});

test('tell percentiles at most 1/32 too low, in little room', () => {
  const times = fc.array(fc.integer({ min: 0, max: 4_000_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.9, 0.99, 1), (ms, share) => {
      const values = histogram(ms);
      const exact = [...ms].sort((a, b) => a - b)[Math.ceil(ms.length * share) - 1] ?? 0;
      const told = percentileMs(values, share);
      expect(told).toBeLessThanOrEqual(exact);
      expect(told).toBeGreaterThanOrEqual(exact * (31 / 32) - 1);
      expect(values.buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(ms.length);
    }),
  );
  const all = histogram(Array.from({ length: 100_000 }, (_, ms) => ms * 40));
  expect(all.buckets.length).toBeLessThan(600);
});
