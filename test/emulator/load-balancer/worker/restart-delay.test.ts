import { expect, test } from 'vitest';
import { restartDelayMs } from '../../../../emulator/load-balancer/worker/restart-delay.ts';

test.each([
  ['the first death is made good at once', 0, 5, { deaths: 1, delayMs: 0 }],
  ['the second soon after waits', 1, 5, { deaths: 2, delayMs: 100 }],
  ['each further one waits twice as long', 3, 59_999, { deaths: 4, delayMs: 400 }],
  ['but no longer than half a minute', 40, 5, { deaths: 41, delayMs: 30_000 }],
  ['one that lived for a minute counts anew', 40, 60_000, { deaths: 1, delayMs: 0 }],
])('%s', (_says, deathsBefore, livedMs, expected) => {
  expect(restartDelayMs(deathsBefore, livedMs)).toEqual(expected);
});
