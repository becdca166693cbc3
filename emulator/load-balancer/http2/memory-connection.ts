import { Duplex } from 'node:stream';
import type { Clock, Timer } from '../../../src/clock.ts';

/** A chunk on its way, and what its writer waits for. */
type Delivery = (error?: Error | null) => void;

/**
 * One end of a connection inside this process, with as much of a socket as node:http asks for. What is written on one
 * end is read on the other at the reader's pace; when one end is destroyed the other one ends, too.
 */
export class MemoryConnection extends Duplex {
  /** The address of the client whose request this is. */
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  #peer: MemoryConnection | undefined;
  #delivered: Delivery | undefined;
  readonly #clock: Clock;
  #idle: Timer | undefined;
  #idleMs = 0;
  #activeAtMs = 0;

  private constructor(client: Pick<MemoryConnection, 'remoteAddress' | 'remotePort'>, clock: Clock) {
    super({ allowHalfOpen: true });
    this.#clock = clock;
    this.remoteAddress = client.remoteAddress;
    this.remotePort = client.remotePort;
    // A write that meets a closed end fails its writer, who may have left.
    this.on('error', () => {});
  }

  /** The two ends of a new connection. */
  static pair(
    client: Pick<MemoryConnection, 'remoteAddress' | 'remotePort'>,
    clock: Clock,
  ): readonly [MemoryConnection, MemoryConnection] {
    const ends = [new MemoryConnection(client, clock), new MemoryConnection(client, clock)] as const;
    [ends[0].#peer, ends[1].#peer] = [ends[1], ends[0]];
    return ends;
  }

  /** As of a socket: `timeout` is emitted after so many milliseconds without a byte in either direction; 0 is never. */
  readonly setTimeout = (ms: number, onTimeout?: () => void): this => {
    this.#idleMs = ms;
    this.#active();
    this.#watch(ms);
    if (onTimeout !== undefined) this.once('timeout', onTimeout);
    return this;
  };

  /** As of a socket: ends, and is destroyed once all is written. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  override _read(): void {
    const peer = this.#peer;
    const delivered = peer === undefined ? undefined : peer.#delivered;
    if (peer === undefined || delivered === undefined) return;
    peer.#delivered = undefined;
    this.#active();
    peer.#active();
    delivered();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Delivery): void {
    const peer = this.#peer;
    if (peer === undefined || peer.destroyed) return done(closedError());
    this.#active();
    peer.#active();
    if (peer.push(chunk)) done();
    else this.#delivered = done;
  }

  override _final(done: Delivery): void {
    this.#peer?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: Delivery): void {
    this.setTimeout(0);
    const peer = this.#peer;
    this.#peer = undefined;
    if (peer !== undefined && !peer.destroyed)
      process.nextTick(() => peer.#peerClosed(this.writableFinished));
    done(error);
  }

  /** What was written before an orderly end can still be read; otherwise it is as if the connection was reset. */
  #peerClosed(orderly: boolean): void {
    this.#peer = undefined;
    this.#delivered?.(closedError());
    this.#delivered = undefined;
    if (!orderly || this.readableEnded) this.destroy();
    else this.once('end', () => this.destroy());
  }

  /** One timer for as long as it takes: what passes meanwhile only puts off when it counts. */
  #watch(ms: number): void {
    if (this.#idle !== undefined) this.#clock.clearTimeout(this.#idle);
    this.#idle = ms === 0 ? undefined : this.#clock.setTimeout(() => this.#watched(), ms);
  }

  #watched(): void {
    const leftMs = this.#activeAtMs + this.#idleMs - this.#clock.now();
    this.#watch(Math.max(leftMs, 0));
    if (leftMs <= 0) this.emit('timeout');
  }

  #active(): void {
    this.#activeAtMs = this.#clock.now();
  }
}

function closedError(): Error {
  return Object.assign(new Error('the other end is closed'), { code: 'ECONNRESET' });
}
