import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { DataPathLog } from '../log.ts';
import type { ListenerRoute } from '../snapshot.ts';
import { chooseSecureListener } from './certificate-choice.ts';
import { longestClientHelloBytes, readClientHello } from './client-hello.ts';
import type { SecureFacts } from './secure-facts.ts';
import { TlsEndpoint } from './tls-endpoint.ts';

/** A client that says nothing is not waited for any longer. */
const helloTimeoutMs = 10_000;

/** Takes the connections of one port through their handshakes, by the listener that each is for. */
export class TlsTermination {
  readonly #onSecure: (socket: TLSSocket, facts: SecureFacts) => void;
  readonly #log: Pick<DataPathLog, 'warn'>;
  readonly #endpoints = new Map<string, TlsEndpoint>();
  /** The bare connections, under the handshake and after it. */
  readonly #connections = new Set<Socket>();
  #listeners: readonly ListenerRoute[] = [];

  constructor(onSecure: (socket: TLSSocket, facts: SecureFacts) => void, log: Pick<DataPathLog, 'warn'>) {
    this.#onSecure = onSecure;
    this.#log = log;
  }

  /** Handshakes go by these from now on; connections that are there stay. The oldest listener comes first. */
  setListeners(listeners: readonly ListenerRoute[]): void {
    const wanted = [...listeners].sort((a, b) => a.loadBalancerCreatedAtMs - b.loadBalancerCreatedAtMs);
    const kept = new Set(wanted.map(({ listenerArn }) => listenerArn));
    for (const arn of [...this.#endpoints.keys()]) if (!kept.has(arn)) this.#endpoints.delete(arn);
    for (const listener of wanted) this.#bring(listener);
    this.#listeners = wanted.filter(({ listenerArn }) => this.#endpoints.has(listenerArn));
  }

  accept(socket: Socket): void {
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
    const [only, more] = this.#listeners;
    if (more === undefined) this.#handOver(socket, only);
    else this.#peek(socket);
  }

  /** Ends every connection, also those under the handshake. */
  destroy(): void {
    for (const socket of this.#connections) socket.destroy();
  }

  #bring({ listenerArn, tls }: ListenerRoute): void {
    if (tls === undefined || this.#endpoints.get(listenerArn)?.isFor(tls)) return;
    const onSecure = (socket: TLSSocket, endpoint: TlsEndpoint) => this.#secured(socket, endpoint);
    try {
      this.#endpoints.set(listenerArn, new TlsEndpoint(tls, onSecure));
    } catch (error) {
      // The settings before, where there were any, go on.
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn({ listenerArn, reason }, 'listener cannot use its certificate');
    }
  }

  /** Which listener a connection is for shows in its first message, which is put back. */
  #peek(socket: Socket): void {
    let seen = Buffer.alloc(0);
    const end = () => socket.destroy();
    const onReadable = () => {
      for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read())
        seen = Buffer.concat([seen, chunk]);
      const hello = readClientHello(seen);
      if (hello.state === 'incomplete' && seen.length < longestClientHelloBytes) return;
      socket.setTimeout(0).removeListener('timeout', end);
      socket.removeListener('readable', onReadable);
      socket.removeListener('end', end);
      socket.removeListener('error', end);
      socket.unshift(seen);
      const name = hello.state === 'complete' ? hello.serverName : undefined;
      this.#handOver(socket, chooseSecureListener(this.#listeners, name) ?? this.#listeners[0]);
    };
    socket.setTimeout(helloTimeoutMs).once('timeout', end);
    socket.once('end', end);
    socket.once('error', end);
    socket.on('readable', onReadable);
  }

  #handOver(socket: Socket, listener: ListenerRoute | undefined): void {
    const endpoint = listener && this.#endpoints.get(listener.listenerArn);
    if (endpoint === undefined) socket.destroy();
    else endpoint.accept(socket);
  }

  #secured(socket: TLSSocket, endpoint: TlsEndpoint): void {
    const serverName = nameOf(socket);
    this.#onSecure(socket, {
      listenerArn: chooseSecureListener(this.#listeners, serverName)?.listenerArn,
      certificateArn: endpoint.certificateFor(serverName)?.certificateArn,
      serverName,
      version: socket.getProtocol() ?? '',
      cipher: socket.getCipher().name,
    });
  }
}

/** node says false where a client named no server; its types do not. */
function nameOf({ servername }: { readonly servername?: string | false | null }): string | undefined {
  return typeof servername === 'string' ? servername.toLowerCase() : undefined;
}
