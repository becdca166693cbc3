/** The growing share of a target that has just become healthy: its part in the round, from nothing to a full turn. */
export class SlowStart {
  readonly #sinceMs: number;
  /** What the turns that it let go by add up to. */
  #credit = 0;

  constructor(sinceMs: number) {
    this.#sinceMs = sinceMs;
  }

  isOver(nowMs: number, durationMs: number): boolean {
    return nowMs - this.#sinceMs >= durationMs;
  }

  /** Whether it takes a turn that has come to it: one in two, say, when half of the time is over. */
  takesTurn(nowMs: number, durationMs: number): boolean {
    this.#credit += slowStartShare(nowMs - this.#sinceMs, durationMs);
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }
}

/** How much of a full share is due after `elapsedMs`, growing evenly from 0 to 1. */
export function slowStartShare(elapsedMs: number, durationMs: number): number {
  return Math.min(Math.max(elapsedMs / durationMs, 0), 1);
}
