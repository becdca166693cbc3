import type { Clock } from '../../../src/clock.ts';
import type { AnswerHead } from '../http1/answer-head.ts';
import { httpDate } from '../http1/answer-text.ts';
import { lastChunk, passChunk } from '../http1/answer-writer.ts';
import type { ClientRelay, ClientSide } from '../http1/client-side.ts';
import { headerKind } from '../http1/header-kind.ts';
import type { HeaderLines } from '../http1/header-lines.ts';
import type { RequestRecord } from '../request-record.ts';
import type { ResponseChanges } from '../snapshot.ts';
import type { InFlight, LiveTarget } from '../targets/live-target.ts';
import type { AnswerTaker, TargetConnection } from '../targets/target-connection.ts';
import { elbAnswer } from './elb-answer.ts';
import { type ForwardFailure, failureStatus } from './failure.ts';
import { headerLinesOf, responseHeaders } from './response-headers.ts';

/** Methods that may be sent a second time without harm (RFC 9110 section 9.2.2). */
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** What goes to the target. */
export interface Forwarding {
  readonly target: LiveTarget;
  /** Origin form, with the query. */
  readonly path: string;
  /** Header lines with their CRLF. */
  readonly headers: string;
  /** What the load balancer adds to the target's answer, by its raw headers; both are flat lists of names and values. */
  readonly addedHeaders?: (answer: readonly string[]) => readonly string[];
  /** Milliseconds without a byte in either direction after which the exchange is given up. */
  readonly idleTimeoutMs: number;
  /** Whether the connection to the target ends with this exchange, and is shared with no other. */
  readonly closing: boolean;
  readonly changes: ResponseChanges;
  readonly clock: Clock;
}

/**
 * One request on its way to a target and its answer on the way back, both streamed. It counts as in flight at the
 * target from {@link start} until the target has nothing more to do with it.
 */
export class Exchange implements InFlight, ClientRelay, AnswerTaker {
  readonly #client: ClientSide;
  readonly #record: RequestRecord;
  readonly #forwarding: Forwarding;
  readonly #chunked: boolean;
  #phase: 'waiting' | 'answering' | 'tunnel' | 'over' = 'waiting';
  #connection: TargetConnection | undefined;
  /** Whether the target has been sent all of the request. */
  #sent: boolean;
  #replayed = false;

  constructor(client: ClientSide, record: RequestRecord, forwarding: Forwarding) {
    this.#client = client;
    this.#record = record;
    this.#forwarding = forwarding;
    const { kind } = record.request.framing;
    this.#chunked = kind === 'chunked';
    this.#sent = kind === 'none';
  }

  /** Answers the client in every case: with the target's answer, or with ELBv2's for what went wrong. */
  start(): void {
    const { target, idleTimeoutMs } = this.#forwarding;
    target.enter(this);
    this.#client.relay(this, idleTimeoutMs);
    this.#send();
  }

  cut(): void {
    this.#fail('deregistrationDelayElapsed');
  }

  // What the client says.

