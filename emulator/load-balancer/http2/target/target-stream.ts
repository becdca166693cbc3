import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2';
import { ReplayableBody } from './replayable-body.ts';
import { http2RequestHeaders, joinedHeaders, plainHeaders } from './target-headers.ts';
import type { TargetSession } from './target-session.ts';
import type { TargetSessions } from './target-sessions.ts';

/** Methods that may be sent a second time without harm (RFC 9110 section 9.2.2). */
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** How often a request goes to a target that says it has not looked at it. */
const mostAttempts = 3;

export interface TargetStreamOptions {
  readonly sessions: TargetSessions;
  readonly scheme: 'http' | 'https';
  /** Ends the asker's connection: for want of an answer, or of the rest of one. */
  readonly onFailed: (error: Error) => void;
}

/**
 * One request of HTTP/1.1 on its way to a target as a stream of HTTP/2, and its answer on the way back; bodies and
 * trailers are streamed both ways at the pace of whoever takes them.
 */
export class TargetStream {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #options: TargetStreamOptions;
  readonly #body = new ReplayableBody();
  #stream: ClientHttp2Stream | undefined;
  #session: TargetSession | undefined;
  #attempts = 0;
  #bodyEnded = false;
  #over = false;

  constructor(request: IncomingMessage, response: ServerResponse, options: TargetStreamOptions) {
    this.#request = request;
    this.#response = response;
    this.#options = options;
  }

  start(): void {
    this.#response.shouldKeepAlive = false;
    this.#response.once('close', () => this.#askerGone());
    this.#send();
    this.#request.on('data', (chunk: Buffer) => this.#pass(chunk));
    this.#request.on('end', () => {
      this.#bodyEnded = true;
      this.#stream?.end();
    });
  }

  #send(): void {
    this.#attempts += 1;
    const { sessions, scheme } = this.#options;
    const { method = 'GET', url: path = '/', rawHeaders } = this.#request;
    const bodiless = !hasBody(this.#request);
    const session = sessions.take();
    let stream: ClientHttp2Stream;
    try {
      stream = session.request(http2RequestHeaders({ method, path, rawHeaders }, scheme), {
        endStream: bodiless,
        waitForTrailers: !bodiless,
      });
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#session = session;
    this.#stream = stream;
    stream.on('response', (headers, flags) => this.#answer(stream, headers, flags));
    stream.on('drain', () => this.#request.resume());
    stream.on('wantTrailers', () => this.#sendTrailers(stream));
    // What breaks a stream shows in its close.
    stream.on('error', (error: Error) => this.#broken(stream, error));
    stream.on('close', () => this.#broken(stream, new Error('the target ended the stream')));
    for (const chunk of this.#body.chunks ?? []) stream.write(chunk);
    if (this.#bodyEnded) stream.end();
    // It may have been waiting for a stream that is gone.
    else this.#request.resume();
  }

  #pass(chunk: Buffer): void {
    this.#body.add(chunk);
    const stream = this.#stream;
    if (stream === undefined || stream.destroyed || stream.closed) return;
    if (!stream.write(chunk)) this.#request.pause();
  }

  #sendTrailers(stream: ClientHttp2Stream): void {
    try {
      stream.sendTrailers(joinedHeaders(this.#request.rawTrailers));
    } catch (error) {
      this.#fail(error);
    }
  }

  #answer(stream: ClientHttp2Stream, headers: IncomingHttpHeaders, flags: number): void {
    if (this.#over || stream !== this.#stream) return;
    this.#body.forget();
    const whole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    const status = Number(headers[':status']);
    const fields = plainHeaders(withRoomForTrailers(headers));
    if (whole && hasLength(this.#request.method, status) && headers['content-length'] === undefined)
      fields.push('content-length', '0');
    try {
      this.#response.writeHead(status, fields);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#relay(stream);
  }

  #relay(stream: ClientHttp2Stream): void {
    const response = this.#response;
    response.flushHeaders();
    stream.on('data', (chunk: Buffer) => {
      if (!response.write(chunk)) stream.pause();
    });
    response.on('drain', () => stream.resume());
    stream.on('trailers', (trailers) => response.addTrailers(pairs(plainHeaders(trailers))));
    stream.on('end', () => {
      // A broken stream ends its readers, too.
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) return;
      this.#over = true;
      response.end();
    });
  }

  #broken(stream: ClientHttp2Stream, error: Error): void {
    if (this.#over || stream !== this.#stream) return;
    if (this.#mayGoAgain(stream)) this.#send();
    else this.#fail(this.#session?.failure ?? error);
  }

  /**
   * A request that the target says it has not looked at is safe to send again, whatever it is; one that met a connection
   * which was going away is where it does no harm twice.
   */
  #mayGoAgain(stream: ClientHttp2Stream): boolean {
    if (this.#response.headersSent || this.#attempts === mostAttempts) return false;
    if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return this.#body.chunks !== undefined;
    const isHarmless = idempotentMethods.has(this.#request.method ?? '') && !hasBody(this.#request);
    return isHarmless && this.#session?.endedAtRest === true;
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#options.onFailed(error instanceof Error ? error : new Error(String(error)));
  }

  #askerGone(): void {
    // The target may still wait for a body that nobody sends any more.
    if (this.#response.writableFinished) this.#stream?.close(constants.NGHTTP2_NO_ERROR);
    else this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#over = true;
  }
}

/** Whether an answer without a body has to say so in HTTP/1.1. */
function hasLength(method: string | undefined, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

/** HTTP/1.1 has trailers behind chunks alone: where an answer announces some its length is left out. */
function withRoomForTrailers(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  if (headers.trailer === undefined) return headers;
  const { 'content-length': _length, ...others } = headers;
  return others;
}

/** Whether a request carries a body, by its framing (RFC 9112 section 6.3). */
function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** A flat list of names and values in the form that node:http takes for trailers. */
function pairs(flat: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) result.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return result;
}
