import { expect, test } from 'vitest';
import { WarmCounts } from '../../../../emulator/reconciler/network/warm-counts.ts';

function miss(counts: WarmCounts, subnetId: string, times: number): WarmCounts {
  for (let time = 0; time < times; time += 1) counts.missed(subnetId);
  return counts;
}

test.each([
  { what: 'the least at first', misses: 0, count: 2 },
  { what: 'no more for the first start, which cannot find any', misses: 1, count: 2 },
  { what: 'one more for each further miss', misses: 20, count: 21 },
  { what: 'no more than 32', misses: 100, count: 32 },
])('asks for $what', ({ misses, count }) => {
  expect(miss(new WarmCounts(2), 'a', misses).of('a')).toBe(count);
});

test('shares the most between the subnets, and forgets those that are not used', () => {
  const counts = miss(miss(new WarmCounts(2), 'a', 100), 'b', 100);
  expect([counts.of('a'), counts.of('b')]).toEqual([32, 2]);
  counts.forget('a');
  miss(counts, 'b', 9);
  expect([counts.of('a'), counts.of('b')]).toEqual([2, 11]);
});

test('asks for none, ever, where none is wanted', () => {
  expect(miss(new WarmCounts(0), 'a', 9).of('a')).toBe(0);
});
