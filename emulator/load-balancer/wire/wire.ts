import { connect, type OnReadOpts, Socket, type TcpNetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectSecurely, TLSSocket } from 'node:tls';
import { adoptSocket } from './adopt-socket.ts';
import { returnReadBuffer, sharedReadBuffer, takeReadBuffer } from './read-buffers.ts';

/** Who reads from a wire. */
export interface WireReader {
  /** Bytes came. They may be overwritten once the call returns. */
  onBytes(bytes: Buffer, start: number, end: number): void;
  /** What could not leave at once has left. */
  onTaken(): void;
  /** The other side says no more. */
  onEnd(): void;
  /** The connection is closed; with the error where one broke it. */
  onClosed(error: Error | undefined): void;
}

/** Pieces up to this size are copied into the text that leaves next: that is cheaper than a write of their own. */
const smallPieceBytes = 8 * 1024;
/** Up to here node writes a string without a copy on its heap. */
const longestText = 16 * 1024;

/**
 * A connection as the load balancer reads and writes it. TCP connections read into buffers that are used again and
 * again: while a body passes, into one of the connection's own, whose bytes are written to another wire without a
 * copy. Such a buffer is lent until the kernel has taken them, and nothing is read into it meanwhile.
 */
export class Wire {
  readonly stream: Duplex;
  /** May be replaced by whoever takes the connection over. */
  reader: WireReader;
  /** What is read into; undefined of streams that bring a new buffer with every read. */
  #reading: Buffer | undefined;
  #own: Buffer | undefined;
  /** Whether bytes of the own buffer still wait to be written to another wire. */
  #lent = false;
  #roomy = false;
  #error: Error | undefined;
  /** What leaves with the next write. */
  #text = '';
  /** The wire whose bytes wait here, and which reads nothing until they have left. */
  #holding: Wire | undefined;
  #bytesWritten = 0;
  /** Whether somebody may wait to be told that all has left. */
  #wasBlocked = false;
  #isTimed = false;
  readonly #onTaken = (error?: Error | null) => this.#taken(error);

