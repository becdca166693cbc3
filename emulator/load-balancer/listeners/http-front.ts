import type { Duplex } from 'node:stream';
import { ClientConnection } from '../http1/client-connection.ts';
import type { ClientSettings } from '../http1/client-settings.ts';
import type { ConnectionFacts } from './arrival.ts';

export type FrontOptions = Omit<ClientSettings, 'onClosed'>;

/** The HTTP/1.1 side of a listening port: the connections that requests come by. */
export class HttpFront {
  readonly #settings: ClientSettings;
  readonly #connections = new Set<ClientConnection>();
  #onEnded: () => void = () => {};

  constructor(options: FrontOptions) {
    this.#settings = { ...options, onClosed: (connection) => this.#closed(connection) };
  }

  /** Reads requests from a connection of which nothing was read. */
  accept(stream: Duplex, facts: ConnectionFacts): void {
    this.#connections.add(new ClientConnection(stream, facts, this.#settings));
  }

  /** To be called when connections may rest for another time than before. */
  idleTimeoutChanged(): void {
    for (const connection of this.#connections) this.#settings.timers.watch(connection);
  }

  /** Ends connections as soon as they have nothing in flight. */
  release(): void {
    for (const connection of this.#connections) connection.release();
  }

  /** Resolves once no connection is left. */
  async ended(): Promise<void> {
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      const before = this.#onEnded;
      this.#onEnded = () => {
        before();
        resolve();
      };
    });
  }

  destroy(): void {
    for (const connection of this.#connections) connection.abort();
  }

  #closed(connection: ClientConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onEnded();
  }
}
