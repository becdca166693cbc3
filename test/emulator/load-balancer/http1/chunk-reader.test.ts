import { expect, test } from 'vitest';
import { ChunkReader } from '../../../../emulator/load-balancer/http1/chunk-reader.ts';

function read(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new ChunkReader();
  let body = '';
  const end = reader.read(bytes, 0, bytes.length, (piece, from, to) => {
    body += piece.toString('latin1', from, to);
  });
  const state = reader.done ? 'done' : reader.malformed ? 'malformed' : 'incomplete';
  return { state, body, rest: text.slice(end), trailers: reader.trailers.raw };
}

test.each([
  ['no chunk', '0\r\n\r\n', { body: '' }],
  ['chunks', '3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n', { body: 'abc0123456789' }],
  ['what follows', '1\r\na\r\n0\r\n\r\nGET', { body: 'a', rest: 'GET' }],
  ['extensions', '1;a="b c"\r\na\r\n0;x\r\n\r\n', { body: 'a' }],
  ['trailers', '0\r\nX: a\r\nY:b\r\n\r\nGET', { body: '', trailers: ['X', 'a', 'Y', 'b'], rest: 'GET' }],
])('%s', (_title, text, expected) => {
  expect(read(text)).toEqual({ state: 'done', rest: '', trailers: [], ...expected });
});

test.each([
  ['no size', '\r\n'],
  ['no digits', 'x\r\n'],
  ['a blank before the size', ' 1\r\na\r\n'],
  ['a blank after the size', '1 \r\na\r\n'],
  ['a prefix', '0x1\r\na\r\n'],
  ['a sign', '+1\r\na\r\n'],
  ['a size beyond what is counted', `${'f'.repeat(14)}\r\n`],
  ['a bare LF after the size', '1\na\r\n'],
  ['a bare CR after the size', '1\ra\r\n'],
  ['a bare LF in an extension', '1;x\na\r\n'],
  ['NUL in an extension', '1;\0\r\na\r\n'],
  ['extensions of more than 16 K', `1;${'x'.repeat(17_000)}\r\na\r\n`],
  ['a chunk longer than its size', '1\r\nab\r\n'],
  ['a bare LF behind a chunk', '1\r\na\n0\r\n\r\n'],
  ['a folded trailer', '0\r\nX: a\r\n b\r\n\r\n'],
  ['a trailer that is a length', '0\r\nContent-Length: 3\r\n\r\n'],
  ['a trailer that is a coding', '0\r\ntransfer-encoding: chunked\r\n\r\n'],
  ['trailers of more than 16 K', `0\r\nX: ${'a'.repeat(9000)}\r\nY: ${'a'.repeat(9000)}\r\n\r\n`],
])('%s is malformed', (_title, text) => {
  expect(read(text).state).toBe('malformed');
});

test.each(['', '1', '1\r', '1\r\n', '1\r\na', '1\r\na\r\n', '0\r\n', '0\r\n\r', '0\r\nX: a\r\n'])(
  '%j is not whole',
  (text) => {
    expect(read(text)).toMatchObject({ state: 'incomplete', rest: '' });
  },
);
