import { marksPerHeader } from './head-scan.ts';
import { type HeaderKind, headerKind, headerKindAt } from './header-kind.ts';

/** The headers of a message as they came: a text, and where in it each name and value stands. */
export class HeaderLines {
  /** The head as a whole; its bytes are its characters. */
  readonly text: string;
  readonly #marks: readonly number[];
  readonly #kinds: HeaderKind[] = [];
  #raw: string[] | undefined;

  /** @param marks the offsets that a `HeadScan` kept */
  constructor(text: string, marks: readonly number[]) {
    this.text = text;
    this.#marks = marks;
    for (let at = 0; at < marks.length; at += marksPerHeader)
      this.#kinds.push(headerKindAt(text, marks[at] ?? 0, marks[at + 1] ?? 0));
  }

  get count(): number {
    return this.#kinds.length;
  }

  kind(index: number): HeaderKind {
    return this.#kinds[index] ?? headerKind.other;
  }

  has(kind: HeaderKind): boolean {
    return this.#kinds.includes(kind);
  }

  name(index: number): string {
    return this.text.slice(this.nameStart(index), this.nameEnd(index));
  }

  value(index: number): string {
    const at = index * marksPerHeader;
    return this.text.slice(this.#marks[at + 2], this.#marks[at + 3]);
  }

  nameStart(index: number): number {
    return this.#marks[index * marksPerHeader] ?? 0;
  }

  nameEnd(index: number): number {
    return this.#marks[index * marksPerHeader + 1] ?? 0;
  }

  /** The line as we write it: one blank between name and value, and CRLF. */
  line(index: number): string {
    const at = index * marksPerHeader;
    const nameEnd = this.#marks[at + 1] ?? 0;
    const valueStart = this.#marks[at + 2] ?? 0;
    const valueEnd = this.#marks[at + 3] ?? 0;
    const { text } = this;
    if (
      valueStart === nameEnd + 2 &&
      text.charCodeAt(nameEnd + 1) === 0x20 &&
      text.charCodeAt(valueEnd) === 0x0d
    )
      return text.slice(this.#marks[at], valueEnd + 2);
    return `${this.name(index)}: ${text.slice(valueStart, valueEnd)}\r\n`;
  }

  /** The values of a kind of header, joined as RFC 9110 section 5.3 allows; undefined where there is none. */
  joined(kind: HeaderKind, separator = ', '): string | undefined {
    let all: string | undefined;
    for (let i = 0; i < this.#kinds.length; i += 1) {
      if (this.#kinds[i] === kind) all = all === undefined ? this.value(i) : all + separator + this.value(i);
    }
    return all;
  }

  /** Names and values in turn. */
  get raw(): readonly string[] {
    if (this.#raw === undefined) {
      this.#raw = [];
      for (let i = 0; i < this.#kinds.length; i += 1) this.#raw.push(this.name(i), this.value(i));
    }
    return this.#raw;
  }
}

/** No headers at all. */
export const noHeaders = new HeaderLines('', []);
