import { marksPerHeader } from './head-scan.ts';
import type { HeaderKind, HeaderKinds } from './header-kind.ts';

/** The headers of a message as they came: a text, and where in it each name and value stands. */
export class HeaderLines {
  /** The head as a whole; its bytes are its characters. */
  readonly text: string;
  readonly #marks: readonly number[];
  #raw: string[] | undefined;

  /** @param marks what a `HeadScan` kept */
  constructor(text: string, marks: readonly number[]) {
    this.text = text;
    this.#marks = marks;
  }

  get count(): number {
    return this.#marks.length / marksPerHeader;
  }

  kind(index: number): HeaderKind | number {
    return this.#mark(index, 0);
  }

  has(kind: HeaderKind): boolean {
    return this.find(kind) !== -1;
  }

  /** The first header of a kind, from `from` on; -1 where there is none. */
  find(kind: HeaderKind, from = 0): number {
    const marks = this.#marks;
    for (let at = from * marksPerHeader; at < marks.length; at += marksPerHeader)
      if (marks[at] === kind) return at / marksPerHeader;
    return -1;
  }

  name(index: number): string {
    return this.text.slice(this.nameStart(index), this.nameEnd(index));
  }

  value(index: number): string {
    return this.text.slice(this.#mark(index, 3), this.#mark(index, 4));
  }

  nameStart(index: number): number {
    return this.#mark(index, 1);
  }

  nameEnd(index: number): number {
    return this.#mark(index, 2);
  }

  /** The value of the first header of a kind. */
  first(kind: HeaderKind): string | undefined {
    const index = this.find(kind);
    return index === -1 ? undefined : this.value(index);
  }

  /** The values of a kind of header, joined as RFC 9110 section 5.3 allows; undefined where there is none. */
  joined(kind: HeaderKind, separator = ', '): string | undefined {
    let index = this.find(kind);
    if (index === -1) return undefined;
    let all = this.value(index);
    for (index = this.find(kind, index + 1); index !== -1; index = this.find(kind, index + 1))
      all += separator + this.value(index);
    return all;
  }

  /**
   * The lines of all headers but those of some kinds, some names in lower case, and names that are not `valid`: as we
   * write them, with one blank between name and value, and CRLF. Lines that came so leave in one piece.
   */
  linesBut(kinds: HeaderKinds, names: readonly string[] = [], valid?: RegExp): string {
    let lines = '';
    let runStart = -1;
    let runEnd = -1;
    for (let i = 0; i < this.count; i += 1) {
      if ((kinds & (1 << this.kind(i))) !== 0) continue;
      if (names.length > 0 && names.includes(this.name(i).toLowerCase())) continue;
      if (valid !== undefined && !valid.test(this.name(i))) continue;
      if (this.#isPlain(i)) {
        const start = this.nameStart(i);
        if (start !== runEnd) {
          if (runEnd !== -1) lines += this.text.slice(runStart, runEnd);
          runStart = start;
        }
        runEnd = this.#mark(i, 4) + 2;
      } else {
        if (runEnd !== -1) lines += this.text.slice(runStart, runEnd);
        runEnd = -1;
        lines += `${this.name(i)}: ${this.value(i)}\r\n`;
      }
    }
    return runEnd === -1 ? lines : lines + this.text.slice(runStart, runEnd);
  }

  /** Names and values in turn. */
  get raw(): readonly string[] {
    if (this.#raw === undefined) {
      this.#raw = [];
      for (let i = 0; i < this.count; i += 1) this.#raw.push(this.name(i), this.value(i));
    }
    return this.#raw;
  }

  #mark(index: number, which: number): number {
    return this.#marks[index * marksPerHeader + which] ?? 0;
  }

  /** Whether a line came as we write lines. */
  #isPlain(index: number): boolean {
    const nameEnd = this.nameEnd(index);
    return (
      this.#mark(index, 3) === nameEnd + 2 &&
      this.text.charCodeAt(nameEnd + 1) === 0x20 &&
      this.text.charCodeAt(this.#mark(index, 4)) === 0x0d
    );
  }
}

/** No headers at all. */
export const noHeaders = new HeaderLines('', []);
