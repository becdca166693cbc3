import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock, Timer } from '../../../src/clock.ts';
import type { InFlight, LiveTarget } from '../targets/live-target.ts';

/** How long a UDP flow may rest; no attribute changes it. */
export const udpIdleTimeoutMs = 120_000;

export interface UdpFlowOptions {
  readonly target: LiveTarget;
  readonly clock: Clock;
  /** Sends what the target answers to the client. */
  readonly reply: (message: Buffer) => void;
  readonly terminatesDeregistered: () => boolean;
  readonly onClosed: (flow: UdpFlow) => void;
}

/** The datagrams between one client's port and one target, over a port of our own for the target to answer to. */
export class UdpFlow implements InFlight {
  readonly #options: UdpFlowOptions;
  readonly #socket: Socket;
  #lastAtMs: number;
  #timer: Timer;
  #closed = false;

  constructor(options: UdpFlowOptions) {
    this.#options = options;
    const { target, clock } = options;
    this.#socket = createSocket(isIPv6(target.address) ? 'udp6' : 'udp4');
    this.#socket.on('error', () => this.close());
    this.#socket.on('message', (message, { address, port }) => {
      if (address === target.address && port === target.port) this.#answered(message);
    });
    this.#lastAtMs = clock.now();
    this.#timer = clock.setTimeout(() => this.#rested(), udpIdleTimeoutMs);
    target.enter(this);
  }

  get target(): LiveTarget {
    return this.#options.target;
  }

  send(message: Buffer): void {
    const { target, clock } = this.#options;
    this.#lastAtMs = clock.now();
    // A datagram that cannot be sent is lost, as on any network.
    this.#socket.send(message, target.port, target.address, () => {});
  }

  cut(): void {
    if (this.#options.terminatesDeregistered()) this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { target, clock, onClosed } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#socket.close();
    target.leave(this);
    onClosed(this);
  }

  #answered(message: Buffer): void {
    this.#lastAtMs = this.#options.clock.now();
    this.#options.reply(message);
  }

  #rested(): void {
    const { clock } = this.#options;
    const leftMs = this.#lastAtMs + udpIdleTimeoutMs - clock.now();
    if (leftMs <= 0) this.close();
    else this.#timer = clock.setTimeout(() => this.#rested(), leftMs);
  }
}
