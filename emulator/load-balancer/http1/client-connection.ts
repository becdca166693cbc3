import type { Duplex } from 'node:stream';
import { type ElbStatus, elbAnswer, type OwnAnswer } from '../forward/elb-answer.ts';
import type { ArrivalPort, ConnectionFacts } from '../listeners/arrival.ts';
import { RequestRecord } from '../request-record.ts';
import type { Watched } from '../wire/idle-timers.ts';
import { Wire, type WireReader } from '../wire/wire.ts';
import { httpDate, type OutgoingAnswer } from './answer-text.ts';
import { AnswerWriter } from './answer-writer.ts';
import { BodyReader } from './body-reader.ts';
import type { ClientSettings } from './client-settings.ts';
import type { ClientRelay, ClientSide } from './client-side.ts';
import { HeadReader } from './head-reader.ts';
import { longestHeadBytes } from './head-scan.ts';
import type { HeaderLines } from './header-lines.ts';
import { expectsContinue, type RequestHead, takeRequest } from './request-head.ts';

/** How long a client may take for a head, however busily it sends. */
const headTimeoutMs = 60_000;
/** How long we still read from a client that has had its last answer: closing at once could take it from it. */
const lingerMs = 2000;
const nothing: Buffer = Buffer.alloc(0);

/**
 * `head`: between two requests, or within the head of one. `body`: its body is coming. `answer`: it is here, and the
 * answer to it is not. `closing`: nothing that comes matters any more.
 */
type Phase = 'head' | 'body' | 'answer' | 'closing';

/** A client's connection, which brings one request after the other; each is answered before the next one is read. */
export class ClientConnection implements ClientSide, WireReader, Watched {
  readonly facts: ConnectionFacts;
  readonly wire: Wire;
  readonly #settings: ClientSettings;
  readonly #heads = new HeadReader();
  readonly #answers: AnswerWriter;
  #phase: Phase = 'head';
  #record: RequestRecord | undefined;
  #body: BodyReader | undefined;
  #relay: ClientRelay | undefined;
  #keepAlive = true;
  /** Bytes that came while an answer was under way. */
  #held = nothing;
  #activeAtMs: number;
  /** Of the request under way. */
  #idleTimeoutMs = 0;
  /** When what is limited as a whole began: a head that is not whole, or closing. */
  #sinceMs = 0;
  readonly #take = (bytes: Buffer, start: number, end: number) => this.#relay?.onBody(bytes, start, end);

  constructor(stream: Duplex, facts: ConnectionFacts, settings: ClientSettings) {
    this.facts = facts;
    this.#settings = settings;
    this.#activeAtMs = facts.acceptedAtMs;
    this.wire = Wire.of(stream, this);
    this.#answers = new AnswerWriter(this.wire);
    settings.timers.watch(this);
  }

  get port(): ArrivalPort {
    return this.#settings.port;
  }

