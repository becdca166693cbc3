import type { OwnAnswer } from '../forward/elb-answer.ts';
import type { ArrivalPort, ConnectionFacts } from '../listeners/arrival.ts';
import type { Wire } from '../wire/wire.ts';
import type { OutgoingAnswer } from './answer-text.ts';
import type { HeaderLines } from './header-lines.ts';

/** A client's connection as those see it who answer its request. */
export interface ClientSide {
  readonly facts: ConnectionFacts;
  readonly port: ArrivalPort;
  readonly wire: Wire;
  /** Has the connection end with the answer to this request. */
  endWithAnswer(): void;
  /** Answers with what comes from no target. Does nothing where an answer has begun. */
  answer(own: OwnAnswer): void;
  /** Leaves the answer to `relay`, which gets the request's body. */
  relay(relay: ClientRelay, idleTimeoutMs: number): void;
  /** Begins an answer; pieces of its body follow, and {@link finish}. */
  begin(answer: OutgoingAnswer): void;
  pass(bytes: Buffer, start: number, end: number, source: Wire): void;
  finish(trailers?: HeaderLines): void;
  /** Answers 101: from now on whatever comes is passed on as a body that has no end. */
  tunnel(head: string): void;
  /** Something has moved on that the client cannot see. */
  touch(): void;
  /** Breaks off. */
  abort(): void;
}

/** What stands between a client's request and its answer. */
export interface ClientRelay {
  onBody(bytes: Buffer, start: number, end: number): void;
  onBodyEnd(trailers: HeaderLines): void;
  /** All that came with one read was handed over. */
  onPause(): void;
  /** Nothing has come or gone for the idle timeout. */
  onIdle(): void;
  /** The client has left, or what it sends cannot be read. */
  onGone(): void;
  /** Of a tunnel: the client says no more. */
  onClientEnd(): void;
}
