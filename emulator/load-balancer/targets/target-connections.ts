import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Clock } from '../../../src/clock.ts';
import { ConnectTimeoutError, HandshakeTimeoutError } from '../forward/failure.ts';
import type { MemoryConnection } from '../http2/memory-connection.ts';
import { Http2Target } from '../http2/target/http2-target.ts';
import { targetTls } from '../tls/target-tls.ts';

/** ELBv2 gives a target 10 seconds to take a connection. */
export const connectTimeoutMs = 10_000;

/**
 * How long a connection rests before we close it. Targets close theirs after 2 s (gunicorn), 5 s (Node, uvicorn,
 * Apache) or more; closing first makes it rare that a request meets a connection that is just going away. A new
 * connection costs next to nothing here.
 */
const restMs = 900;

/** How a target is spoken to. */
export interface TargetSpeech {
  readonly tls?: boolean;
  readonly http2?: boolean;
}

/** The connections to one target: those in use, and those at rest that the next request takes. */
export class TargetConnections extends Agent {
  readonly #address: string;
  readonly #port: number;
  readonly #clock: Clock;
  readonly #secure: boolean;
  /** Where the target speaks HTTP/2: every connection is one for a single request, and none rests. */
  readonly #http2: Http2Target | undefined;
  /** What each connection had read when it was last put to rest. */
  readonly #bytesReadAtRest = new WeakMap<Socket, number>();
  #keeping = true;

  constructor(
    address: string,
    port: number,
    clock: Clock,
    { tls = false, http2 = false }: TargetSpeech = {},
  ) {
    super({ keepAlive: true, timeout: restMs, maxFreeSockets: 1024 });
    this.#address = address;
    this.#port = port;
    this.#clock = clock;
    this.#secure = tls;
    this.#http2 = http2 ? new Http2Target({ address, port, secure: tls }, clock) : undefined;
  }

  /** Opens a connection, pooled by nobody. It fails with {@link ConnectTimeoutError} when the target does not take it. */
  open(): Socket | MemoryConnection {
    if (this.#http2 !== undefined) return this.#http2.open();
    const to = { host: this.#address, port: this.#port, noDelay: true };
    const socket = this.#secure ? connectSecurely({ ...to, ...targetTls }) : connect(to);
    const timer = this.#clock.setTimeout(
      () =>
        socket.destroy(
          socket.connecting
            ? new ConnectTimeoutError('no connection')
            : new HandshakeTimeoutError('no TLS connection'),
        ),
      connectTimeoutMs,
    );
    const settled = () => this.#clock.clearTimeout(timer);
    socket.once(this.#secure ? 'secureConnect' : 'connect', settled);
    socket.once('close', settled);
    return socket;
  }

  /** Whether a connection had served before and then ended without another byte: the target closed it at rest. */
  wentStale(socket: Socket): boolean {
    const atRest = this.#bytesReadAtRest.get(socket);
    return atRest !== undefined && atRest === socket.bytesRead;
  }

  /** Closes what is at rest and lets nothing rest until {@link keep}; connections in use go on. */
  closeIdle(): void {
    this.#keeping = false;
    this.#http2?.closeIdle();
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of [...(sockets ?? [])]) socket.destroy();
    }
  }

  /** Lets connections rest again. */
  keep(): void {
    this.#keeping = true;
  }

  override destroy(): void {
    super.destroy();
    this.#http2?.destroy();
  }

  override createConnection(): Socket | MemoryConnection {
    return this.open();
  }

  /** All connections are to one target, so they need no telling apart. Called by node:http for each request. */
  override getName(): string {
    return 'target';
  }

  /** Called by node:http when a connection has nothing to do; false closes it. */
  override keepSocketAlive(socket: Socket): boolean {
    if (!this.#keeping || this.#http2 !== undefined) return false;
    this.#bytesReadAtRest.set(socket, socket.bytesRead);
    socket.unref();
    socket.setTimeout(restMs);
    return true;
  }
}
