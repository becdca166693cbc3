import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Clock } from '../../../src/clock.ts';
import { hasBody } from '../forward/body.ts';
import type { TunnelEnd } from '../forward/tunnel.ts';
import { type BindRefusal, bind } from './bind.ts';
import { answerClientError, answerRaw, type ClientError } from './client-error.ts';
import { withoutUpgrade } from './without-upgrade.ts';

/** ELBv2's limit for all headers of a request. */
const maxRequestHeaderBytes = 64 * 1024;

/** A request, and the port and connection that it came by. */
export interface Arrival {
  readonly port: ListeningPort;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** When the connection was accepted, in milliseconds since the epoch. */
  readonly acceptedAtMs: number;
  /** Where a WebSocket is asked for: the connection to be joined to the target's. */
  readonly upgrade?: TunnelEnd;
}

interface Connection {
  readonly acceptedAtMs: number;
  /** The latest answer on it. */
  response?: ServerResponse;
}

/**
 * One port on one or more addresses, shared by all listeners that ask for it. Connections outlive a release until
 * what is in flight on them is answered.
 */
export class ListeningPort {
  readonly #onArrival: (arrival: Arrival) => void;
  readonly #clock: Clock;
  readonly #servers = new Map<string, Server>();
  readonly #connections = new Map<Socket, Connection>();
  readonly #closings = new Set<Promise<void>>();
  /** The port that the listeners ask for. */
  readonly askedPort: number;
  #port: number;
  #idleTimeoutMs = 60_000;
  #released = false;

  constructor(askedPort: number, onArrival: (arrival: Arrival) => void, clock: Clock) {
    this.askedPort = askedPort;
    this.#port = askedPort;
    this.#onArrival = onArrival;
    this.#clock = clock;
  }

  /** The port that is really bound, once an address is. */
  get port(): number {
    return this.#port;
  }

  get addresses(): string[] {
    return [...this.#servers.keys()];
  }

  get released(): boolean {
    return this.#released;
  }

  /** Milliseconds that a connection may rest between two requests. */
  setIdleTimeout(idleTimeoutMs: number): void {
    this.#idleTimeoutMs = idleTimeoutMs;
    for (const server of this.#servers.values()) server.keepAliveTimeout = idleTimeoutMs;
  }

  /** Listens on one more address. Resolves with the reason where that cannot be. */
  async open(address: string, port: number): Promise<BindRefusal | undefined> {
    const server = this.#server();
    const result = await bind(server, address, port);
    if ('refusal' in result) return result.refusal;
    this.#port = result.port;
    this.#servers.set(address, server);
    // A failing accept (too many open files) concerns one connection, not the listener.
    server.on('error', () => {});
    return undefined;
  }

  /** Stops listening on one address. */
  close(address: string): void {
    const server = this.#servers.get(address);
    if (server === undefined) return;
    this.#servers.delete(address);
    const closing = new Promise<void>((resolve) => server.close(() => resolve()));
    // Connections at rest are closed now; one that is answered later must not rest either.
    server.keepAliveTimeout = 1;
    this.#closings.add(closing);
    void closing.then(() => this.#closings.delete(closing));
  }

  /** Stops listening at once. Connections end as soon as they have nothing in flight. */
  release(): void {
    this.#released = true;
    for (const address of this.addresses) this.close(address);
  }

  /** Resolves once a released port has no connection left. */
  async ended(): Promise<void> {
    await Promise.all(this.#closings);
  }

  /** Closes every connection and resolves when nothing is left. */
  async destroy(): Promise<void> {
    this.release();
    for (const socket of this.#connections.keys()) socket.destroy();
    await this.ended();
  }

  #server(): Server {
    const server = createServer({
      keepAliveTimeout: this.#idleTimeoutMs,
      headersTimeout: 60_000,
      requestTimeout: 0,
      maxHeaderSize: maxRequestHeaderBytes,
      requireHostHeader: false,
      // Strict, whatever node's own command line says.
      insecureHTTPParser: false,
    });
    server.prependListener('connection', (socket: Socket) => this.#accepted(socket));
    server.on('request', (request, response) => this.#request(request, response));
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      this.#request(request, response);
    });
    // ELBv2 passes nothing on that expects anything else, and nginx's answer to CONNECT is the one it gives to TRACE.
    server.on('checkExpectation', (request, response) => this.#request(request, response));
    server.on('connect', (_request, socket) => {
      if (socket instanceof Socket) this.#refuseTunnel(socket);
      else socket.destroy();
    });
    server.on('upgrade', (request, socket, head) => {
      if (socket instanceof Socket) this.#upgrade(server, request, { socket, head });
      else socket.destroy();
    });
    server.on('clientError', (error: ClientError, socket) => this.#clientError(error, socket));
    return server;
  }

  #accepted(socket: Socket): void {
    if (this.#connections.has(socket)) return;
    this.#connections.set(socket, { acceptedAtMs: this.#clock.now() });
    // Every pipelined request waits for the connection's close by a listener of its own.
    socket.setMaxListeners(0);
    socket.once('close', () => this.#connections.delete(socket));
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    if (connection === undefined) return;
    connection.response = response;
    this.#onArrival({ port: this, request, response, acceptedAtMs: connection.acceptedAtMs });
  }

  #upgrade(server: Server, request: IncomingMessage, client: TunnelEnd): void {
    const { socket, head } = client;
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    // A body would be left over when the target declines, and be taken for the next request on its connection.
    if (request.headers.upgrade?.toLowerCase() !== 'websocket' || hasBody(request)) {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      server.emit('connection', socket);
      return;
    }
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => {
      response.detachSocket(socket);
      socket.destroySoon();
    });
    socket.on('error', () => socket.destroy());
    // node:http lets go of a connection that is to be upgraded; an answer that declines still has to be paced.
    socket.on('drain', () => response.emit('drain'));
    this.#onArrival({
      port: this,
      request,
      response,
      acceptedAtMs: connection.acceptedAtMs,
      upgrade: client,
    });
  }

  #refuseTunnel(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    answerRaw(405, socket, this.#clock.now());
  }

  #clientError(error: ClientError, socket: unknown): void {
    if (!(socket instanceof Socket)) return;
    const answer = this.#connections.get(socket)?.response;
    const begun = answer?.headersSent === true;
    if (begun && !answer.writableEnded) socket.destroy();
    else if (begun && !answer.shouldKeepAlive) socket.destroySoon();
    else answerClientError(error, socket, this.#clock.now());
  }
}
