/** A pending call, to be handed back to {@link Clock.clearTimeout}. Its contents are the clock's own affair. */
export type Timer = object;

/**
 * The one source of time. Everything that waits or stamps a time takes a Clock, so that a test can hold it and
 * advance it. Times are milliseconds since the epoch.
 */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, delayMs: number): Timer;
  clearTimeout(timer: Timer): void;
}
