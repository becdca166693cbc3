import type { Clock } from '../../../src/clock.ts';
import type { LogFollower, LogLine, LogPosition } from '../runtime.ts';

/** The log of one simulated container. Stamps are the clock's, a nanosecond apart within one millisecond. */
export class SimulatedLog {
  readonly #clock: Clock;
  readonly #lines: LogLine[] = [];
  readonly #followers = new Map<(line: LogLine) => void, () => void>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  write(stream: LogLine['stream'], text: string): void {
    const nowNs = BigInt(this.#clock.now()) * 1_000_000n;
    const afterLastNs = (this.#lines.at(-1)?.atNs ?? -1n) + 1n;
    const line = { stream, atNs: nowNs > afterLastNs ? nowNs : afterLastNs, text };
    this.#lines.push(line);
    for (const onLine of [...this.#followers.keys()]) onLine(line);
  }

  follow({ afterNs }: LogPosition, onLine: (line: LogLine) => void): LogFollower {
    for (const line of this.#lines) if (afterNs === undefined || line.atNs > afterNs) onLine(line);
    if (this.#closed) return { ended: Promise.resolve(), stop: () => {} };
    const { promise, resolve } = withResolvers();
    // A listener of its own for each follower: one function may follow twice.
    const deliver = (line: LogLine) => onLine(line);
    this.#followers.set(deliver, resolve);
    const stop = () => {
      this.#followers.delete(deliver);
      resolve();
    };
    return { ended: promise, stop };
  }

  reopen(): void {
    this.#closed = false;
  }

  close(): void {
    this.#closed = true;
    for (const ended of this.#followers.values()) ended();
    this.#followers.clear();
  }
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}
