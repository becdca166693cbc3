import { HeadScan, longestHeadBytes, type ScanState } from './head-scan.ts';
import { HeaderLines } from './header-lines.ts';

const cr = 0x0d;
const lf = 0x0a;

/** Reads the heads of one connection, one after the other, from bytes that come in any pieces. */
export class HeadReader {
  readonly #scan: HeadScan;
  /** What there is of a head whose end is not; its first {@link #heldBytes} bytes count. */
  #held: Buffer | undefined;
  #heldBytes = 0;
  #headers: HeaderLines | undefined;
  #end = 0;

  constructor(longestHead = longestHeadBytes) {
    this.#scan = new HeadScan(longestHead);
  }

  /** Whether a part of a head is here. */
  get begun(): boolean {
    return this.#heldBytes > 0;
  }

  /** Whether the first line of the head under way was read. */
  get hasFirstLine(): boolean {
    return this.#scan.firstLineEnd !== -1;
  }

  /** Where in the bytes of the last {@link read} the head ended that it completed. */
  get end(): number {
    return this.#end;
  }

  /**
   * Reads on. What there is of a head that is not whole is kept; the bytes are not. Empty lines before a head are
   * passed over (RFC 9112 section 2.2).
   */
  read(bytes: Buffer, start: number, end: number): ScanState {
    if (this.#held !== undefined) return this.#readHeld(bytes, start, end);
    const from = afterEmptyLines(bytes, start, end);
    const state = this.#scan.advance(bytes, from, end);
    if (state === 'complete') this.#complete(bytes, from, from);
    else if (state === 'incomplete' && from < end) this.#hold(bytes, from, end);
    return state;
  }

  /** Hands out the head that was completed, and makes ready for the next. */
  take(): { readonly headers: HeaderLines; readonly firstLineEnd: number } | undefined {
    const headers = this.#headers;
    if (headers === undefined) return undefined;
    const { firstLineEnd } = this.#scan;
    this.#headers = undefined;
    this.#scan.reset();
    return { headers, firstLineEnd };
  }

  #readHeld(bytes: Buffer, start: number, end: number): ScanState {
    let before = this.#heldBytes;
    const held = this.#hold(bytes, start, end);
    const empty = afterEmptyLines(held, 0, this.#heldBytes);
    if (empty > 0) {
      held.copyWithin(0, empty, this.#heldBytes);
      this.#heldBytes -= empty;
      before -= empty;
    }
    const state = this.#scan.advance(held, 0, this.#heldBytes);
    if (state !== 'complete') return state;
    this.#complete(held, 0, start - before);
    this.#held = undefined;
    this.#heldBytes = 0;
    return state;
  }

  #complete(bytes: Buffer, headStart: number, origin: number): void {
    const { length, marks } = this.#scan;
    this.#headers = new HeaderLines(bytes.toString('latin1', headStart, headStart + length), marks);
    this.#end = origin + length;
  }

  #hold(bytes: Buffer, start: number, end: number): Buffer {
    const needed = this.#heldBytes + end - start;
    let held = this.#held;
    if (held === undefined || held.length < needed) {
      held = Buffer.allocUnsafe(Math.max(512, 2 * needed));
      this.#held?.copy(held, 0, 0, this.#heldBytes);
      this.#held = held;
    }
    bytes.copy(held, this.#heldBytes, start, end);
    this.#heldBytes = needed;
    return held;
  }
}

function afterEmptyLines(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at + 1 < end && bytes[at] === cr && bytes[at + 1] === lf) at += 2;
  return at;
}
