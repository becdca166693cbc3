import { type Timing, waitMs } from '../timing.ts';

/** So many rounds of starts in a row may fail before AWS begins to throttle. */
const freeFailures = 3;
const firstDelayMs = 10_000;
/** AWS: "the maximum time between task restart attempts is 15 minutes"; the curve up to there is not published. */
const longestDelayMs = 15 * 60_000;

/** How long the next start waits after so many rounds in a row with tasks that never reached RUNNING. */
export function startDelayMs(failedRounds: number, timing: Timing): number {
  if (failedRounds < freeFailures) return 0;
  const doublings = Math.min(failedRounds - freeFailures, 10);
  return waitMs(timing, Math.min(firstDelayMs * 2 ** doublings, longestDelayMs));
}

/** Whether starts fail so consistently that AWS says so in an event. */
export function isImpaired(failedRounds: number): boolean {
  return failedRounds >= freeFailures;
}
