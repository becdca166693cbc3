import type { Clock, Timer } from '../../src/clock.ts';
import type { LogLine } from '../runtime/runtime.ts';
import { LineGrouper } from './line-grouper.ts';
import type { LogEvent } from './log-event.ts';

/**
 * How long an event waits for its next line, as in the engine's awslogs driver. Real work of the program, which
 * writes its lines one by one: no speed divides it.
 */
export const groupWindowMs = 5000;

/** Turns a container's lines into events, one by one or in groups that a start pattern divides. */
export class LinePipe {
  readonly #grouper: LineGrouper | undefined;
  readonly #clock: Clock;
  readonly #onEvent: (event: LogEvent) => void;
  #timer: Timer | undefined;

  constructor(start: RegExp | undefined, clock: Clock, onEvent: (event: LogEvent) => void) {
    this.#grouper = start && new LineGrouper(start);
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  add(line: LogLine): void {
    if (this.#grouper === undefined) {
      const timestampMs = Number(line.atNs / 1_000_000n);
      this.#onEvent({ message: line.text, timestampMs, lastLineNs: line.atNs });
      return;
    }
    const ended = this.#grouper.add(line);
    if (ended !== undefined) {
      this.#stopTimer();
      this.#onEvent(ended);
    }
    this.#timer ??= this.#clock.setTimeout(() => this.end(), groupWindowMs);
  }

  /** Hands over what was gathered: no further line will come, or none came in time. */
  end(): void {
    this.#stopTimer();
    const event = this.#grouper?.end();
    if (event !== undefined) this.#onEvent(event);
  }

  /** Forgets what was gathered: it was not handed over, so it is read again another time. */
  abandon(): void {
    this.#stopTimer();
    this.#grouper?.end();
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
