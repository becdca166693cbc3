import { trailerLines } from '../forward/response-headers.ts';
import type { Wire } from '../wire/wire.ts';
import { answerText, type OutgoingAnswer } from './answer-text.ts';
import { type HeaderLines, noHeaders } from './header-lines.ts';

/** `tunnel`: a 101 that has no end. */
export type AnswerState = 'none' | 'begun' | 'whole' | 'tunnel';

/** Writes answers to a client, one after the other: their heads, and bodies in chunks where no length is known. */
export class AnswerWriter {
  readonly #wire: Wire;
  #chunked = false;
  #state: AnswerState = 'none';

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  get state(): AnswerState {
    return this.#state;
  }

  /** Makes ready for the next answer. */
  reset(): void {
    this.#state = 'none';
  }

  /** Queues a head. @returns whether the connection can go on behind the answer. */
  begin(answer: OutgoingAnswer, version: '1.0' | '1.1', keepAlive: boolean): boolean {
    this.#state = 'begun';
    this.#chunked = answer.unsized && version === '1.1';
    // A client of HTTP/1.0 sees the end of an answer of no known length in that of the connection.
    const goesOn = keepAlive && !(answer.unsized && version === '1.0');
    this.#wire.queue(answerText(answer, goesOn, this.#chunked));
    return goesOn;
  }

  /** Passes on a piece of the body that `source` read. */
  pass(bytes: Buffer, start: number, end: number, source: Wire): void {
    if (this.#chunked) passChunk(this.#wire, bytes, start, end, source);
    else this.#wire.pass(bytes, start, end, source);
  }

  /** Answers 101; what is passed from now on has no frame. */
  tunnel(head: string): void {
    this.#state = 'tunnel';
    this.#chunked = false;
    this.#wire.queue(head);
  }

  finish(trailers: HeaderLines = noHeaders): void {
    if (this.#chunked) this.#wire.queue(lastChunk(trailers));
    this.#wire.flush();
    this.#state = 'whole';
  }
}

/** Passes bytes on as one chunk. */
export function passChunk(wire: Wire, bytes: Buffer, start: number, end: number, source: Wire): void {
  wire.queue(`${(end - start).toString(16)}\r\n`);
  wire.pass(bytes, start, end, source);
  wire.queue('\r\n');
}

/** What ends a body in chunks. */
export function lastChunk(trailers: HeaderLines): string {
  return trailers.count === 0 ? '0\r\n\r\n' : `0\r\n${trailerLines(trailers)}\r\n`;
}
