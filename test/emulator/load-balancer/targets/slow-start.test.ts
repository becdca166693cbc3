import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlowStart, slowStartShare } from '../../../../emulator/load-balancer/targets/slow-start.ts';

test.each([
  [-1, 0],
  [0, 0],
  [7500, 0.25],
  [30_000, 1],
  [40_000, 1],
])('after %d of 30000 ms the share is %d', (elapsedMs, share) => {
  expect(slowStartShare(elapsedMs, 30_000)).toBe(share);
});

test('at a quarter of the time one turn in four is taken', () => {
  const start = new SlowStart(1000);
  const taken = Array.from({ length: 8 }, () => start.takesTurn(8500, 30_000));
  expect(taken).toEqual([false, false, false, true, false, false, false, true]);
  expect([start.isOver(30_999, 30_000), start.isOver(31_000, 30_000)]).toEqual([false, true]);
});

test('turns taken are never more than the shares add up to, and never a whole turn less', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1000 }), { maxLength: 100 }), (times) => {
      const start = new SlowStart(0);
      let due = 0;
      let taken = 0;
      for (const nowMs of times.toSorted((a, b) => a - b)) {
        due += slowStartShare(nowMs, 1000);
        if (start.takesTurn(nowMs, 1000)) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(due + 1e-6);
      expect(taken).toBeGreaterThan(due - 1 - 1e-6);
    }),
  );
});
