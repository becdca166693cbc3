import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock } from '../../../src/clock.ts';
import { hasBody } from '../forward/body.ts';
import type { TunnelEnd } from '../forward/tunnel.ts';
import type { Arrival, ConnectionFacts } from './arrival.ts';
import { answerClientError, answerRaw, type ClientError } from './client-error.ts';
import { withoutUpgrade } from './without-upgrade.ts';

/** ELBv2's limit for all headers of a request. */
const maxRequestHeaderBytes = 64 * 1024;

interface Connection extends ConnectionFacts {
  /** The latest answer on it. */
  response?: ServerResponse;
}

/** The HTTP/1.1 side of a listening port: its servers, and the connections that they read requests from. */
export class HttpFront {
  readonly #onArrival: (arrival: Omit<Arrival, 'port'>) => void;
  readonly #clock: Clock;
  readonly #connections = new Map<Duplex, Connection>();

  constructor(onArrival: (arrival: Omit<Arrival, 'port'>) => void, clock: Clock) {
    this.#onArrival = onArrival;
    this.#clock = clock;
  }

  /** Has a server read requests from a connection that something else accepted. */
  adopt(server: Server, connection: Duplex, facts: ConnectionFacts): void {
    this.#note(connection, facts);
    server.emit('connection', connection);
  }

  destroyConnections(): void {
    for (const connection of this.#connections.keys()) connection.destroy();
  }

  createServer(keepAliveTimeout: number): Server {
    const server = createServer({
      keepAliveTimeout,
      headersTimeout: 60_000,
      requestTimeout: 0,
      maxHeaderSize: maxRequestHeaderBytes,
      requireHostHeader: false,
      // Strict, whatever node's own command line says.
      insecureHTTPParser: false,
    });
    server.prependListener('connection', (socket: Duplex) => {
      const localAddress = socket instanceof Socket ? socket.localAddress : undefined;
      this.#note(socket, { acceptedAtMs: this.#clock.now(), localAddress, httpVersion: 'HTTP/1.1' });
    });
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

  #note(socket: Duplex, facts: ConnectionFacts): void {
    if (this.#connections.has(socket)) return;
    this.#connections.set(socket, { ...facts });
    // Every pipelined request waits for the connection's close by a listener of its own.
    socket.setMaxListeners(0);
    socket.once('close', () => this.#connections.delete(socket));
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    if (connection === undefined) return;
    connection.response = response;
    const { acceptedAtMs, localAddress, secure, httpVersion } = connection;
    this.#onArrival({ request, response, acceptedAtMs, localAddress, secure, httpVersion });
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
    const { acceptedAtMs, localAddress, secure, httpVersion } = connection;
    const facts = { acceptedAtMs, localAddress, secure, httpVersion };
    this.#onArrival({ request, response, ...facts, upgrade: client });
  }

  #refuseTunnel(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    answerRaw(405, socket, this.#clock.now());
  }

  #clientError(error: ClientError, socket: unknown): void {
    if (!(socket instanceof Duplex)) return;
    const answer = this.#connections.get(socket)?.response;
    const begun = answer?.headersSent === true;
    if (begun && !answer.writableEnded) socket.destroy();
    else if (begun && !answer.shouldKeepAlive) endSoon(socket);
    else answerClientError(error, socket, this.#clock.now());
  }
}

/** Ends a connection once what is written to it has left. */
function endSoon(socket: Duplex): void {
  socket.end(() => socket.destroy());
}
