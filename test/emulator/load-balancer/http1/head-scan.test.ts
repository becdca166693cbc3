import { expect, test } from 'vitest';
import {
  HeadScan,
  longestHeadBytes,
  longestLineBytes,
} from '../../../../emulator/load-balancer/http1/head-scan.ts';

function scan(text: string, longest?: number): string {
  const bytes = Buffer.from(text, 'latin1');
  return new HeadScan(longest).advance(bytes, 0, bytes.length);
}

const line = 'GET / HTTP/1.1\r\n';

test.each([
  ['a head', `${line}Host: a\r\n\r\n`, 'complete'],
  ['a head without headers', `${line}\r\n`, 'complete'],
  ['a head and what follows it', `${line}\r\n\0\0`, 'complete'],
  ['a name of every character that names have', `${line}!#$%&'*+-.^_\`|~09azAZ: a\r\n\r\n`, 'complete'],
  ['a value beyond ASCII', `${line}X: \u00e9\t\u00ff\r\n\r\n`, 'complete'],
  ['nothing', '', 'incomplete'],
  ['a part of the first line', 'GET / HT', 'incomplete'],
  ['a first line up to its CR', 'GET / HTTP/1.1\r', 'incomplete'],
  ['a part of a name', `${line}Ho`, 'incomplete'],
  ['a name and its colon', `${line}Host:`, 'incomplete'],
  ['a value up to its CR', `${line}Host: a\r`, 'incomplete'],
  ['all but the last LF', `${line}Host: a\r\n\r`, 'incomplete'],
  ['a first line that ends with a bare LF', 'GET / HTTP/1.1\n', 'malformed'],
  ['a first line that ends with a bare CR', 'GET / HTTP/1.1\rX', 'malformed'],
  ['a tab in the first line', 'GET\t/', 'malformed'],
  ['DEL in the first line', 'GET /\x7f', 'malformed'],
  ['a header that ends with a bare LF', `${line}Host: a\n`, 'malformed'],
  ['a header that ends with a bare CR', `${line}Host: a\rX`, 'malformed'],
  ['a folded header', `${line}Host: a\r\n b\r\n\r\n`, 'malformed'],
  ['a header folded by a tab', `${line}Host: a\r\n\tb\r\n\r\n`, 'malformed'],
  ['a blank before the colon', `${line}Host : a\r\n\r\n`, 'malformed'],
  ['no colon', `${line}Host\r\n`, 'malformed'],
  ['no name', `${line}: a\r\n`, 'malformed'],
  ['NUL in a name', `${line}Ho\0st: a`, 'malformed'],
  ['NUL in a value', `${line}Host: a\0`, 'malformed'],
  ['a vertical tab in a value', `${line}Host: \x0ba`, 'malformed'],
  ['a name beyond ASCII', `${line}H\u00f6st: a`, 'malformed'],
  ['an end that is a bare LF', `${line}Host: a\r\n\n`, 'malformed'],
  ['an end that is a bare CR', `${line}Host: a\r\n\rX`, 'malformed'],
  ['the longest first line', `${'a'.repeat(longestLineBytes)}\r\n\r\n`, 'complete'],
  ['a longer first line, whose end is not here', 'a'.repeat(longestLineBytes + 1), 'line too long'],
  ['the longest header', `${line}X: ${'a'.repeat(longestLineBytes - 3)}\r\n\r\n`, 'complete'],
  [
    'a longer header, whose end is not here',
    `${line}X: ${'a'.repeat(longestLineBytes - 2)}`,
    'line too long',
  ],
  ['more than a head may have', `${line}${`X: ${'a'.repeat(10_000)}\r\n`.repeat(7)}`, 'head too long'],
])('%s is %s', (_title, text, expected) => {
  expect(scan(text, longestHeadBytes)).toBe(expected);
});

test('marks where names and values stand, without the blanks around them', () => {
  const text = `${line}Host:a\r\nX-B: \t b c \t\r\nX-D:\r\n\r\n`;
  const bytes = Buffer.from(`12${text}`);
  const read = new HeadScan();
  expect(read.advance(bytes, 2, bytes.length)).toBe('complete');
  const { marks, firstLineEnd, length } = read;
  const parts = marks.flatMap((mark, i) =>
    i % 5 === 1 || i % 5 === 3 ? [text.slice(mark, marks[i + 1])] : [],
  );
  expect({ parts, first: text.slice(0, firstLineEnd), length }).toEqual({
    parts: ['Host', 'a', 'X-B', 'b c', 'X-D', ''],
    first: 'GET / HTTP/1.1',
    length: text.length,
  });
});
