import type { Framing } from './body-framing.ts';
import { ChunkReader, type TakePiece } from './chunk-reader.ts';
import { type HeaderLines, noHeaders } from './header-lines.ts';

/** Follows a body through the bytes of its connection, and sees where it ends. */
export class BodyReader {
  readonly #chunks: ChunkReader | undefined;
  /** Bytes still to come of a body whose length is known. */
  #left: number;

  constructor(framing: Framing) {
    this.#chunks = framing.kind === 'chunked' ? new ChunkReader() : undefined;
    this.#left =
      framing.kind === 'length' ? framing.length : framing.kind === 'none' ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Of what goes on until the connection ends. */
  static endless(): BodyReader {
    return new BodyReader({ kind: 'until close' });
  }

  /** Whether the body is whole; never of one that ends with its connection. */
  get done(): boolean {
    return this.#chunks === undefined ? this.#left === 0 : this.#chunks.done;
  }

  get malformed(): boolean {
    return this.#chunks?.malformed === true;
  }

  get trailers(): HeaderLines {
    return this.#chunks?.trailers ?? noHeaders;
  }

  /** Reads on, and returns where it stopped: behind the body, or at the end of the bytes. */
  read(bytes: Buffer, start: number, end: number, take: TakePiece): number {
    if (this.#chunks !== undefined) return this.#chunks.read(bytes, start, end, take);
    const stop = Math.min(end, start + this.#left);
    if (stop > start) take(bytes, start, stop);
    this.#left -= stop - start;
    return stop;
  }
}
