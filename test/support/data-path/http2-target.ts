import {
  createSecureServer,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { targetIdentity } from '../tls/target-identity.ts';
import { routeTo } from './route-to.ts';

/** A real server of HTTP/2 on loopback that a load balancer sends to. */
export interface Http2TestTarget extends AsyncDisposable {
  readonly port: number;
  readonly route: TargetRoute;
  /** Connections that brought requests, also those that are closed by now. */
  readonly sessions: readonly Http2Session[];
  /** Requests in the order in which they came, as `GET /path`. */
  readonly seen: readonly string[];
}

export interface Http2TargetOptions {
  readonly tls?: boolean;
  readonly settings?: Settings;
}

type Handler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

const answersOk: Handler = (stream) => {
  stream.respond({ ':status': 200 });
  stream.end('ok');
};

/** Starts a target on a free port; by default it speaks without TLS and answers every request with `ok`. */
export async function startHttp2Target(
  handler: Handler = answersOk,
  { tls = false, settings }: Http2TargetOptions = {},
): Promise<Http2TestTarget> {
  const sessions: Http2Session[] = [];
  const sockets: Socket[] = [];
  const seen: string[] = [];
  const server = tls ? createSecureServer({ settings, ...(await identity()) }) : createServer({ settings });
  server.on('session', (session) => session.on('error', () => {}));
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const { session } = stream;
    if (session !== undefined && !sessions.includes(session)) sessions.push(session);
    seen.push(`${headers[':method']} ${headers[':path']}`);
    stream.on('error', () => {});
    handler(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    route: routeTo(port, { http2: true, ...(tls ? { tls } : {}) }),
    sessions,
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function identity() {
  const { certificate: cert, privateKey: key } = await targetIdentity();
  return { cert, key };
}