  private constructor(reader: WireReader, open: (onread: OnReadOpts) => Duplex) {
    this.reader = reader;
    this.stream = open({
      buffer: () => this.#nextBuffer(),
      callback: (count) => {
        this.reader.onBytes(this.#reading ?? sharedReadBuffer(), 0, count);
        return true;
      },
    });
    this.stream.on('end', () => this.reader.onEnd());
    this.stream.on('error', (error) => {
      this.#error = error;
    });
    this.stream.on('close', () => this.#closed());
  }

  /** Of a connection that came in and was not read from. */
  static of(stream: Duplex, reader: WireReader): Wire {
    const bare = stream instanceof Socket && !(stream instanceof TLSSocket) ? stream : undefined;
    let adopted: Socket | undefined;
    const wire = new Wire(reader, (onread) => {
      adopted = bare && adoptSocket(bare, onread);
      return adopted ?? stream;
    });
    return adopted === undefined ? wire.#readingAsStream() : wire;
  }

  /** Of a TCP connection that is opened. */
  static connect(options: TcpNetConnectOpts, reader: WireReader): Wire {
    return new Wire(reader, (onread) => connect({ ...options, noDelay: true, allowHalfOpen: true, onread }));
  }

  /** Of a TLS connection that is opened. */
  static connectSecurely(options: ConnectionOptions, reader: WireReader): Wire {
    const undelayed = { ...options, noDelay: true };
    return new Wire(reader, () => connectSecurely(undelayed)).#readingAsStream();
  }

  /** Whether something that was written waits for the other side to take it. */
  get blocked(): boolean {
    return this.stream.writableLength > 0;
  }

  /** What was given to be written, in bytes. */
  get bytesWritten(): number {
    return this.#bytesWritten + this.#text.length;
  }

  /** Says whether a body passes: only then a connection has a read buffer of its own. */
  set roomy(roomy: boolean) {
    this.#roomy = roomy;
  }

  /** Adds text to what leaves with the next write; its characters are bytes. */
  queue(text: string): void {
    this.#text += text;
  }

  /** Passes on bytes that `source` read. Where they cannot leave at once, it reads nothing more until they have. */
  pass(bytes: Buffer, start: number, end: number, source: Wire): void {
    const length = end - start;
    if (length <= smallPieceBytes && this.#text.length + length <= longestText) {
      this.#text += bytes.toString('latin1', start, end);
      return;
    }
    const piece = bytes.subarray(start, end);
    // A connection in memory hands the very bytes to its other end, whoever may read them and when.
    const isLent = bytes === source.#own && this.stream instanceof Socket;
    this.#write(bytes === source.#reading && !isLent ? Buffer.from(piece) : piece);
    if (!this.#noteBlocked()) return;
    this.#hold(source);
    if (isLent) source.#lent = true;
  }

  /** Lets all that is queued leave. Where it cannot at once, `source` waits. */
  flush(source?: Wire): void {
    if (this.#text === '') return;
    this.#bytesWritten += this.#text.length;
    this.stream.write(this.#text, 'latin1', this.#onTaken);
    this.#text = '';
    if (this.#noteBlocked() && source !== undefined) this.#hold(source);
  }

  /** Parts with a wire whose bytes are all here: it may read on, into another buffer where its own is still lent. */
  letGo(source: Wire): void {
    source.#roomy = false;
    if (this.#holding !== source) return;
    this.#holding = undefined;
    if (source.#lent) source.#own = undefined;
    source.#lent = false;
    source.resume();
  }

  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  /** Closes the connection once not a byte of what waits has left for so long; node sees that where we cannot. */
  closeWithoutProgress(timeoutMs: number): void {
    const { stream } = this;
    if (stream instanceof Socket) stream.setTimeout(timeoutMs, () => stream.destroy());
    else stream.destroy();
    this.#isTimed = true;
  }

  /** Says no more once all has left. */
  end(): void {
    this.flush();
    this.stream.end();
  }

  destroy(error?: Error): void {
    this.stream.destroy(error);
  }

  #readingAsStream(): this {
    this.#reading = undefined;
    this.stream.on('data', (chunk: Buffer) => this.reader.onBytes(chunk, 0, chunk.length));
    // It was accepted to be read from later.
    this.stream.resume();
    return this;
  }

  #write(piece: Buffer): void {
    const { stream } = this;
    this.#bytesWritten += piece.length;
    if (this.#text === '') {
      stream.write(piece, this.#onTaken);
      return;
    }
    stream.cork();
    this.flush();
    stream.write(piece, this.#onTaken);
    stream.uncork();
  }

  #noteBlocked(): boolean {
    if (this.blocked) this.#wasBlocked = true;
    return this.blocked;
  }

  #hold(source: Wire): void {
    if (this.#holding === source) return;
    this.#holding = source;
    source.pause();
  }

  #taken(error: Error | null | undefined): void {
    if (!this.#wasBlocked || error || this.blocked) return;
    this.#wasBlocked = false;
    if (this.#isTimed && this.stream instanceof Socket) this.stream.setTimeout(0);
    this.#isTimed = false;
    this.#release();
    this.reader.onTaken();
  }

  #release(): void {
    const source = this.#holding;
    if (source === undefined) return;
    this.#holding = undefined;
    source.#lent = false;
    source.resume();
  }

  #closed(): void {
    this.#release();
    this.reader.onClosed(this.#error);
  }

  /** Called by node when it makes the socket, and after every read. */
  #nextBuffer(): Buffer {
    if (this.#roomy) {
      this.#own ??= takeReadBuffer();
      this.#reading = this.#own;
      return this.#own;
    }
    if (this.#own !== undefined && !this.#lent) returnReadBuffer(this.#own);
    this.#own = undefined;
    this.#lent = false;
    this.#reading = sharedReadBuffer();
    return this.#reading;
  }
}
