import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Timer } from '../../src/clock.ts';

interface FakeTimer extends Timer {
  readonly dueMs: number;
  readonly sequence: number;
  callback: (() => void) | undefined;
}

/**
 * A clock that stands still until it is told to go on. Timers run in the order of their due times, those of one
 * instant in the order in which they were set; after each of them pending promises are let run, so that what they
 * wait for next is set before time goes on. Real input and output (sockets, Docker) is not waited for.
 */
export class FakeClock implements Clock {
  readonly #timers: FakeTimer[] = [];
  #nowMs: number;
  #sequence = 0;
  #settleToo: () => Promise<void> = async () => {};

  constructor(nowMs = Date.parse('2026-01-01T00:00:00Z')) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const timer: FakeTimer = {
      dueMs: this.#nowMs + Math.max(delayMs, 0),
      sequence: this.#sequence++,
      callback,
    };
    let index = this.#timers.length;
    // Most timers are due last; the queue is kept sorted, the next one at its end.
    for (let low = 0; low < index; ) {
      const middle = (low + index) >> 1;
      if (isBefore(timer, this.#timers[middle])) low = middle + 1;
      else index = middle;
    }
    this.#timers.splice(index, 0, timer);
    return timer;
  }

  clearTimeout(timer: Timer): void {
    if ('callback' in timer) timer.callback = undefined;
  }

  /** Timers that are set and not cleared. */
  get pending(): number {
    return this.#timers.filter(({ callback }) => callback).length;
  }

  /** Lets `ms` pass, running every timer that falls due, also those set meanwhile. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await this.settle();
    while (this.#runNext(untilMs)) await this.settle();
    this.#nowMs = untilMs;
  }

  /**
   * Lets time pass from timer to timer until `done()` is true. Rejects when it is not within `limitMs` or when no
   * timer is left that could change it.
   */
  async runUntil(done: () => boolean, limitMs = 3_600_000): Promise<void> {
    const untilMs = this.#nowMs + limitMs;
    await this.settle();
    while (!done()) {
      if (!this.#runNext(untilMs)) throw new Error(`the condition did not come true within ${limitMs} ms`);
      await this.settle();
    }
  }

  /** Lets pending promises run, without time passing. */
  async settle(): Promise<void> {
    await nextTurn();
    await nextTurn();
    await this.#settleToo();
  }

  /** Between timers waits for `settle` as well: whoever works in the background of the test. */
  settleWith(settle: () => Promise<void>): void {
    this.#settleToo = settle;
  }

  /** Goes on to the next timer that is due within `limitMs` and runs it. False when there is none. */
  async step(limitMs: number): Promise<boolean> {
    await this.settle();
    const stepped = this.#runNext(this.#nowMs + limitMs);
    await this.settle();
    return stepped;
  }

  #runNext(untilMs: number): boolean {
    for (let next = this.#timers.at(-1); next && next.dueMs <= untilMs; next = this.#timers.at(-1)) {
      this.#timers.pop();
      const { callback } = next;
      if (!callback) continue;
      next.callback = undefined;
      this.#nowMs = next.dueMs;
      callback();
      return true;
    }
    return false;
  }
}

/** Later timers come first in the queue; of one instant, the one that was set later. */
function isBefore(timer: FakeTimer, other: FakeTimer | undefined): boolean {
  if (!other) return false;
  return timer.dueMs < other.dueMs || (timer.dueMs === other.dueMs && timer.sequence < other.sequence);
}
