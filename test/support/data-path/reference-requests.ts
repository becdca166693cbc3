import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WholeRequest } from './read-requests.ts';

/** The whole requests that node's own parser, which is strict and widely used, finds in bytes. */
export async function referenceRequests(pieces: readonly Buffer[]): Promise<WholeRequest[]> {
  const requests: WholeRequest[] = [];
  const server = createServer({ requireHostHeader: false, insecureHTTPParser: false });
  server.on('request', (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.on('end', () => {
      const { method = '', url = '', rawHeaders, rawTrailers } = request;
      requests.push({ method, target: url, headers: rawHeaders, body, trailers: rawTrailers });
      response.end();
    });
    request.on('error', () => {});
  });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', () => {});
  const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  server.emit('connection', connection);
  for (const piece of pieces) connection.push(piece);
  // Requests behind one another wait for the answer before them.
  for (let turns = 0, before = -1; turns < 3; turns += 1) {
    if (before !== requests.length) turns = 0;
    before = requests.length;
    await nextTurn();
  }
  connection.destroy();
  return requests;
}
