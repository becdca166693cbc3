import { connect, type Socket } from 'node:net';
import type { Clock } from '../../../src/clock.ts';
import type { InFlight, LiveTarget } from '../targets/live-target.ts';
import { connectTimeoutMs } from '../targets/target-connections.ts';

export interface TcpFlowOptions {
  /** Paused, and with half of it able to stay open. */
  readonly client: Socket;
  readonly target: LiveTarget;
  readonly clock: Clock;
  /** Milliseconds without a byte in either direction after which the flow is forgotten. */
  readonly idleTimeoutMs: number;
  /** What the target is to read before the client's first bytes. */
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
    resetSocket(this.#options.client);
    resetSocket(this.#target);
  }

  #start(): void {
    const { client, target, clock } = this.#options;
    target.enter(this);
    const timer = clock.setTimeout(() => this.reset(), connectTimeoutMs);
    const settled = () => clock.clearTimeout(timer);
    this.#target.once('connect', () => {
      settled();
      this.#join();
    });
    this.#target.once('close', settled);
    for (const socket of [client, this.#target]) {
      // A refused or reset connection is so for both ends: the packets would have passed through.
      socket.on('error', () => this.reset());
      socket.once('close', () => this.#closed());
    }
    client.setNoDelay(true);
  }

  #join(): void {
    const { client, preamble, idleTimeoutMs } = this.#options;
    if (preamble === undefined) client.pipe(this.#target);
    else this.#joinBehind(preamble);
    this.#target.pipe(client);
    // Bytes in either direction pass through the target's connection, so that its timer alone is enough.
    this.#target.setTimeout(idleTimeoutMs, () => this.#forget());
  }

  /** AWS sends the header of the proxy protocol with the client's first bytes, not before. */
  #joinBehind(preamble: Buffer): void {
    const { client } = this.#options;
    client.once('data', (first) => {
      this.#target.write(preamble);
      this.#target.write(first);
      client.pipe(this.#target);
    });
    client.once('end', () => this.#target.end());
    client.resume();
  }

  /** What a load balancer does that has dropped a flow from its table: nothing, until somebody sends. */
  #forget(): void {
    const { client, target } = this.#options;
    target.leave(this);
    this.#target.setTimeout(0);
    client.unpipe(this.#target);
    this.#target.unpipe(client);
    client.removeAllListeners('data');
    for (const socket of [client, this.#target]) {
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
