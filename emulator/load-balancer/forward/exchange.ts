import {
  type ClientRequest,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http';
import type { ResponseChanges } from '../snapshot.ts';
import type { InFlight, LiveTarget } from '../targets/live-target.ts';
import { hasBody, relayAnswerBody, relayRequestBody } from './body.ts';
import { answerAsElb } from './elb-answer.ts';
import { type ForwardFailure, failureOf, failureStatus } from './failure.ts';
import { responseHeaders } from './response-headers.ts';
import { Tunnel, type TunnelEnd } from './tunnel.ts';

/** ELBv2's limit for all headers of a response. */
const maxResponseHeaderBytes = 32 * 1024;

/** Methods that may be sent a second time without harm (RFC 9110 section 9.2.2). */
const idempotentMethods: ReadonlySet<string | undefined> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
]);

/** The client's side of an exchange. */
export interface ClientSide {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The listening port that the client came by; once it is released, connections end with the answer under way. */
  readonly port: { readonly released: boolean };
  /** Where the client asks for an upgrade: its connection. */
  readonly upgrade?: TunnelEnd;
}

/** What goes to the target. */
export interface Forwarding {
  readonly target: LiveTarget;
  /** Origin form, with the query. */
  readonly path: string;
  /** A flat list of names and values. */
  readonly headers: string[];
  /** What the load balancer adds to the target's answer, by its raw headers; both are flat lists of names and values. */
  readonly addedHeaders?: (answer: readonly string[]) => readonly string[];
  /** Milliseconds without a byte in either direction after which the exchange is given up. */
  readonly idleTimeoutMs: number;
  /** Whether the connection to the target ends with this exchange, and is shared with no other. */
  readonly closing: boolean;
  readonly changes: ResponseChanges;
}

/**
 * One request on its way to a target and its answer on the way back, both streamed. It counts as in flight at the
 * target from {@link start} until the target has nothing more to do with it.
 */
export class Exchange implements InFlight {
  readonly #client: ClientSide;
  readonly #forwarding: Forwarding;
  #phase: 'waiting' | 'answering' | 'tunnel' | 'over' = 'waiting';
  #upstream: ClientRequest | undefined;
  #tunnel: Tunnel | undefined;
  #replayed = false;

  constructor(client: ClientSide, forwarding: Forwarding) {
    this.#client = client;
    this.#forwarding = forwarding;
  }

  /** Answers the client in every case: with the target's answer, or with ELBv2's for what went wrong. */
  start(): void {
    this.#forwarding.target.enter(this);
    const { request, response } = this.#client;
    const { socket } = request;
    const onClosed = () => this.#clientClosed();
    // The connection's own close: an answer that waits behind that of an earlier request is not told of it.
    socket.once('close', onClosed);
    response.once('close', () => socket.removeListener('close', onClosed));
    this.#send();
  }

  cut(): void {
    this.#tunnel?.destroy();
    this.#fail('deregistrationDelayElapsed');
  }

