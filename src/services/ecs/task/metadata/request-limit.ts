import type { Clock } from '../../../../clock.ts';

const perSecond = 40;
const burst = 60;
/** Buckets that are full again are forgotten once there are so many. */
const mostKept = 1000;

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** The agent's limit on metadata requests, per task: 40 a second, 60 at once. */
export class RequestLimit {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a request; false when it is one too many. */
  admits(key: string): boolean {
    const nowMs = this.#clock.now();
    if (this.#buckets.size >= mostKept) this.#forgetFull(nowMs);
    const tokens = tokensOf(this.#buckets.get(key), nowMs);
    if (tokens < 1) return false;
    this.#buckets.set(key, { tokens: tokens - 1, atMs: nowMs });
    return true;
  }

  #forgetFull(nowMs: number): void {
    for (const [key, bucket] of this.#buckets)
      if (tokensOf(bucket, nowMs) === burst) this.#buckets.delete(key);
  }
}

function tokensOf(bucket: Bucket | undefined, nowMs: number): number {
  if (bucket === undefined) return burst;
  return Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
}
