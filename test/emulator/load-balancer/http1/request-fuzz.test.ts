import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRequests } from '../../../support/data-path/read-requests.ts';
import { referenceRequests } from '../../../support/data-path/reference-requests.ts';

const requestLine = fc.constantFrom(
  'GET / HTTP/1.1\r\n',
  'POST /a?b=c HTTP/1.1\r\n',
  'PUT http://a/b HTTP/1.1\r\n',
  'DELETE /%20 HTTP/1.0\r\n',
  'OPTIONS * HTTP/1.1\r\n',
  'FOO / HTTP/1.1\r\n',
  'GET / HTTP/2.0\r\n',
  'GET  / HTTP/1.1\r\n',
  'GET / HTTP/1.1\n',
  '\r\nGET / HTTP/1.1\r\n',
);

const headerLine = fc.constantFrom(
  'Host: a\r\n',
  'X-A: b\r\n',
  'x-b:c\r\n',
  'X-C: \t d \t\r\n',
  'X-D:\r\n',
  'X-\u00e9: a\r\n',
  'X-E: \u00e9\r\n',
  'Content-Length: 3\r\n',
  'Content-Length: 03\r\n',
  'Content-Length: +3\r\n',
  'Content-Length: 3, 3\r\n',
  'content-length: 10\r\n',
  'Content-Length : 3\r\n',
  'Content-Length: 0\r\n',
  'Transfer-Encoding: chunked\r\n',
  'transfer-encoding:CHUNKED\r\n',
  'Transfer-Encoding: chunked \r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Transfer-Encoding: chunked, chunked\r\n',
  'Transfer-Encoding\t: chunked\r\n',
  'Transfer_Encoding: chunked\r\n',
  ' folded: a\r\n',
  '\tfolded\r\n',
  'X: a\nContent-Length: 3\r\n',
  'X: a\rContent-Length: 3\r\n',
  'X: a\0b\r\n',
  'no colon\r\n',
  ': no name\r\n',
  'X: a\n',
);

const piece = fc.constantFrom(
  'abc',
  '3\r\nabc\r\n',
  '03\r\nabc\r\n',
  'A\r\n0123456789\r\n',
  '3;x=y\r\nabc\r\n',
  '3 \r\nabc\r\n',
  '3\nabc\r\n',
  '3\r\nabcd\r\n',
  '3;\n\r\nabc\r\n',
  '0x3\r\nabc\r\n',
  '0\r\n\r\n',
  '0\r\nX-T: u\r\n\r\n',
  '0\r\nContent-Length: 3\r\n\r\n',
  '000\r\n\r\n',
  '0\n\n',
  '\r\n',
);

const chunked = fc
  .array(fc.stringMatching(/^[a-z]{1,20}$/), { maxLength: 4 })
  .map((texts) => `${texts.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join('')}0\r\n\r\n`);

/** Requests of which most are whole, and some are not quite what they should be. */
const request = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(requestLine, fc.array(headerLine, { maxLength: 4 }), fc.array(piece, { maxLength: 3 }))
      .map(([line, headers, body]) => `${line}${headers.join('')}\r\n${body.join('')}`),
  },
  {
    weight: 2,
    arbitrary: chunked.map((body) => `POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${body}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .stringMatching(/^[a-z]{1,20}$/)
      .map((body) => `POST /l HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
  },
);

/** One byte or a few put in, taken out or changed. */
const mutation = fc.record({
  at: fc.nat(400),
  removed: fc.nat(2),
  added: fc.constantFrom(
    '',
    '',
    '\r',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '\0',
    ':',
    ';',
    ',',
    '0',
    'a',
    '\x0b',
    '\x7f',
    '\u00ff',
  ),
});

const messages = fc
  .tuple(fc.array(request, { minLength: 1, maxLength: 3 }), fc.array(mutation, { maxLength: 2 }))
  .map(([requests, mutations]) => {
    let text = requests.join('');
    for (const { at, removed, added } of mutations) {
      const place = at % (text.length + 1);
      text = text.slice(0, place) + added + text.slice(place + removed);
    }
    return Buffer.from(text, 'latin1');
  });

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const pieces = [0, ...at].map((start, i) => bytes.subarray(start, at[i] ?? bytes.length));
  return pieces.filter((each) => each.length > 0);
}

test('what the reader lets in, a strict reference parser reads as the same requests', async () => {
  let whole = 0;
  await fc.assert(
    fc.asyncProperty(messages, async (bytes) => {
      const { requests, end } = readRequests([bytes]);
      whole += requests.length;
      // The reference forgets a request when what follows it is none.
      expect(requests).toEqual(await referenceRequests([bytes.subarray(0, end)]));
    }),
    { numRuns: 6000, seed: 20261125 },
  );
  expect(whole).toBeGreaterThan(2000);
});

test('requests are the same, in whatever pieces their bytes come', () => {
  fc.assert(
    fc.property(messages, fc.array(fc.nat(400), { maxLength: 6 }), (bytes, places) => {
      expect(readRequests(cut(bytes, places))).toEqual(readRequests([bytes]));
    }),
    { numRuns: 6000, seed: 20261125 },
  );
});

test('a request is read that comes byte by byte', () => {
  const bytes = Buffer.from(
    'POST /a HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nX-T: u\r\n\r\nGET / HTTP/1.1\r\n\r\n',
  );
  expect(readRequests(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual({
    requests: [
      {
        method: 'POST',
        target: '/a',
        headers: ['Host', 'b', 'Transfer-Encoding', 'chunked'],
        body: 'abc',
        trailers: ['X-T', 'u'],
      },
      { method: 'GET', target: '/', headers: [], body: '', trailers: [] },
    ],
    end: bytes.length,
    refused: false,
  });
});
