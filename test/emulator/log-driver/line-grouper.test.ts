import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineGrouper, maxEventBytes } from '../../../emulator/log-driver/line-grouper.ts';
import type { LogEvent } from '../../../emulator/log-driver/log-event.ts';

/** The events that lines of the stamps 1 ms, 2 ms, … make. */
function group(texts: readonly string[], start = /^#/): LogEvent[] {
  const grouper = new LineGrouper(start);
  const events = texts.flatMap(
    (text, index) => grouper.add({ stream: 'stdout', atNs: BigInt(index + 1) * 1_000_000n, text }) ?? [],
  );
  return [...events, ...[grouper.end() ?? []].flat()];
}

test('a line that matches begins an event, the others go on with it', () => {
  expect(group(['stray', '#1', 'a', '', 'b', '#2'])).toEqual([
    { message: 'stray\n', timestampMs: 1, lastLineNs: 1_000_000n },
    { message: '#1\na\n\nb\n', timestampMs: 2, lastLineNs: 5_000_000n },
    { message: '#2\n', timestampMs: 6, lastLineNs: 6_000_000n },
  ]);
});

test('is open from the first line of an event to its end', () => {
  const grouper = new LineGrouper(/^#/);
  expect([grouper.isOpen, grouper.end()]).toEqual([false, undefined]);
  grouper.add({ stream: 'stderr', atNs: 1n, text: 'a' });
  expect(grouper.isOpen).toBe(true);
  grouper.end();
  expect(grouper.isOpen).toBe(false);
});

test('ends an event before it becomes too large, counting bytes', () => {
  const half = 'é'.repeat(Math.ceil(maxEventBytes / 4));
  expect(group([half, half, 'x']).map(({ message }) => message)).toEqual([`${half}\n`, `${half}\nx\n`]);
});

test('a line as large as an event stands alone, without room for its line end', () => {
  const whole = 'x'.repeat(maxEventBytes);
  expect(group(['a', whole, 'b']).map(({ message }) => message)).toEqual(['a\n', whole, 'b\n']);
});

test('no line is lost, doubled or moved', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('#', '#x', 'a', '', 'bb')), (texts) => {
      const events = group(texts);
      expect(events.map(({ message }) => message).join('')).toBe(texts.map((text) => `${text}\n`).join(''));
      expect(events.slice(1).every(({ message }) => message.startsWith('#'))).toBe(true);
    }),
  );
});
