import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionRequestOptions,
  connect,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Clock } from '../../../../src/clock.ts';
import { type DialOptions, dialHttp2 } from './target-dial.ts';

/** What a target may send unread on one stream, and on the connection. */
const streamWindowBytes = 512 * 1024;
const sessionWindowBytes = 8 * 1024 * 1024;

/** ELBv2's limit for all headers of a response. */
const largestHeaderListBytes = 32 * 1024;

/** A connection without streams is closed after so long: a target that closes its own is rarely met by a request. */
const restMs = 10_000;

export interface TargetSessionEvents {
  /** It takes no more requests. */
  readonly onEnding: (session: TargetSession) => void;
  readonly onClosed: (session: TargetSession) => void;
}

/** One HTTP/2 connection to a target. */
export class TargetSession {
  readonly #session: ClientHttp2Session;
  readonly #events: TargetSessionEvents;
  /** Why the connection broke, where its socket said so. */
  #failure: Error | undefined;
  #streams = 0;
  #requests = 0;
  #ending = false;

  constructor(dial: DialOptions, clock: Clock, events: TargetSessionEvents) {
    this.#events = events;
    const socket = dialHttp2(dial, clock);
    // Before the session learns of it, and ends its streams for a reason of its own.
    socket.once('error', (error) => {
      this.#failure = error;
    });
    this.#session = connect(`${dial.secure ? 'https' : 'http'}://target`, {
      createConnection: () => socket,
      settings: {
        enablePush: false,
        initialWindowSize: streamWindowBytes,
        maxHeaderListSize: largestHeaderListBytes,
      },
    });
    this.#session.on('connect', () => this.#session.setLocalWindowSize(sessionWindowBytes));
    this.#session.on('error', (error: Error) => {
      this.#failure ??= error;
    });
    this.#session.on('goaway', () => this.#endingNow());
    this.#session.on('close', () => {
      this.#endingNow();
      events.onClosed(this);
    });
    this.#session.setTimeout(restMs, () => {
      if (this.#streams === 0) this.close();
    });
  }

  /** Whether one more request may be sent on it. */
  get hasRoom(): boolean {
    if (this.#ending || this.#session.closed || this.#session.destroyed) return false;
    return this.#streams < (this.#session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY);
  }

  /** Whether it ended after it had served other requests: perhaps just when the latest was sent. */
  get endedAtRest(): boolean {
    return this.#requests > 1 && (this.#session.closed || this.#session.destroyed);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Throws where the connection has just ended, or where HTTP/2 cannot say these headers. */
  request(headers: OutgoingHttpHeaders, options: ClientSessionRequestOptions): ClientHttp2Stream {
    const stream = this.#session.request(headers, options);
    this.#streams += 1;
    this.#requests += 1;
    stream.once('close', () => {
      this.#streams -= 1;
    });
    return stream;
  }

  /** Takes no more requests, and ends once the streams have. */
  close(): void {
    this.#session.close();
    this.#endingNow();
  }

  destroy(): void {
    this.#session.destroy();
  }

  #endingNow(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#events.onEnding(this);
  }
}
