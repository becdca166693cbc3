import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { trailerPairs } from './response-headers.ts';

/** Whether a request carries a body, by its framing (RFC 9112 section 6.3). */
export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * Streams a request's body to the target at the pace at which it takes it. What comes after it has gone is dropped. The
 * head does not wait for a body that is not here: in a stream of calls the target may be the one to speak first.
 */
export function relayRequestBody(request: IncomingMessage, upstream: ClientRequest): void {
  let begun = false;
  request.on('data', (chunk: Buffer) => {
    begun = true;
    if (!upstream.destroyed && !upstream.write(chunk)) request.pause();
  });
  upstream.on('drain', () => request.resume());
  request.on('end', () => {
    begun = true;
    if (request.rawTrailers.length > 0) upstream.addTrailers(trailerPairs(request.rawTrailers));
    upstream.end();
  });
  setImmediate(() => {
    if (!begun && !upstream.destroyed) upstream.flushHeaders();
  });
}

/**
 * Streams an answer's body to the client, whose head is written already, at the pace at which it takes it. The head
 * leaves in one packet with the first bytes where these are here, and does not wait for them where they are not.
 */
export function relayAnswerBody(message: IncomingMessage, response: ServerResponse): void {
  let begun = false;
  message.on('data', (chunk: Buffer) => {
    begun = true;
    if (!response.write(chunk)) message.pause();
  });
  response.on('drain', () => message.resume());
  message.on('end', () => {
    begun = true;
    if (message.rawTrailers.length > 0) response.addTrailers(trailerPairs(message.rawTrailers));
    response.end();
  });
  setImmediate(() => {
    if (!begun && !response.destroyed) response.flushHeaders();
  });
}
