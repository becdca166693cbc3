import type { LogLine } from '../runtime/runtime.ts';
import type { LogEvent } from './log-event.ts';

/** 256 KiB less the 26 bytes that CloudWatch Logs counts for each event. */
export const maxEventBytes = 262_118;

/**
 * Gathers lines into events: a line that matches begins one, the others go on with it. Each line keeps its line end,
 * as the engine's awslogs driver leaves it in an event of several lines. Knows no time: whoever owns it says when an
 * event has waited long enough.
 */
export class LineGrouper {
  readonly #start: RegExp;
  #lines: string[] = [];
  #bytes = 0;
  #first: LogLine | undefined;
  #lastLineNs = 0n;

  constructor(start: RegExp) {
    this.#start = start;
  }

  /** Whether lines wait for the end of their event. */
  get isOpen(): boolean {
    return this.#first !== undefined;
  }

  /** Takes a line; returns the event that ended before it, if one did. */
  add(line: LogLine): LogEvent | undefined {
    const bytes = Buffer.byteLength(line.text) + 1;
    const isStart = this.#start.test(line.text) || this.#bytes + bytes > maxEventBytes;
    const ended = isStart ? this.end() : undefined;
    this.#first ??= line;
    this.#lines.push(bytes > maxEventBytes ? line.text : `${line.text}\n`);
    this.#bytes += bytes;
    this.#lastLineNs = line.atNs;
    return ended;
  }

  /** Hands over what was gathered, complete or not. */
  end(): LogEvent | undefined {
    if (this.#first === undefined) return undefined;
    const event = {
      message: this.#lines.join(''),
      timestampMs: Number(this.#first.atNs / 1_000_000n),
      lastLineNs: this.#lastLineNs,
    };
    this.#first = undefined;
    this.#lines = [];
    this.#bytes = 0;
    return event;
  }
}