  /** Ends the connection as soon as it has nothing in flight. */
  release(): void {
    if (this.#phase === 'head' && !this.#heads.begun) this.#close();
  }

  endWithAnswer(): void {
    this.#keepAlive = false;
  }

  answer(own: OwnAnswer): void {
    const request = this.#record?.request;
    if (this.#answers.state !== 'none' || request === undefined) return;
    if (own.ends) this.#keepAlive = false;
    this.begin({ ...own, unsized: false, date: httpDate(this.#settings.clock.now()) });
    if (request.method !== 'HEAD') this.wire.queue(own.body);
    this.finish();
  }

  relay(relay: ClientRelay, idleTimeoutMs: number): void {
    this.#relay = relay;
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  begin(answer: OutgoingAnswer): void {
    if (this.port.released) this.#keepAlive = false;
    if (this.#record !== undefined) this.#record.status = answer.status;
    const version = this.#record?.request.version ?? '1.1';
    this.#keepAlive = this.#answers.begin(answer, version, this.#keepAlive);
  }

  pass(bytes: Buffer, start: number, end: number, source: Wire): void {
    this.#answers.pass(bytes, start, end, source);
  }

  finish(trailers?: HeaderLines): void {
    this.#answers.finish(trailers);
    this.#relay = undefined;
    this.#done();
    if (!this.#keepAlive || this.port.released) this.#close();
    else if (this.#phase === 'answer') this.#next();
  }

  tunnel(head: string): void {
    if (this.#record !== undefined) this.#record.status = 101;
    this.#answers.tunnel(head);
    this.#body = BodyReader.endless();
    this.#phase = 'body';
    this.#readHeld();
  }

  touch(): void {
    this.#activeAtMs = this.#settings.clock.now();
  }

  abort(): void {
    this.wire.destroy();
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.touch();
    this.#read(bytes, start, end);
    this.#relay?.onPause();
  }

  onTaken(): void {
    this.touch();
    if (this.#phase === 'answer' && this.#answers.state === 'whole') this.#next();
  }

  onEnd(): void {
    if (this.#answers.state === 'tunnel') this.#relay?.onClientEnd();
    else if (this.#record !== undefined) this.wire.destroy();
    else this.#close();
  }

  onClosed(): void {
    this.#phase = 'closing';
    this.#settings.timers.unwatch(this);
    const relay = this.#relay;
    this.#relay = undefined;
    relay?.onGone();
    this.#done();
    this.#settings.onClosed(this);
  }

  get dueMs(): number {
    if (this.#phase === 'closing') return this.#sinceMs + lingerMs;
    if (this.#phase !== 'head') return this.#activeAtMs + (this.#idleTimeoutMs || this.port.idleTimeoutMs);
    const idleMs = this.#activeAtMs + this.port.idleTimeoutMs;
    return this.#heads.begun ? Math.min(idleMs, this.#sinceMs + headTimeoutMs) : idleMs;
  }

  onDue(): void {
    this.touch();
    if (this.#relay !== undefined) this.#relay.onIdle();
    else if (this.#phase === 'head' && this.#heads.begun) this.#refuse(408);
    else this.wire.destroy();
  }

  #read(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.#phase === 'head') at = this.#readHead(bytes, at, end);
      else if (this.#phase === 'body') at = this.#readBody(bytes, at, end);
      else {
        if (this.#phase === 'answer') this.#hold(bytes, at, end);
        return;
      }
    }
  }

  #readHead(bytes: Buffer, start: number, end: number): number {
    const begun = this.#heads.begun;
    const state = this.#heads.read(bytes, start, end);
    if (state === 'incomplete') {
      if (!begun && this.#heads.begun) this.#limitHead();
      return end;
    }
    const request = takeRequest(this.#heads, state);
    if (typeof request === 'number') {
      this.#refuse(request);
      return end;
    }
    this.#begin(request);
    return this.#heads.end;
  }

  /** A head that is not whole has less time than a connection at rest may have. */
  #limitHead(): void {
    this.#sinceMs = this.#activeAtMs;
    if (this.port.idleTimeoutMs > headTimeoutMs) this.#settings.timers.watch(this);
  }

  #begin(request: RequestHead): void {
    const record = new RequestRecord(this.facts, request, this.#activeAtMs, this.wire.bytesWritten);
    this.#record = record;
    this.#answers.reset();
    const { framing } = request;
    this.#keepAlive = request.keepsAlive;
    if (framing.kind === 'none') this.#phase = 'answer';
    else {
      this.#phase = 'body';
      this.#body = new BodyReader(framing);
      this.wire.roomy = true;
      if (expectsContinue(request)) {
        this.wire.queue('HTTP/1.1 100 Continue\r\n\r\n');
        this.wire.flush();
      }
    }
    this.#settings.onRequest(this, record);
  }

  #readBody(bytes: Buffer, start: number, end: number): number {
    const body = this.#body;
    if (body === undefined) return end;
    const at = body.read(bytes, start, end, this.#take);
    if (this.#record !== undefined) this.#record.receivedBytes += at - start;
    if (body.malformed) {
      this.#breakOff();
      return end;
    }
    if (body.done) {
      this.#body = undefined;
      this.wire.roomy = false;
      this.#phase = 'answer';
      this.#relay?.onBodyEnd(body.trailers);
      if (this.#answers.state === 'whole') this.#next();
    }
    return at;
  }

  /** The body cannot be read, so neither can anything behind it. */
  #breakOff(): void {
    const relay = this.#relay;
    this.#relay = undefined;
    relay?.onGone();
    if (this.#answers.state === 'none') this.answer(elbAnswer(400));
    else if (this.#answers.state === 'begun') this.wire.destroy();
    else this.#close();
  }

  /** Answers what is no request, and closes. */
  #refuse(status: ElbStatus): void {
    const { body, ...own } = elbAnswer(status);
    const date = httpDate(this.#settings.clock.now());
    const writtenBefore = this.wire.bytesWritten;
    this.#answers.begin({ ...own, unsized: false, date }, '1.1', false);
    this.wire.queue(body);
    this.#settings.onRefused(this, status, this.wire.bytesWritten - writtenBefore);
    this.#close();
  }

  #next(): void {
    // Nothing is read for a client that does not take its answers.
    if (this.wire.blocked) return;
    this.#phase = 'head';
    this.#idleTimeoutMs = 0;
    this.#readHeld();
  }

  #hold(bytes: Buffer, start: number, end: number): void {
    this.#held = Buffer.concat([this.#held, bytes.subarray(start, end)]);
    if (this.#held.length > longestHeadBytes) this.wire.pause();
  }

  #readHeld(): void {
    const held = this.#held;
    if (held.length === 0) return;
    this.#held = nothing;
    this.wire.resume();
    this.#read(held, 0, held.length);
    this.#relay?.onPause();
  }

  #done(): void {
    const record = this.#record;
    if (record === undefined) return;
    this.#record = undefined;
    this.touch();
    record.end(this.#activeAtMs, this.wire.bytesWritten);
    this.#settings.onDone(record);
  }

  #close(): void {
    this.#phase = 'closing';
    this.wire.roomy = false;
    this.#sinceMs = this.#settings.clock.now();
    this.wire.end();
    this.#settings.timers.watch(this);
  }
}
