import type { Clock } from '../../../src/clock.ts';
import { type ForwardFailure, failureOf } from '../forward/failure.ts';
import { type AnswerHead, longestAnswerHeadBytes, readAnswerHead } from '../http1/answer-head.ts';
import { BodyReader } from '../http1/body-reader.ts';
import { HeadReader } from '../http1/head-reader.ts';
import { type HeaderLines, noHeaders } from '../http1/header-lines.ts';
import type { Watched } from '../wire/idle-timers.ts';
import type { Wire, WireReader } from '../wire/wire.ts';

/**
 * How long a connection rests before we close it. Targets close theirs after 2 s (gunicorn), 5 s (Node, uvicorn,
 * Apache) or more; closing first makes it rare that a request meets a connection that is just going away. A new
 * connection costs next to nothing here.
 */
const restMs = 900;

/** Who waits for a target's answer. */
export interface AnswerTaker {
  onAnswer(head: AnswerHead): void;
  onAnswerBody(bytes: Buffer, start: number, end: number): void;
  /** The answer is whole. A connection that is `reusable` can take the next request. */
  onAnswerEnd(trailers: HeaderLines, reusable: boolean): void;
  /** All that came with one read was handed over. */
  onAnswerPause(): void;
  /** What was sent has left. */
  onSent(): void;
  /** `stale`: the target closed a connection that had rested, without a word to this request. */
  onAnswerFailed(failure: ForwardFailure, stale: boolean): void;
}

/** A connection to a target, which takes one request after the other. */
export class TargetConnection implements WireReader, Watched {
  readonly wire: Wire;
  readonly #clock: Clock;
  readonly #onClosed: (connection: TargetConnection) => void;
  readonly #heads = new HeadReader(longestAnswerHeadBytes);
  #taker: AnswerTaker | undefined;
  #method = 'GET';
  #head: AnswerHead | undefined;
  #body: BodyReader | undefined;
  /** Whether an answer came over it before the one that is waited for. */
  #served = false;
  /** Whether anything came since the request was begun. */
  #answered = false;
  #sinceMs: number;
  readonly #take = (bytes: Buffer, start: number, end: number) =>
    this.#taker?.onAnswerBody(bytes, start, end);

  constructor(
    open: (reader: WireReader) => Wire,
    clock: Clock,
    onClosed: (connection: TargetConnection) => void,
  ) {
    this.#clock = clock;
    this.#sinceMs = clock.now();
    this.#onClosed = onClosed;
    this.wire = open(this);
  }

  /** Whether it can take nothing more. */
  get ended(): boolean {
    return this.wire.stream.destroyed;
  }

  /** Takes a request, whose answer `taker` gets. What there is to send is written to the wire. */
  begin(taker: AnswerTaker, method: string): void {
    this.#taker = taker;
    this.#method = method;
    this.#answered = false;
    this.#head = undefined;
  }

  /** From now on whatever comes is passed on as a body that has no end. */
  tunnel(): void {
    this.#body = BodyReader.endless();
    this.wire.roomy = false;
  }

  destroy(error?: Error): void {
    this.#taker = undefined;
    this.wire.destroy(error);
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.#answered = true;
    let at = start;
    while (at < end) {
      // A word that nobody asked for: whose answer would it be?
      if (this.#taker === undefined) return this.wire.destroy();
      at = this.#body === undefined ? this.#readHead(bytes, at, end) : this.#readBody(bytes, at, end);
    }
    this.#taker?.onAnswerPause();
  }

  onTaken(): void {
    this.#taker?.onSent();
  }

  onEnd(): void {
    const body = this.#body;
    if (this.#head?.framing.kind === 'until close' && body !== undefined) this.#finish(noHeaders, false);
    else this.wire.destroy();
  }

  onClosed(error: Error | undefined): void {
    this.#onClosed(this);
    this.#fail(error === undefined ? 'connectionReset' : failureOf(error));
  }

  get dueMs(): number {
    return this.#sinceMs + restMs;
  }

  onDue(): void {
    if (this.#taker === undefined) this.wire.destroy();
    else this.#sinceMs = this.#clock.now();
  }

  #readHead(bytes: Buffer, start: number, end: number): number {
    const state = this.#heads.read(bytes, start, end);
    if (state === 'incomplete') return end;
    const lines = state === 'complete' ? this.#heads.take() : undefined;
    const head = lines && readAnswerHead(lines.headers, lines.firstLineEnd, this.#method);
    if (head === undefined) {
      this.#fail('malformedResponse');
      return end;
    }
    // Word that the answer will come; the client had ours already.
    if (head.status < 200 && head.status !== 101) return this.#heads.end;
    this.#head = head;
    if (head.framing.kind !== 'none') {
      this.#body = new BodyReader(head.framing);
      this.wire.roomy = true;
    }
    this.#taker?.onAnswer(head);
    if (head.framing.kind === 'none') this.#finish(noHeaders, this.#heads.end === end);
    return this.#heads.end;
  }

  #readBody(bytes: Buffer, start: number, end: number): number {
    const body = this.#body;
    if (body === undefined) return end;
    const at = body.read(bytes, start, end, this.#take);
    if (body.malformed) {
      this.#fail('connectionReset');
      return end;
    }
    if (body.done) this.#finish(body.trailers, at === end);
    return at;
  }

  #finish(trailers: HeaderLines, wasLast: boolean): void {
    const taker = this.#taker;
    const reusable = wasLast && this.#head?.keepsAlive === true;
    this.#taker = undefined;
    this.#body = undefined;
    this.#served = true;
    this.#sinceMs = this.#clock.now();
    taker?.onAnswerEnd(trailers, reusable);
  }

  #fail(failure: ForwardFailure): void {
    const taker = this.#taker;
    const stale = this.#served && !this.#answered && failure === 'connectionReset';
    this.destroy();
    taker?.onAnswerFailed(failure, stale);
  }
}
