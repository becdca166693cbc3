import type { LogLine } from '../../runtime.ts';

/** CloudWatch takes no event above 256 KiB; a longer line is handed over in pieces of this size. */
export const maxLineBytes = 262_144;

type LogStream = LogLine['stream'];

interface OpenLine {
  readonly atNs: bigint;
  chunks: Buffer[];
  bytes: number;
}

/**
 * Turns the engine's log stream, read with timestamps, into lines. Without a terminal it is made of frames: an
 * 8-byte header (stream, length), then `<stamp> <text>`, with a line end unless the engine cut the line at 16 KiB and
 * another frame of the same stream goes on with it. With a terminal it is raw text, all standard output.
 */
export class LogLines {
  readonly #onLine: (line: LogLine) => void;
  readonly #open = new Map<LogStream, OpenLine>();
  #buffer: Buffer = Buffer.alloc(0);
  #raw: boolean | undefined;

  constructor(onLine: (line: LogLine) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    // A frame begins with the stream's number, a raw line with the year: a printed digit.
    this.#raw ??= (this.#buffer[0] ?? 0) >= 0x30;
    if (this.#raw) this.#pushRaw();
    else this.#pushFrames();
  }

  /** Hands over what stands without a line end. To be called when nothing more will come. */
  end(): void {
    if (this.#raw && this.#buffer.length > 0) this.#frame('stdout', this.#buffer);
    this.#buffer = Buffer.alloc(0);
    for (const stream of [...this.#open.keys()]) this.#flush(stream);
  }

  #pushFrames(): void {
    let offset = 0;
    while (this.#buffer.length - offset >= 8) {
      const end = offset + 8 + this.#buffer.readUInt32BE(offset + 4);
      if (this.#buffer.length < end) break;
      this.#frame(this.#buffer[offset] === 2 ? 'stderr' : 'stdout', this.#buffer.subarray(offset + 8, end));
      offset = end;
    }
    this.#buffer = this.#buffer.subarray(offset);
  }

  #pushRaw(): void {
    let offset = 0;
    for (let end = this.#buffer.indexOf(0x0a); end >= 0; end = this.#buffer.indexOf(0x0a, offset)) {
      this.#frame('stdout', this.#buffer.subarray(offset, end + 1));
      offset = end + 1;
    }
    this.#buffer = this.#buffer.subarray(offset);
  }

  #frame(stream: LogStream, frame: Buffer): void {
    const space = frame.indexOf(0x20);
    if (space < 0) return;
    const ended = frame[frame.length - 1] === 0x0a;
    const text = frame.subarray(space + 1, ended ? frame.length - 1 : frame.length);
    const open = this.#open.get(stream) ?? {
      atNs: parseStamp(frame.toString('latin1', 0, space)),
      chunks: [],
      bytes: 0,
    };
    this.#open.set(stream, open);
    // The engine reuses its buffer's memory for nothing else, but a copy lets the whole read go.
    open.chunks.push(ended && open.bytes === 0 ? text : Buffer.from(text));
    open.bytes += text.length;
    if (ended || open.bytes >= maxLineBytes) this.#flush(stream);
  }

  #flush(stream: LogStream): void {
    const open = this.#open.get(stream);
    this.#open.delete(stream);
    if (open) this.#onLine({ stream, atNs: open.atNs, text: Buffer.concat(open.chunks).toString() });
  }
}

/** Nanoseconds since the epoch of `2026-01-31T12:00:00.123456789Z`. */
export function parseStamp(stamp: string): bigint {
  const nanoseconds = /\.(\d{1,9})/.exec(stamp)?.[1] ?? '';
  return BigInt(Date.parse(`${stamp.slice(0, 19)}Z`)) * 1_000_000n + BigInt(nanoseconds.padEnd(9, '0'));
}

/** The engine's `since` parameter: seconds and nanoseconds. */
export function formatSince(ns: bigint): string {
  return `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;
}
