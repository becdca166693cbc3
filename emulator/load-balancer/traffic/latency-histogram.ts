/** Below this every millisecond is told apart; above it, what differs by less than a 32nd is one. */
const exactBelow = 64;
const exactBits = 6;

/** How long things took, kept in little room: percentiles come out exact to 3 %, sum, minimum and maximum exactly. */
export class LatencyHistogram {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #sumMs = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = 0;

  add(ms: number): void {
    const value = ms > 0 ? Math.floor(ms) : 0;
    const floor = bucketFloor(value);
    this.#counts.set(floor, (this.#counts.get(floor) ?? 0) + 1);
    this.#count += 1;
    this.#sumMs += value;
    if (value < this.#minMs) this.#minMs = value;
    if (value > this.#maxMs) this.#maxMs = value;
  }

  /** Takes over all that another one holds. */
  merge(other: LatencyHistogram): void {
    for (const [floorMs, count] of other.#counts)
      this.#counts.set(floorMs, (this.#counts.get(floorMs) ?? 0) + count);
    this.#count += other.#count;
    this.#sumMs += other.#sumMs;
    this.#minMs = Math.min(this.#minMs, other.#minMs);
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  get values(): Latencies {
    return {
      count: this.#count,
      sumMs: this.#sumMs,
      minMs: this.#count === 0 ? 0 : this.#minMs,
      maxMs: this.#maxMs,
      buckets: [...this.#counts].sort(([a], [b]) => a - b),
    };
  }
}

/** How long things took, as data. */
export interface Latencies {
  readonly count: number;
  readonly sumMs: number;
  /** 0 where there is none. */
  readonly minMs: number;
  readonly maxMs: number;
  /** The least milliseconds of a bucket and how many are in it, in ascending order. */
  readonly buckets: readonly (readonly [floorMs: number, count: number])[];
}

/** The time within which a share in (0, 1] of all stayed; 0 where there is none. */
export function percentileMs({ count, buckets, maxMs }: Latencies, share: number): number {
  let left = Math.ceil(count * share);
  for (const [floorMs, inBucket] of buckets) {
    left -= inBucket;
    if (left <= 0) return Math.min(floorMs, maxMs);
  }
  return maxMs;
}

function bucketFloor(ms: number): number {
  if (ms < exactBelow) return ms;
  // 32 bits hold 24 days: no request lasts longer that anyone would measure.
  const value = Math.min(ms, 2 ** 31 - 1);
  const shift = 32 - Math.clz32(value) - exactBits;
  return (value >> shift) << shift;
}
