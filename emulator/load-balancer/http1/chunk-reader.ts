import { HeadScan, longestLineBytes } from './head-scan.ts';
import { headerKind } from './header-kind.ts';
import { HeaderLines, noHeaders } from './header-lines.ts';

/** Takes a piece of a body; its bytes are the taker's during the call only. */
export type TakePiece = (bytes: Buffer, start: number, end: number) => void;

const lf = 0x0a;
const cr = 0x0d;
const semicolon = 0x3b;
const space = 0x20;
const tab = 0x09;

/** As many hexadecimal digits as a number holds exactly. */
const mostSizeDigits = 13;

type State =
  | 'size'
  | 'extension'
  | 'size LF'
  | 'data'
  | 'data CR'
  | 'data LF'
  | 'trailers'
  | 'done'
  | 'malformed';

/** Takes a body in chunks apart, strictly by RFC 9112 section 7.1; extensions and unfit trailers end here. */
export class ChunkReader {
  #state: State = 'size';
  #size = 0;
  #digits = 0;
  #extensionBytes = 0;
  /** What there is of trailers that are not whole yet. */
  #held: Buffer = Buffer.alloc(0);
  #scan: HeadScan | undefined;
  trailers: HeaderLines = noHeaders;

  get done(): boolean {
    return this.#state === 'done';
  }

  get malformed(): boolean {
    return this.#state === 'malformed';
  }

  /** Reads on, and returns where it stopped: behind the body, or at the end of the bytes. */
  read(bytes: Buffer, start: number, end: number, take: TakePiece): number {
    let at = start;
    while (at < end) {
      if (this.#state === 'data') {
        const pieceEnd = Math.min(end, at + this.#size);
        take(bytes, at, pieceEnd);
        this.#size -= pieceEnd - at;
        at = pieceEnd;
        if (this.#size === 0) this.#state = 'data CR';
      } else if (this.#state === 'trailers') {
        at = this.#readTrailers(bytes, at, end);
      } else if (this.#state === 'done' || this.#state === 'malformed') {
        return at;
      } else {
        this.#state = this.#step(bytes[at] ?? 0);
        at += 1;
      }
    }
    return at;
  }

  #step(byte: number): State {
    switch (this.#state) {
      case 'size':
        return this.#sizeByte(byte);
      case 'extension':
        return this.#extensionByte(byte);
      case 'size LF':
        if (byte !== lf) return 'malformed';
        this.#digits = 0;
        return this.#size === 0 ? 'trailers' : 'data';
      case 'data CR':
        return byte === cr ? 'data LF' : 'malformed';
      case 'data LF':
        return byte === lf ? 'size' : 'malformed';
      default:
        return 'malformed';
    }
  }

  #sizeByte(byte: number): State {
    const digit = hexDigit(byte);
    if (digit !== -1) {
      this.#digits += 1;
      if (this.#digits > mostSizeDigits) return 'malformed';
      this.#size = this.#size * 16 + digit;
      return 'size';
    }
    if (this.#digits === 0) return 'malformed';
    if (byte === cr) return 'size LF';
    return byte === semicolon ? 'extension' : 'malformed';
  }

  #extensionByte(byte: number): State {
    if (byte === cr) return 'size LF';
    this.#extensionBytes += 1;
    const isText = byte === tab || (byte >= space && byte !== 0x7f);
    return isText && this.#extensionBytes <= longestLineBytes ? 'extension' : 'malformed';
  }

  #readTrailers(bytes: Buffer, start: number, end: number): number {
    const before = this.#held.length;
    const [whole, from, to] =
      before === 0
        ? ([bytes, start, end] as const)
        : ([Buffer.concat([this.#held, bytes.subarray(start, end)]), 0, before + end - start] as const);
    this.#scan ??= new HeadScan(longestLineBytes, false);
    const state = this.#scan.advance(whole, from, to);
    if (state === 'incomplete') {
      this.#held = before === 0 ? Buffer.from(bytes.subarray(start, end)) : whole;
      return end;
    }
    this.#state = state === 'complete' && this.#keepTrailers(whole, from, this.#scan) ? 'done' : 'malformed';
    return start + this.#scan.length - before;
  }

  /** A length or coding among the trailers is an attempt to have the next reader see another body. */
  #keepTrailers(bytes: Buffer, start: number, scan: HeadScan): boolean {
    const trailers = new HeaderLines(bytes.toString('latin1', start, start + scan.length), scan.marks);
    if (trailers.count === 0) return true;
    for (let i = 0; i < trailers.count; i += 1) {
      const kind = trailers.kind(i);
      if (kind === headerKind.contentLength || kind === headerKind.transferEncoding) return false;
    }
    this.trailers = trailers;
    return true;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
