import type { Clock, Timer } from '../src/clock.ts';

/** Node's timers hold at most about 24 days; a longer wait is cut there, and whoever waits looks again. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own time. */
export class SystemClock implements Clock {
  readonly #handles = new WeakMap<Timer, NodeJS.Timeout>();

  now(): number {
    return Date.now();
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const timer: Timer = {};
    this.#handles.set(timer, setTimeout(callback, Math.min(delayMs, longestTimerMs)));
    return timer;
  }

  clearTimeout(timer: Timer): void {
    clearTimeout(this.#handles.get(timer));
  }
}
