import { expect, test } from 'vitest';
import { isImpaired, startDelayMs } from '../../../../src/plan/service/start-backoff.ts';

const timing = { speed: 1, awsTiming: false };

test('delays starts from the third failure on, doubling up to fifteen minutes', () => {
  const seconds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200].map(
    (failures) => startDelayMs(failures, timing) / 1000,
  );
  expect(seconds).toEqual([0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
});

test('is divided by the speed', () => {
  expect(startDelayMs(3, { speed: 20, awsTiming: false })).toBe(500);
});

test('is said from the third failure on', () => {
  expect([0, 2, 3, 4].map(isImpaired)).toEqual([false, false, true, true]);
});
