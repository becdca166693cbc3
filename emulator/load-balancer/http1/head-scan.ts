import { headerKindAt } from './header-kind.ts';

/** ELBv2's limits for a request line or a single header, and for a head as a whole. */
export const longestLineBytes = 16 * 1024;
export const longestHeadBytes = 64 * 1024;

/** How a scan stands: it needs more bytes, has seen the end of the head, or has met what no head holds. */
export type ScanState = 'incomplete' | 'complete' | 'malformed' | 'line too long' | 'head too long';

const tab = 0x09;
const lf = 0x0a;
const cr = 0x0d;
const space = 0x20;
const colon = 0x3a;

/** What a byte may be part of. */
const inToken = 1;
const inValue = 2;
const classes = byteClasses();

/** What a scan keeps of each header: its kind, and the offsets of name start and end, value start and end. */
export const marksPerHeader = 5;

/**
 * Finds the lines of a message's head, and its end, in one pass over its bytes and strictly by RFC 9112: lines end with
 * CRLF alone, nothing is folded, no blank stands before a colon, and no control character anywhere. It can be gone
 * on with when more bytes are there; lines that were read are not read again.
 */
export class HeadScan {
  /** {@link marksPerHeader} numbers of each header; offsets are from the head's start. */
  readonly #marks: number[] = [];
  #count = 0;
  /** Where the first line ends; -1 until it is found. */
  firstLineEnd = -1;
  readonly #longestHead: number;
  readonly #hasFirstLine: boolean;
  /** Where the next line begins. */
  #next = 0;

  /** @param hasFirstLine false for trailers, which are headers alone */
  constructor(longestHead = longestHeadBytes, hasFirstLine = true) {
    this.#longestHead = longestHead;
    this.#hasFirstLine = hasFirstLine;
    this.reset();
  }

  /** The head's length once it is complete. */
  get length(): number {
    return this.#next;
  }

  /** The marks of the headers so far. */
  get marks(): number[] {
    return this.#marks.slice(0, this.#count);
  }

  /** Makes ready for another head. */
  reset(): void {
    this.firstLineEnd = this.#hasFirstLine ? -1 : 0;
    this.#next = 0;
    this.#count = 0;
  }

  /** Goes on with a head whose first byte is at `start`, and of which there are bytes up to `end`. */
  advance(bytes: Uint8Array, start: number, end: number): ScanState {
    for (;;) {
      const lineStart = start + this.#next;
      const state =
        this.firstLineEnd === -1
          ? this.#firstLine(bytes, lineStart, end)
          : bytes[lineStart] === cr
            ? this.#lastLine(bytes, lineStart, end)
            : this.#header(bytes, start, lineStart, end);
      if (state !== undefined) return state;
      if (this.#next > this.#longestHead) return 'head too long';
    }
  }

  #firstLine(bytes: Uint8Array, lineStart: number, end: number): ScanState | undefined {
    let at = lineStart;
    while (at < end && ((classes[bytes[at] ?? 0] ?? 0) & inValue) !== 0 && bytes[at] !== tab) at += 1;
    if (at - lineStart > longestLineBytes) return 'line too long';
    const ended = endOfLine(bytes, at, end);
    if (ended !== undefined) return ended;
    this.firstLineEnd = at - lineStart;
    this.#next = this.firstLineEnd + 2;
    return undefined;
  }

  #lastLine(bytes: Uint8Array, lineStart: number, end: number): ScanState | undefined {
    const ended = endOfLine(bytes, lineStart, end);
    if (ended !== undefined) return ended;
    this.#next += 2;
    return this.#next > this.#longestHead ? 'head too long' : 'complete';
  }

  #header(bytes: Uint8Array, start: number, lineStart: number, end: number): ScanState | undefined {
    let at = lineStart;
    while (at < end && ((classes[bytes[at] ?? 0] ?? 0) & inToken) !== 0) at += 1;
    const nameEnd = at;
    if (at < end && (bytes[at] !== colon || at === lineStart)) return 'malformed';
    at += 1;
    while (at < end && isBlank(bytes[at])) at += 1;
    const valueStart = at;
    while (at < end && ((classes[bytes[at] ?? 0] ?? 0) & inValue) !== 0) at += 1;
    if (at - lineStart > longestLineBytes) return 'line too long';
    if (at - start > this.#longestHead) return 'head too long';
    const ended = endOfLine(bytes, at, end);
    if (ended !== undefined) return ended;
    let valueEnd = at;
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) valueEnd -= 1;
    const marks = this.#marks;
    const count = this.#count;
    marks[count] = headerKindAt(bytes, lineStart, nameEnd);
    marks[count + 1] = lineStart - start;
    marks[count + 2] = nameEnd - start;
    marks[count + 3] = valueStart - start;
    marks[count + 4] = valueEnd - start;
    this.#count = count + marksPerHeader;
    this.#next = at + 2 - start;
    return undefined;
  }
}

/** Whether the line goes on or is broken where its CRLF should be; undefined where that is. */
function endOfLine(bytes: Uint8Array, at: number, end: number): 'incomplete' | 'malformed' | undefined {
  if (at >= end) return 'incomplete';
  if (bytes[at] !== cr) return 'malformed';
  if (at + 1 >= end) return 'incomplete';
  return bytes[at + 1] === lf ? undefined : 'malformed';
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab;
}

function byteClasses(): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const isToken = /[-!#$%&'*+.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte));
    const isValue = byte === tab || (byte >= space && byte !== 0x7f);
    table[byte] = (isToken ? inToken : 0) | (isValue ? inValue : 0);
  }
  return table;
}
