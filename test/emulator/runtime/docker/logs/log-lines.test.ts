import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatSince,
  LogLines,
  maxLineBytes,
  parseStamp,
} from '../../../../../emulator/runtime/docker/logs/log-lines.ts';
import type { LogLine } from '../../../../../emulator/runtime/runtime.ts';

const stamp = '2026-01-31T12:00:00.123456789Z';
const stampNs = BigInt(Date.parse('2026-01-31T12:00:00Z')) * 1_000_000n + 123_456_789n;

/** A frame as the engine writes it. */
function frame(stream: LogLine['stream'], text: string): Buffer {
  const payload = Buffer.from(`${stamp} ${text}`);
  const header = Buffer.alloc(8);
  header[0] = stream === 'stderr' ? 2 : 1;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function linesOf(...chunks: readonly Buffer[]): [string, string][] {
  const lines: [string, string][] = [];
  const reader = new LogLines(({ stream, text }) => lines.push([stream, text]));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return lines;
}

test('reads frames of both streams with their stamps', () => {
  const lines: LogLine[] = [];
  new LogLines((line) => lines.push(line)).push(
    Buffer.concat([frame('stdout', 'out\n'), frame('stderr', 'err with blanks\n'), frame('stdout', '\n')]),
  );
  expect(lines).toEqual([
    { stream: 'stdout', atNs: stampNs, text: 'out' },
    { stream: 'stderr', atNs: stampNs, text: 'err with blanks' },
    { stream: 'stdout', atNs: stampNs, text: '' },
  ]);
});

test('joins a line that the engine cut, also around a line of the other stream and inside of a letter', () => {
  const letter = Buffer.from('ö');
  const cut = (bytes: Buffer, isLast: boolean) => {
    const payload = Buffer.concat([Buffer.from(`${stamp} `), bytes, Buffer.from(isLast ? '\n' : '')]);
    const header = Buffer.alloc(8);
    header[0] = 1;
    header.writeUInt32BE(payload.length, 4);
    return Buffer.concat([header, payload]);
  };
  expect(
    linesOf(cut(letter.subarray(0, 1), false), frame('stderr', 'between\n'), cut(letter.subarray(1), true)),
  ).toEqual([
    ['stderr', 'between'],
    ['stdout', 'ö'],
  ]);
});

test('hands a line over in pieces of 256 KiB, and at the end what has no line end', () => {
  const piece = 'a'.repeat(16_384);
  const frames = Array.from({ length: 17 }, () => frame('stdout', piece));
  expect(linesOf(...frames).map(([, text]) => text.length)).toEqual([maxLineBytes, 16_384]);
});

test('reads the raw text of a terminal as standard output', () => {
  expect(linesOf(Buffer.from(`${stamp} one\r\n${stamp} tw`), Buffer.from(`o\n${stamp} rest`))).toEqual([
    ['stdout', 'one\r'],
    ['stdout', 'two'],
    ['stdout', 'rest'],
  ]);
});

test('it does not matter where the stream is cut', () => {
  const stream = fc.constantFrom<LogLine['stream']>('stdout', 'stderr');
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          stream,
          fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', '')),
        ),
      ),
      fc.array(fc.nat({ max: 400 }), { maxLength: 6 }),
      (lines, cuts) => {
        const whole = Buffer.concat(lines.map(([each, text]) => frame(each, `${text}\n`)));
        const at = [
          0,
          ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b),
          whole.length,
        ];
        const chunks = at.slice(1).map((end, i) => whole.subarray(at[i], end));
        expect(linesOf(...chunks.filter(({ length }) => length > 0))).toEqual(lines);
      },
    ),
  );
});

test.each([
  [stamp, stampNs],
  ['2026-01-31T12:00:00Z', stampNs - 123_456_789n],
  ['2026-01-31T12:00:00.5Z', stampNs + 376_543_211n],
])('%s is %i ns', (text, expected) => {
  expect(parseStamp(text)).toBe(expected);
});

test('a position reads as seconds and nanoseconds', () => {
  expect([formatSince(1_000_000_001n), formatSince(stampNs)]).toEqual([
    '1.000000001',
    '1769860800.123456789',
  ]);
});
