import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { routeTo } from './route-to.ts';

/** A real HTTP server on loopback that a load balancer sends to. */
export interface HttpTarget extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  /** As a snapshot names it: registered and known as healthy. */
  readonly route: TargetRoute;
  /** Connections that it took, also those that are closed by now. */
  readonly accepted: readonly Socket[];
  /** Request lines in the order in which they came, as `GET /path`. */
  readonly seen: readonly string[];
}

/** Starts a target on a free port; by default it answers every request with `ok`. */
export async function startHttpTarget(
  handler: RequestListener = (_request, response) => response.end('ok'),
): Promise<HttpTarget> {
  const accepted: Socket[] = [];
  const seen: string[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 });
  server.on('request', (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    handler(request, response);
  });
  server.on('connection', (socket) => accepted.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    server,
    port,
    route: routeTo(port),
    accepted,
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of accepted) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
