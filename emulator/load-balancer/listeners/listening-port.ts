import { createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../../src/clock.ts';
import { Http2Sessions } from '../http2/http2-sessions.ts';
import { MemoryConnection } from '../http2/memory-connection.ts';
import type { DataPathLog } from '../log.ts';
import type { ListenerRoute } from '../snapshot.ts';
import type { SecureFacts } from '../tls/secure-facts.ts';
import { TlsTermination } from '../tls/tls-termination.ts';
import type { ArrivalPort } from './arrival.ts';
import { type BindRefusal, bind } from './bind.ts';
import { type FrontOptions, HttpFront } from './http-front.ts';

export interface ListeningPortOptions extends Omit<FrontOptions, 'port'> {
  /** The port that the listeners ask for. */
  readonly askedPort: number;
  /** Whether clients speak TLS. */
  readonly secure: boolean;
  readonly log: Pick<DataPathLog, 'warn'>;
}

/** What a port needs where its clients speak TLS. */
interface SecureSide {
  readonly termination: TlsTermination;
  readonly http2: Http2Sessions;
}

/**
 * One port on one or more addresses, shared by all listeners that ask for it. Connections outlive a release until
 * what is in flight on them is answered.
 */
export class ListeningPort implements ArrivalPort {
  readonly #clock: Clock;
  readonly #front: HttpFront;
  readonly #secure: SecureSide | undefined;
  readonly #servers = new Map<string, Server>();
  readonly #closings = new Set<Promise<void>>();
  /** The port that the listeners ask for. */
  readonly askedPort: number;
  #port: number;
  #idleTimeoutMs = 60_000;
  #released = false;

  constructor({ askedPort, secure, log, ...options }: ListeningPortOptions) {
    this.askedPort = askedPort;
    this.#port = askedPort;
    this.#clock = options.clock;
    this.#front = new HttpFront({ ...options, port: this });
    this.#secure = secure ? this.#secureSide(log) : undefined;
  }

  /** The port that is really bound on the first address (loopback), once that is; others may have another. */
  get port(): number {
    return this.#port;
  }

  /** The port that is bound on that address. */
  portAt(address: string): number {
    const bound = this.#servers.get(address)?.address();
    return typeof bound === 'object' && bound !== null ? bound.port : this.#port;
  }

  get addresses(): string[] {
    return [...this.#servers.keys()];
  }

  get released(): boolean {
    return this.#released;
  }

  /** Whether clients speak TLS here. */
  get secure(): boolean {
    return this.#secure !== undefined;
  }

  get idleTimeoutMs(): number {
    return this.#idleTimeoutMs;
  }

  /** Milliseconds that a connection may rest between two requests. */
  setIdleTimeout(idleTimeoutMs: number): void {
    if (idleTimeoutMs === this.#idleTimeoutMs) return;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#front.idleTimeoutChanged();
    this.#secure?.http2.setIdleTimeout(idleTimeoutMs);
  }

  /** The listeners whose certificates clients get; connections that are there stay. */
  setListeners(listeners: readonly ListenerRoute[]): void {
    this.#secure?.termination.setListeners(listeners);
  }

  /** Listens on one more address. Resolves with the reason where that cannot be. */
  async open(address: string, port: number): Promise<BindRefusal | undefined> {
    const accept = (socket: Socket) => this.#accept(socket);
    // Ours reads bare connections in its own way, from the first byte on.
    const isPlain = this.#secure === undefined;
    const server = createServer({ noDelay: true, allowHalfOpen: isPlain, pauseOnConnect: isPlain }, accept);
    const result = await bind(server, address, port);
    if ('refusal' in result) return result.refusal;
    if (this.#servers.size === 0) this.#port = result.port;
    this.#servers.set(address, server);
    // A failing accept (too many open files) concerns one connection, not the listener.
    server.on('error', () => {});
    return undefined;
  }

  /** Stops listening on one address. */
  close(address: string): void {
    const server = this.#servers.get(address);
    if (server === undefined) return;
    this.#servers.delete(address);
    const closing = new Promise<void>((resolve) => server.close(() => resolve()));
    this.#closings.add(closing);
    void closing.then(() => this.#closings.delete(closing));
  }

  /** Stops listening at once. Connections end as soon as they have nothing in flight. */
  release(): void {
    this.#released = true;
    for (const address of this.addresses) this.close(address);
    this.#front.release();
    this.#secure?.http2.close();
  }

  /** Resolves once a released port has no connection left. */
  async ended(): Promise<void> {
    await Promise.all(this.#closings);
    await this.#front.ended();
  }

  /** Closes every connection and resolves when nothing is left. */
  async destroy(): Promise<void> {
    this.release();
    this.#secure?.http2.destroy();
    this.#secure?.termination.destroy();
    this.#front.destroy();
    await this.ended();
  }

  #accept(socket: Socket): void {
    if (this.#secure !== undefined) this.#secure.termination.accept(socket);
    else this.#front.accept(socket, { ...this.#factsOf(socket), httpVersion: 'HTTP/1.1' });
  }

  #factsOf({ remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 }: Socket) {
    const client = { clientAddress: remoteAddress, clientPort: remotePort };
    return { acceptedAtMs: this.#clock.now(), ...client, localAddress, localPort };
  }

  #secureSide(log: Pick<DataPathLog, 'warn'>): SecureSide {
    const http2 = new Http2Sessions();
    const termination = new TlsTermination((socket, facts) => this.#secured(socket, facts), log);
    return { termination, http2 };
  }

  #secured(socket: TLSSocket, secure: SecureFacts): void {
    const side = this.#secure;
    if (side === undefined) return;
    const facts = { ...this.#factsOf(socket), secure };
    if (socket.alpnProtocol !== 'h2') {
      this.#front.accept(socket, { ...facts, httpVersion: 'HTTP/1.1' });
      return;
    }
    const { remoteAddress, remotePort } = socket;
    side.http2.accept(socket, () => {
      const [near, far] = MemoryConnection.pair({ remoteAddress, remotePort }, this.#clock);
      this.#front.accept(far, { ...facts, httpVersion: 'HTTP/2' });
      return near;
    });
  }
}
