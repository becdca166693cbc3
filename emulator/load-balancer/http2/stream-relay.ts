import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';
import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { type ElbStatus, elbPage, elbServer } from '../forward/elb-answer.ts';
import { plainRequest, streamHeaders } from './stream-headers.ts';

export interface StreamRelayOptions {
  /** Opens a connection to the load balancer's own HTTP/1.1 side. */
  readonly connect: () => Duplex;
  /** The answer wants this client's connection to end. */
  readonly onClose: () => void;
}

/** Carries one request of HTTP/2 to the load balancer's own HTTP/1.1 side, and its answer back, both streamed. */
export function relayStream(
  stream: ServerHttp2Stream,
  rawHeaders: readonly string[],
  options: StreamRelayOptions,
): void {
  // What breaks a stream shows in its close.
  stream.on('error', () => {});
  const plain = plainRequest(rawHeaders, !stream.endAfterHeaders);
  if (plain === undefined) return refuse(stream, 400);
  const { method, path, headers, expectsContinue } = plain;
  if (method === 'CONNECT') return refuse(stream, 405);
  let upstream: ClientRequest;
  const connection = options.connect();
  try {
    upstream = openRequest({ method, path, headers, createConnection: () => connection });
  } catch {
    connection.destroy();
    return refuse(stream, 400);
  }
  if (expectsContinue) stream.additionalHeaders({ ':status': 100 });
  upstream.on('response', (answer) => relayAnswer(stream, answer, options));
  upstream.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  stream.once('close', () => connection.destroy());
  relayBody(stream, upstream);
}

function relayBody(stream: ServerHttp2Stream, upstream: ClientRequest): void {
  // In a stream of calls the target may be the one to speak first.
  if (!stream.endAfterHeaders) upstream.flushHeaders();
  stream.on('data', (chunk: Buffer) => {
    if (!upstream.destroyed && !upstream.write(chunk)) stream.pause();
  });
  upstream.on('drain', () => stream.resume());
  stream.on('trailers', (trailers) => {
    const pairs = Object.entries(trailers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    );
    upstream.addTrailers(pairs);
  });
  stream.on('end', () => upstream.end());
}

function relayAnswer(
  stream: ServerHttp2Stream,
  answer: IncomingMessage,
  { onClose }: StreamRelayOptions,
): void {
  if (stream.destroyed || stream.closed) return;
  const { statusCode = 0, rawHeaders, headers } = answer;
  if (headers.connection?.toLowerCase() === 'close' && !isRefusal(answer)) onClose();
  answer.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  try {
    // A client of gRPC takes headers for trailers where nothing follows them, and an empty body is something.
    stream.respond(streamHeaders(statusCode, rawHeaders, headers.connection), {
      waitForTrailers: true,
      endStream: headers['content-length'] === '0',
    });
  } catch {
    // Some answers cannot be said in HTTP/2, for one with a header twice that may be there once.
    return refuse(stream, 502);
  }
  stream.on('wantTrailers', () => sendTrailers(stream, answer));
  answer.on('data', (chunk: Buffer) => {
    if (!stream.destroyed && !stream.write(chunk)) answer.pause();
  });
  stream.on('drain', () => answer.resume());
  answer.on('end', () => stream.end());
}

/** After these HTTP/1.1 cannot go on, as nobody knows where the next request begins; here every stream is its own. */
function isRefusal({ statusCode = 0, headers }: IncomingMessage): boolean {
  return statusCode >= 400 && headers.server === elbServer;
}

function sendTrailers(stream: ServerHttp2Stream, { rawTrailers }: IncomingMessage): void {
  const { ':status': _status, ...trailers } = streamHeaders(0, rawTrailers, undefined);
  try {
    stream.sendTrailers(trailers);
  } catch {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}

/** Answers as the load balancer itself, to what its HTTP/1.1 side cannot be asked. */
function refuse(stream: ServerHttp2Stream, status: ElbStatus): void {
  if (stream.destroyed || stream.headersSent) return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  const page = elbPage(status);
  stream.respond({
    ':status': status,
    server: elbServer,
    'content-type': 'text/html',
    'content-length': page.length,
  });
  stream.end(page);
}