  onBody(bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    if (this.#chunked) passChunk(connection.wire, bytes, start, end, this.#client.wire);
    else connection.wire.pass(bytes, start, end, this.#client.wire);
  }

  onBodyEnd(trailers: HeaderLines): void {
    this.#sent = true;
    if (this.#chunked) this.#connection?.wire.queue(lastChunk(trailers));
  }

  onPause(): void {
    // Once all is sent the client's wire tells of nothing but that it leaves, which is worth knowing.
    this.#connection?.wire.flush(this.#sent ? undefined : this.#client.wire);
  }

  onIdle(): void {
    if (this.#phase === 'waiting') this.#fail(this.#clientOwes() ? 'clientIdle' : 'targetIdle');
    else if (this.#phase === 'answering' && this.#client.wire.blocked) {
      // The target waits because the client reads slowly: from here on the client's own progress decides.
      this.#client.wire.closeWithoutProgress(this.#forwarding.idleTimeoutMs);
    } else this.#fail('targetIdle');
  }

  onGone(): void {
    this.#end();
  }

  onClientEnd(): void {
    this.#connection?.wire.end();
  }

  // What the target says.

  onAnswer(head: AnswerHead): void {
    const nowMs = this.#forwarding.clock.now();
    this.#record.answeredAtMs = nowMs;
    this.#record.targetStatus = head.status;
    if (head.status === 101) return this.#join(head);
    this.#phase = 'answering';
    const { addedHeaders, changes } = this.#forwarding;
    const { headers, framing, status, reason } = head;
    let text = responseHeaders(headers, head.connection.nominated, changes.headers);
    if (addedHeaders !== undefined) text += headerLinesOf(addedHeaders(headers.raw));
    this.#client.begin({
      status,
      reason,
      headers: text,
      unsized: framing.kind === 'chunked' || framing.kind === 'until close',
      date: headers.has(headerKind.date) ? undefined : httpDate(nowMs),
    });
  }

  onAnswerBody(bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    if (connection !== undefined) this.#client.pass(bytes, start, end, connection.wire);
  }

  onAnswerPause(): void {
    if (this.#connection === undefined) return;
    this.#client.touch();
    this.#client.wire.flush(this.#connection.wire);
  }

  onAnswerEnd(trailers: HeaderLines, reusable: boolean): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const isTunnel = this.#phase === 'tunnel';
    this.#phase = 'over';
    this.#connection = undefined;
    this.#client.wire.letGo(connection.wire);
    if (reusable && this.#sent && !this.#forwarding.closing)
      this.#forwarding.target.connections.rest(connection);
    else connection.destroy();
    this.#forwarding.target.leave(this);
    if (isTunnel) this.#client.endWithAnswer();
    this.#client.finish(trailers);
  }

  onSent(): void {
    this.#client.touch();
  }

  onAnswerFailed(failure: ForwardFailure, stale: boolean): void {
    this.#connection = undefined;
    if (stale && this.#phase === 'waiting' && this.#mayGoAgain()) {
      this.#replayed = true;
      this.#send();
    } else this.#fail(failure);
  }

  #send(): void {
    const { target, path, headers, closing } = this.#forwarding;
    const { connections } = target;
    const { method, upgrade } = this.#record.request;
    const connection = this.#replayed || closing ? connections.open() : connections.take();
    this.#connection = connection;
    connection.begin(this, method);
    const end =
      upgrade !== undefined
        ? '\r\n'
        : closing
          ? 'Connection: close\r\n\r\n'
          : 'Connection: keep-alive\r\n\r\n';
    connection.wire.queue(`${method} ${path} HTTP/1.1\r\n${headers}${end}`);
    if (this.#sent) connection.wire.flush();
  }

  /** The target's 101 goes to the client, and from then on everything both ways. */
  #join(head: AnswerHead): void {
    if (this.#record.request.upgrade === undefined) return this.#fail('malformedResponse');
    this.#phase = 'tunnel';
    this.#connection?.tunnel();
    this.#client.tunnel(`HTTP/1.1 101 ${head.reason}\r\n${headerLinesOf(head.headers.raw)}\r\n`);
  }

  /** The target has never seen a request that met a connection which was going away. */
  #mayGoAgain(): boolean {
    const { method, framing } = this.#record.request;
    return !this.#replayed && framing.kind === 'none' && idempotentMethods.has(method);
  }

  #clientOwes(): boolean {
    return !this.#sent && this.#connection?.wire.blocked !== true;
  }

  #fail(failure: ForwardFailure): void {
    if (this.#phase === 'over') return;
    const begun = this.#phase !== 'waiting';
    this.#end();
    if (begun) this.#client.abort();
    else this.#client.answer(elbAnswer(failureStatus[failure], this.#forwarding.changes));
  }

  #end(): void {
    this.#phase = 'over';
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) {
      this.#client.wire.letGo(connection.wire);
      connection.destroy();
    }
    this.#forwarding.target.leave(this);
  }
}
