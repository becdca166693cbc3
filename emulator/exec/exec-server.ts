import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../src/clock.ts';
import { type AccessPolicy, refusalOf } from '../../src/request-access.ts';
import type { ExecTicket, ExecTickets } from '../../src/services/ecs/task/exec/exec-tickets.ts';
import { execPath } from '../../src/services/ecs/task/exec/execute-command.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import { ExecChannel } from './exec-channel.ts';
import { withoutUpgrade } from './without-upgrade.ts';

export interface ExecServerOptions {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly runtime: Pick<ContainerRuntime, 'exec'>;
  readonly tickets: ExecTickets;
  readonly access: AccessPolicy;
}

/** A client that was let in sends its token at once. */
const tokenTimeoutMs = 10_000;
/** What a client is given to close its side before its connection is cut. */
const closeTimeoutMs = 1000;
const longestFrame = 1024 * 1024;
/** WebSocket's status for a breach of the other side's rules. */
const policyViolation = 1008;

/** The WebSocket end of ECS Exec: lets clients in by ticket, and keeps their sessions. */
export class ExecServer implements AsyncDisposable {
  readonly #options: ExecServerOptions;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: longestFrame,
  });
  readonly #channels = new Map<WebSocket, ExecChannel>();

  constructor(options: ExecServerOptions) {
    this.#options = options;
  }

  /** Takes the upgrades that an HTTP server is asked for. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        // A wish for HTTP/2, as Java's clients have it: once someone listens for upgrades, Node serves it no more.
        socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
        server.emit('connection', socket);
        return;
      }
      this.#upgrade(request, socket, head);
    });
  }

  /** Ends every session, and what was promised and not yet opened. */
  async endAll(): Promise<void> {
    this.#options.tickets.clear();
    await Promise.all([...this.#channels.values()].map((channel) => channel.end('')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endAll();
    for (const webSocket of this.#webSockets.clients) webSocket.terminate();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(request.headers, this.#options.access);
    if (refusal !== undefined) return refuse(socket, 403, refusal);
    const sessionId = sessionIdOf(request.url ?? '');
    if (sessionId === undefined || !this.#options.tickets.isValid(sessionId))
      return refuse(socket, 404, 'There is no such session, or it was opened already.');
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#admit(webSocket, sessionId));
  }

  /** The first message, a text, brings the token. */
  #admit(webSocket: WebSocket, sessionId: string): void {
    const { clock, tickets } = this.#options;
    const tooLate = clock.setTimeout(() => webSocket.close(policyViolation), tokenTimeoutMs);
    webSocket.on('error', () => webSocket.terminate());
    webSocket.once('close', () => clock.clearTimeout(tooLate));
    webSocket.once('message', (data, isBinary) => {
      clock.clearTimeout(tooLate);
      const opening = isBinary ? undefined : readOpening(bytesOf(data));
      const ticket = opening && tickets.redeem(sessionId, opening.token);
      if (ticket === undefined) webSocket.close(policyViolation);
      else this.#open(webSocket, ticket, opening?.clientId ?? '');
    });
  }

  #open(webSocket: WebSocket, ticket: ExecTicket, clientId: string): void {
    const { clock, log, runtime } = this.#options;
    const channel = new ExecChannel({
      ...{ clock, log, runtime, ticket, clientId },
      send: (frame) => webSocket.send(frame, () => undefined),
      hangUp: () => {
        if (webSocket.readyState === webSocket.CLOSED) return;
        webSocket.close();
        const cut = clock.setTimeout(() => webSocket.terminate(), closeTimeoutMs);
        webSocket.once('close', () => clock.clearTimeout(cut));
      },
    });
    this.#channels.set(webSocket, channel);
    webSocket.on('message', (data, isBinary) => {
      if (isBinary) channel.receive(bytesOf(data));
    });
    webSocket.once('close', () => {
      void channel.end('').finally(() => this.#channels.delete(webSocket));
    });
    channel.open();
  }
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function sessionIdOf(url: string): string | undefined {
  const [path = ''] = url.split('?');
  return path.startsWith(execPath) ? path.slice(execPath.length) : undefined;
}

function readOpening(text: Buffer): { readonly token: string; readonly clientId: string } | undefined {
  try {
    const opening: { TokenValue?: unknown; ClientId?: unknown } = JSON.parse(text.toString());
    const { TokenValue: token, ClientId: clientId } = opening;
    return typeof token === 'string'
      ? { token, clientId: typeof clientId === 'string' ? clientId : '' }
      : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
