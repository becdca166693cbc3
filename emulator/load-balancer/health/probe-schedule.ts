/** The first repetition of a failed probe of a target that is still `initial`. */
export const firstRetryMs = 100;
/** Repetitions come no further apart than this: an app that takes long to start is still found soon after it listens. */
const longestRetryMs = 1000;

/** The wait before the repetition that follows one after `retryMs`. */
export function retryAfter(retryMs: number): number {
  return Math.min(retryMs * 2, longestRetryMs);
}

/** What decides when a target is probed next. Times are milliseconds, in local (already divided) length. */
export interface ScheduleFacts {
  readonly initial: boolean;
  readonly registeredAtMs: number;
  /** When the last probe was sent, and when its verdict was there. */
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly intervalMs: number;
  /** How long to wait before a failed probe of an `initial` target is repeated. */
  readonly retryMs: number;
}

/**
 * How long to wait before the next probe. AWS sends one every interval, counted from the start of the last. While a
 * target is `initial` it is asked more often, so that a starting app is found as soon as it listens, and in any case
 * at every multiple of the interval since its registration, where AWS would ask.
 */
export function nextProbeDelayMs(facts: ScheduleFacts): number {
  const { initial, registeredAtMs, startedAtMs, nowMs, intervalMs, retryMs } = facts;
  if (!initial) return Math.max(0, startedAtMs + intervalMs - nowMs);
  const slotEndsAtMs = registeredAtMs + (probeSlot(registeredAtMs, startedAtMs, intervalMs) + 1) * intervalMs;
  return Math.max(0, Math.min(slotEndsAtMs - nowMs, retryMs, intervalMs));
}

/**
 * The number of the interval since registration that a time falls into. Of the failures of an `initial` target one
 * in each slot counts, as if only AWS's own probe had been sent.
 */
export function probeSlot(registeredAtMs: number, atMs: number, intervalMs: number): number {
  return Math.floor((atMs - registeredAtMs) / intervalMs);
}
