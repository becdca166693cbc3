import { performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { relayStream } from './stream-relay.ts';

/** ELBv2's limit (Application Load Balancers guide, "Listener protocols"). */
const mostStreams = 128;
/** ELBv2's limit for all headers of a request. */
const largestHeaderListBytes = 64 * 1024;

/** The connections of HTTP/2 clients. */
export class Http2Sessions {
  readonly #sessions = new Set<ServerHttp2Session>();
  #idleTimeoutMs = 60_000;

  /** Milliseconds that a connection without any stream may rest. */
  setIdleTimeout(idleTimeoutMs: number): void {
    this.#idleTimeoutMs = idleTimeoutMs;
    for (const session of this.#sessions) session.setTimeout(idleTimeoutMs);
  }

  /** Speaks HTTP/2 on a connection; each request opens a connection to the load balancer's HTTP/1.1 side. */
  accept(socket: Duplex, connect: () => Duplex): void {
    const session = performServerHandshake(socket, {
      settings: { maxConcurrentStreams: mostStreams, maxHeaderListSize: largestHeaderListBytes },
    });
    let streams = 0;
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
    session.on('error', () => session.destroy());
    session.setTimeout(this.#idleTimeoutMs);
    // While a request is under way, its own timers decide.
    session.on('timeout', () => {
      if (streams === 0) session.close();
    });
    session.on(
      'stream',
      (stream: ServerHttp2Stream, _headers: object, _flags: number, rawHeaders: string[]) => {
        streams += 1;
        stream.once('close', () => {
          streams -= 1;
        });
        relayStream(stream, rawHeaders, { connect, onClose: () => session.close() });
      },
    );
  }

  /** Lets every connection end once its streams have. */
  close(): void {
    for (const session of this.#sessions) session.close();
  }

  destroy(): void {
    for (const session of this.#sessions) session.destroy();
  }
}
