import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { DataPathLog } from '../log.ts';
import type { ListenerTls } from '../snapshot.ts';
import { TlsEndpoint } from '../tls/tls-endpoint.ts';
import type { FlowEnd } from './flow-end.ts';
import type { FlowPort } from './flow-port.ts';

interface Handshake {
  readonly port: FlowPort;
  readonly connection: Socket;
  readonly onSecure: (client: FlowEnd) => void;
}

/** Takes the clients of TLS listeners through their handshakes. */
export class FlowHandshakes {
  readonly #log: Pick<DataPathLog, 'warn'>;
  readonly #endpoints = new Map<string, TlsEndpoint>();
  /** Those under way, by the addresses of the connection. */
  readonly #handshakes = new Map<string, Handshake>();

  constructor(log: Pick<DataPathLog, 'warn'>) {
    this.#log = log;
  }

  /** Begins one on a paused connection. A client that does not end it is let go of. */
  accept(port: FlowPort, tls: ListenerTls, connection: Socket, onSecure: (client: FlowEnd) => void): void {
    const endpoint = this.#endpoint(port.listenerArn, tls);
    if (endpoint === undefined) return void connection.destroy();
    const key = keyOf(connection);
    this.#handshakes.set(key, { port, connection, onSecure });
    connection.once('close', () => this.#handshakes.delete(key));
    endpoint.accept(connection);
  }

  /** Ends the handshakes that are under way on a port. */
  endOn(port: FlowPort): void {
    for (const each of [...this.#handshakes.values()]) if (each.port === port) each.connection.destroy();
    this.#endpoints.delete(port.listenerArn);
  }

  #endpoint(listenerArn: string, tls: ListenerTls): TlsEndpoint | undefined {
    const known = this.#endpoints.get(listenerArn);
    if (known?.isFor(tls)) return known;
    try {
      const made = new TlsEndpoint(tls, (stream) => this.#secured(stream));
      this.#endpoints.set(listenerArn, made);
      return made;
    } catch (error) {
      // The settings before, where there were any, go on.
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn({ listenerArn, reason }, 'listener cannot use its certificate');
      return known;
    }
  }

  #secured(stream: TLSSocket): void {
    const key = keyOf(stream);
    const handshake = this.#handshakes.get(key);
    if (handshake === undefined) return void stream.destroy();
    this.#handshakes.delete(key);
    const { connection, onSecure } = handshake;
    const { alpnProtocol } = stream;
    onSecure({ stream, connection, ...(alpnProtocol ? { protocol: alpnProtocol } : {}) });
  }
}

function keyOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
