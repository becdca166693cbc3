import { expect, test } from 'vitest';
import { deadWaitMs, defaultTiming, waitMs } from '../../../src/plan/timing.ts';

test.each([
  { timing: defaultTiming, wait: 1_000, deadWait: 0 },
  { timing: { speed: 10, awsTiming: false }, wait: 100, deadWait: 0 },
  { timing: { speed: 1, awsTiming: true }, wait: 1_000, deadWait: 1_000 },
  { timing: { speed: 10, awsTiming: true }, wait: 100, deadWait: 100 },
])('$timing makes of a second $wait ms, and of a dead one $deadWait ms', ({ timing, wait, deadWait }) => {
  expect([waitMs(timing, 1_000), deadWaitMs(timing, 1_000)]).toEqual([wait, deadWait]);
});