  #send(): void {
    const upstream = this.#open();
    if (upstream === undefined) return;
    this.#upstream = upstream;
    upstream.on('response', (message) => this.#answer(message));
    upstream.on('error', (error) => this.#failed(upstream, error));
    upstream.on('timeout', () => this.#idle(upstream));
    upstream.on('close', () => this.#closed(upstream));
    const { request, upgrade } = this.#client;
    if (upgrade !== undefined) {
      upstream.on('upgrade', (message, socket, head) => this.#join(upgrade, { socket, head }, message));
    } else if (hasBody(request)) {
      relayRequestBody(request, upstream);
      return;
    }
    upstream.end();
  }

  #open(): ClientRequest | undefined {
    const { target, path, headers, idleTimeoutMs: timeout, closing } = this.#forwarding;
    const { connections } = target;
    const createConnection = () => connections.open().setTimeout(timeout);
    try {
      return openRequest({
        host: target.address,
        port: target.port,
        method: this.#client.request.method,
        path,
        headers,
        timeout,
        maxHeaderSize: maxResponseHeaderBytes,
        insecureHTTPParser: false,
        ...(this.#replayed || closing ? { createConnection } : { agent: connections }),
      });
    } catch {
      // node:http refuses to send some bytes that its own parser lets in.
      this.#fail('malformedRequest');
      this.#leave();
      return undefined;
    }
  }

  #answer(message: IncomingMessage): void {
    if (this.#phase !== 'waiting') return;
    const { response, port } = this.#client;
    message.on('error', () => this.#fail('connectionReset'));
    if (port.released) response.shouldKeepAlive = false;
    try {
      const { addedHeaders, changes } = this.#forwarding;
      const headers = responseHeaders(message.rawHeaders, message.headers.connection, changes.headers);
      if (addedHeaders !== undefined) headers.push(...addedHeaders(message.rawHeaders));
      response.writeHead(message.statusCode ?? 0, message.statusMessage ?? '', headers);
    } catch {
      this.#fail('malformedResponse');
      return;
    }
    this.#phase = 'answering';
    // Once the target is done its timer rests: from then on the client has to take what is left in time.
    message.once('end', () => response.socket?.setTimeout(this.#forwarding.idleTimeoutMs));
    relayAnswerBody(message, response);
  }

  #join(client: TunnelEnd, target: TunnelEnd, answer: IncomingMessage): void {
    if (this.#phase !== 'waiting') {
      target.socket.destroy();
      return;
    }
    this.#phase = 'tunnel';
    this.#client.response.detachSocket(client.socket);
    this.#tunnel = new Tunnel(client, target, answer, this.#forwarding.idleTimeoutMs, () => this.#leave());
  }

  #failed(upstream: ClientRequest, error: Error): void {
    // Once the answer has begun, its own error says whether it came whole.
    if (upstream !== this.#upstream || this.#phase !== 'waiting') return;
    const failure = failureOf(error);
    if (failure !== 'connectionReset' || !this.#wentStale(upstream)) {
      this.#fail(failure);
      return;
    }
    this.#replayed = true;
    this.#send();
  }

  /** The target closed a connection at rest just when we took it: it has never seen the request, which can go again. */
  #wentStale({ socket }: ClientRequest): boolean {
    const { request } = this.#client;
    if (this.#replayed || socket === null || hasBody(request) || !idempotentMethods.has(request.method))
      return false;
    return this.#forwarding.target.connections.wentStale(socket);
  }

  #idle(upstream: ClientRequest): void {
    if (upstream !== this.#upstream) return;
    const { request, response } = this.#client;
    if (this.#phase === 'waiting') {
      const clientOwes =
        !request.complete && this.#client.upgrade === undefined && !upstream.writableNeedDrain;
      this.#fail(clientOwes ? 'clientIdle' : 'targetIdle');
    } else if (response.writableNeedDrain) {
      // The target waits because the client reads slowly: from here on the client's own progress decides.
      response.socket?.setTimeout(this.#forwarding.idleTimeoutMs);
    } else {
      this.#fail('targetIdle');
    }
  }

  #closed(upstream: ClientRequest): void {
    if (upstream !== this.#upstream || this.#phase === 'tunnel') return;
    // An unasked 101, for one, ends the connection without an error: the client is owed an answer all the same.
    if (this.#phase === 'waiting') this.#fail('malformedResponse');
    this.#client.request.resume();
    this.#leave();
  }

  #clientClosed(): void {
    if (this.#phase === 'over' || this.#phase === 'tunnel' || this.#client.response.writableFinished) return;
    this.#phase = 'over';
    this.#upstream?.destroy();
  }

  #fail(failure: ForwardFailure): void {
    if (this.#phase === 'over' || this.#phase === 'tunnel') return;
    const { request, response, port } = this.#client;
    const begun = this.#phase === 'answering';
    this.#phase = 'over';
    if (begun) response.destroy();
    else {
      if (port.released) response.shouldKeepAlive = false;
      answerAsElb(response, failureStatus[failure], this.#forwarding.changes);
    }
    request.resume();
    this.#upstream?.destroy();
  }

  #leave(): void {
    this.#forwarding.target.leave(this);
  }
}
