import { expect, test } from 'vitest';
import { defaultHttp, startDataPath } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';

const post = 'POST / HTTP/1.1\r\nHost: a\r\n';
const get = 'GET / HTTP/1.1\r\nHost: a\r\n';
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
const zeroChunk = '0\r\n\r\n';

/** Sends bytes and tells the statuses that came back until the connection ended, and the requests a target got whole. */
async function outcome(bytes: string) {
  const whole: string[] = [];
  await using target = await startHttpTarget((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.on('end', () => {
      whole.push(`${request.method} ${request.headers.host} ${request.url} ${body}`);
      response.end('ok');
    });
  });
  await using path = startDataPath({
    listeners: [{ http: { ...defaultHttp, preserveHost: true } }],
    groups: { tg: [target.route] },
    healthCheck: { enabled: false },
  });
  await using client = await rawClient(await path.port(), bytes);
  const answer = await client.closed();
  return { statuses: answer.match(/(?<=HTTP\/1\.1 )\d+/g), whole };
}

test.each([
  // The two framings, in either order and in disguise.
  ['CL.TE', `${post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`, '400'],
  ['TE.CL', `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n${smuggled}`, '400'],
  ['CL.0', `${post}Content-Length: 0\r\nContent-Length: 40\r\n\r\n${smuggled}`, '400'],
  [
    'TE.TE, the second unknown',
    `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n${zeroChunk}`,
    '400',
  ],
  [
    'TE.TE, the first unknown',
    `${post}Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n${zeroChunk}`,
    '501',
  ],
  [
    'TE.TE, twice the same',
    `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n${zeroChunk}`,
    '400',
  ],
  ['a coding that is not the last', `${post}Transfer-Encoding: chunked, identity\r\n\r\n${zeroChunk}`, '400'],
  ['a coding with an empty one after it', `${post}Transfer-Encoding: chunked,\r\n\r\n${zeroChunk}`, '400'],
  ['identity before chunked', `${post}Transfer-Encoding: identity, chunked\r\n\r\n${zeroChunk}`, '501'],
  ['xchunked', `${post}Transfer-Encoding: xchunked\r\n\r\n${zeroChunk}`, '501'],
  ['a quoted coding', `${post}Transfer-Encoding: "chunked"\r\n\r\n${zeroChunk}`, '501'],
  ['a vertical tab before the coding', `${post}Transfer-Encoding: \x0bchunked\r\n\r\n${zeroChunk}`, '400'],
  ['a blank before the colon', `${post}Transfer-Encoding : chunked\r\n\r\n${zeroChunk}`, '400'],
  ['a tab before the colon', `${post}Transfer-Encoding\t: chunked\r\n\r\n${zeroChunk}`, '400'],
  ['a folded coding', `${post}Transfer-Encoding:\r\n chunked\r\n\r\n${zeroChunk}`, '400'],
  ['a coding behind a bare LF', `${post}X: y\nTransfer-Encoding: chunked\r\n\r\n${zeroChunk}`, '400'],
  ['a coding behind a bare CR', `${post}X: y\rTransfer-Encoding: chunked\r\n\r\n${zeroChunk}`, '400'],
  ['a coding behind NUL', `${post}X: y\0Transfer-Encoding: chunked\r\n\r\n${zeroChunk}`, '400'],
  ['an empty coding beside a length', `${post}Transfer-Encoding:\r\nContent-Length: 3\r\n\r\nabc`, '501'],
  [
    'chunks in HTTP/1.0',
    `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${zeroChunk}${smuggled}`,
    '400',
  ],
  // Lengths.
  ['two lengths', `${post}Content-Length: 3\r\nContent-Length: 43\r\n\r\nabc${smuggled}`, '400'],
  ['the same length twice', `${post}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`, '400'],
  ['a list of lengths', `${post}Content-Length: 3, 3\r\n\r\nabc`, '400'],
  ['a hexadecimal length', `${post}Content-Length: 0x3\r\n\r\nabc`, '400'],
  ['a negative length', `${post}Content-Length: -3\r\n\r\nabc`, '400'],
  ['a length beyond 64 bits', `${post}Content-Length: 99999999999999999999\r\n\r\nabc`, '400'],
  ['a length of two numbers', `${post}Content-Length: 3 3\r\n\r\nabc`, '400'],
  ['an empty length', `${post}Content-Length:\r\n\r\n`, '400'],
  // Chunks: the head is on its way already, so the target's request is cut off unfinished.
  [
    'a bare LF in a chunk extension',
    `${post}Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n4c\r\n0\r\n\r\n`,
    '400',
  ],
  ['a bare LF after a chunk size', `${post}Transfer-Encoding: chunked\r\n\r\n1\na\r\n${zeroChunk}`, '400'],
  [
    'a chunk size beyond 64 bits',
    `${post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n${zeroChunk}`,
    '400',
  ],
  ['a chunk size with a blank', `${post}Transfer-Encoding: chunked\r\n\r\n1 \r\na\r\n${zeroChunk}`, '400'],
  ['a negative chunk size', `${post}Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n${zeroChunk}`, '400'],
  ['a chunk size with a prefix', `${post}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n${zeroChunk}`, '400'],
  ['a chunk longer than its size', `${post}Transfer-Encoding: chunked\r\n\r\n1\r\nab${zeroChunk}`, '400'],
  [
    'a length among the trailers',
    `${post}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n`,
    '400',
  ],
  // Request lines and hosts.
  ['a blank in the target', `GET /a HTTP/1.1\r\nHost: b\r\nX: y HTTP/1.1\r\nHost : a\r\n\r\n`, '400'],
  ['NUL in the target', 'GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['a control character in the target', 'GET /a\x01b HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['a fragment', 'GET /a#/../b HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['an absolute form with a user', 'GET http://a@evil/ HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['an absolute form with a port that is none', 'GET http://evil:x/ HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['an absolute form of another scheme', 'GET gopher://evil/ HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['a Host with a user', 'GET / HTTP/1.1\r\nHost: a@evil\r\n\r\n', '400'],
  ['a Host with a path', 'GET / HTTP/1.1\r\nHost: evil/a\r\n\r\n', '400'],
  ['an indented first header', 'GET / HTTP/1.1\r\n Host: a\r\n\r\n', '400'],
  ['a line of blanks', `${get}  \r\n\r\n`, '400'],
  ['an empty name', `${get}: x\r\n\r\n`, '400'],
  ['a header without a colon', `${get}foo\r\n\r\n`, '400'],
  ['HTTP/0.9', 'GET /\r\n\r\n', '400'],
  ['tabs in the request line', 'GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['a blank after the version', 'GET / HTTP/1.1 \r\nHost: a\r\n\r\n', '400'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '505'],
  ['31 forwarders', `${get}X-Forwarded-For: ${Array(31).fill('1.1.1.1').join(', ')}\r\n\r\n`, '463'],
])(
  '%s: no target gets a request whole, and the connection ends with one refusal',
  async (_title, bytes, status) => {
    expect(await outcome(bytes)).toEqual({ statuses: [status], whole: [] });
  },
);

test.each([
  [
    'two Hosts: the first counts and is the only one passed on',
    'GET / HTTP/1.1\r\nHost: a\r\nHost: evil\r\nConnection: close\r\n\r\n',
    ['GET a / '],
  ],
  [
    'an absolute form beside another Host: its own host counts',
    'GET http://a/b HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n',
    ['GET a /b '],
  ],
  [
    'a chunk extension: it ends here',
    `${post}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n${zeroChunk}`,
    ['POST a / x'],
  ],
  [
    'a length that Connection names: it frames the body all the same',
    `${post}Connection: close, Content-Length\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    [`POST a / ${smuggled}`],
  ],
  [
    'a name like that of a coding: both connections end',
    `${post}Transfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\n${zeroChunk}${smuggled}`,
    [`POST a / ${zeroChunk}`],
  ],
  [
    'a GET with a body: both connections end',
    `${get}Content-Length: 3\r\n\r\nabc${smuggled}`,
    ['GET a / abc'],
  ],
])('%s', async (_title, bytes, whole) => {
  expect(await outcome(bytes)).toEqual({ statuses: ['200'], whole });
});
