import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Clock } from '../../../src/clock.ts';
import type { InFlight, LiveTarget } from '../targets/live-target.ts';
import { connectTimeoutMs } from '../targets/target-connections.ts';
import { targetTls } from '../tls/target-tls.ts';
import type { FlowEnd } from './flow-end.ts';

export interface TcpFlowOptions {
  /** Paused, and with half of it able to stay open. */
  readonly client: FlowEnd;
  readonly target: LiveTarget;
  readonly clock: Clock;
  /** Milliseconds without a byte in either direction after which the flow is forgotten. */
  readonly idleTimeoutMs: number;
  /** What the target is to read before the client's first bytes, or before its handshake. */
  readonly preamble?: Buffer;
  /** Whether the end of the target's deregistration delay ends the flow. */
  readonly terminatesDeregistered: () => boolean;
  readonly onClosed: (flow: TcpFlow) => void;
}

/**
 * A client's connection joined to one to a target, byte for byte, for as long as it lives: each side's end and each
 * side's reset reach the other, and who reads slowly slows the other down.
 */
export class TcpFlow implements InFlight {
  readonly #options: TcpFlowOptions;
  /** The TCP connection to the target. */
  readonly #target: Socket;
  #open = 2;

  constructor(options: TcpFlowOptions) {
    this.#options = options;
    const { address: host, port } = options.target;
    this.#target = connect({ host, port, noDelay: true, allowHalfOpen: true });
    this.#start();
  }

  get target(): LiveTarget {
    return this.#options.target;
  }

  cut(): void {
    if (this.#options.terminatesDeregistered()) this.reset();
  }

  /** Ends both connections with a RST. */
  reset(): void {
    resetSocket(this.#options.client.connection);
    resetSocket(this.#target);
  }

  #start(): void {
    const { client, target, clock } = this.#options;
    target.enter(this);
    const timer = clock.setTimeout(() => this.reset(), connectTimeoutMs);
    const settled = () => clock.clearTimeout(timer);
    this.#target.once('connect', () => {
      if (target.secure) this.#secure(settled);
      else {
        settled();
        this.#join(this.#target);
      }
    });
    this.#target.once('close', settled);
    for (const socket of [client.connection, this.#target]) {
      // A refused or reset connection is so for both ends: the packets would have passed through.
      socket.on('error', () => this.reset());
      socket.once('close', () => this.#closed());
    }
    if (client.stream !== client.connection) client.stream.on('error', () => this.reset());
    client.connection.setNoDelay(true);
  }

  /** Speaks TLS to the target, about what the client wants to speak inside of it. */
  #secure(settled: () => void): void {
    const { preamble, client } = this.#options;
    if (preamble !== undefined) this.#target.write(preamble);
    const stream = connectSecurely({
      socket: this.#target,
      ...targetTls,
      ...(client.protocol === undefined ? {} : { ALPNProtocols: [client.protocol] }),
    });
    stream.on('error', () => this.reset());
    stream.once('secureConnect', () => {
      settled();
      this.#join(stream);
    });
  }

  #join(target: Socket): void {
    const { client, preamble, idleTimeoutMs } = this.#options;
    if (preamble === undefined || target !== this.#target) client.stream.pipe(target);
    else this.#joinBehind(preamble);
    target.pipe(client.stream);
    // Bytes in either direction pass through the target's connection, so that its timer alone is enough.
    target.setTimeout(idleTimeoutMs, () => this.#forget(target));
  }

  /** AWS sends the header of the proxy protocol with the client's first bytes, not before. */
  #joinBehind(preamble: Buffer): void {
    const { stream } = this.#options.client;
    stream.once('data', (first) => {
      this.#target.write(preamble);
      this.#target.write(first);
      stream.pipe(this.#target);
    });
    stream.once('end', () => this.#target.end());
    stream.resume();
  }

  /** What a load balancer does that has dropped a flow from its table: nothing, until somebody sends. */
  #forget(targetStream: Socket): void {
    const { client, target } = this.#options;
    target.leave(this);
    targetStream.setTimeout(0);
    client.stream.unpipe(targetStream);
    targetStream.unpipe(client.stream);
    client.stream.removeAllListeners('data');
    for (const socket of [client.stream, targetStream]) {
      socket.once('data', () => this.reset());
      socket.once('end', () => this.reset());
      socket.resume();
    }
  }

  #closed(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    this.#options.target.leave(this);
    this.#options.onClosed(this);
  }
}

/**
 * A connection that is still being made has nothing to reset, and would be made first. One whose end is just being sent
 * cannot be reset: Node would neither reset nor ever close it, and a thread that has such a socket cannot end.
 */
function resetSocket(socket: Socket): void {
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if (socket.connecting || isEnding) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
