import { TLSSocket } from 'node:tls';
import type { Clock } from '../../../src/clock.ts';
import { ConnectTimeoutError, HandshakeTimeoutError } from '../forward/failure.ts';
import { Http2Target } from '../http2/target/http2-target.ts';
import { targetTls } from '../tls/target-tls.ts';
import type { IdleTimers } from '../wire/idle-timers.ts';
import { Wire } from '../wire/wire.ts';
import { TargetConnection } from './target-connection.ts';

/** ELBv2 gives a target 10 seconds to take a connection. */
export const connectTimeoutMs = 10_000;

const mostAtRest = 1024;

export interface TargetConnectionsOptions {
  readonly address: string;
  readonly port: number;
  /** Whether the target speaks TLS. */
  readonly secure: boolean;
  /** Whether the target speaks HTTP/2. */
  readonly http2: boolean;
  readonly clock: Clock;
  readonly timers: IdleTimers;
}

/** The connections to one target: those in use, and those at rest that the next request takes. */
export class TargetConnections {
  readonly #options: TargetConnectionsOptions;
  /** The one that came to rest last is taken first, so that those beyond need end by themselves. */
  readonly #atRest: TargetConnection[] = [];
  /** Where the target speaks HTTP/2: every connection is one for a single request, and none rests. */
  readonly #http2: Http2Target | undefined;
  #keeping = true;
  readonly #onClosed = (connection: TargetConnection) => this.#closed(connection);

  constructor(options: TargetConnectionsOptions) {
    this.#options = options;
    const { address, port, secure, clock, http2 } = options;
    this.#http2 = http2 ? new Http2Target({ address, port, secure }, clock) : undefined;
  }

  /** A connection at rest, or else a new one. */
  take(): TargetConnection {
    let connection = this.#atRest.pop();
    // One that we have just given up says so only in a later turn of the event loop.
    while (connection?.ended) connection = this.#atRest.pop();
    return connection ?? this.open();
  }

  /** Opens a connection. It fails with {@link ConnectTimeoutError} when the target does not take it. */
  open(): TargetConnection {
    const { clock, timers } = this.#options;
    const http2 = this.#http2;
    const connection =
      http2 === undefined
        ? this.#dial()
        : new TargetConnection((reader) => Wire.of(http2.open(), reader), clock, this.#onClosed);
    timers.watch(connection);
    return connection;
  }

  #dial(): TargetConnection {
    const { address: host, port, secure, clock } = this.#options;
    const connection = new TargetConnection(
      (reader) =>
        secure
          ? Wire.connectSecurely({ host, port, ...targetTls }, reader)
          : Wire.connect({ host, port }, reader),
      clock,
      this.#onClosed,
    );
    const { stream } = connection.wire;
    const timer = clock.setTimeout(() => connection.wire.destroy(lateError(stream)), connectTimeoutMs);
    const settled = () => clock.clearTimeout(timer);
    stream.once(secure ? 'secureConnect' : 'connect', settled);
    stream.once('close', settled);
    return connection;
  }

  /** Takes back a connection that has nothing to do. */
  rest(connection: TargetConnection): void {
    if (connection.ended) return;
    if (this.#keeping && this.#atRest.length < mostAtRest) this.#atRest.push(connection);
    else connection.destroy();
  }

  /** Closes what is at rest and lets nothing rest until {@link keep}; connections in use go on. */
  closeIdle(): void {
    this.#keeping = false;
    this.#http2?.closeIdle();
    for (const connection of this.#atRest.splice(0)) connection.destroy();
  }

  /** Lets connections rest again. */
  keep(): void {
    this.#keeping = true;
  }

  /** Ends what is shared by connections for good; to be called once none is in use. */
  destroy(): void {
    this.#http2?.destroy();
  }

  #closed(connection: TargetConnection): void {
    this.#options.timers.unwatch(connection);
    const place = this.#atRest.indexOf(connection);
    if (place !== -1) this.#atRest.splice(place, 1);
  }
}

function lateError(stream: object): Error {
  return stream instanceof TLSSocket && !stream.connecting
    ? new HandshakeTimeoutError('no TLS connection')
    : new ConnectTimeoutError('no connection');
}
