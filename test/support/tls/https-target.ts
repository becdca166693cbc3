import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { TlsOptions } from 'node:tls';
import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { routeTo } from '../data-path/route-to.ts';
import { targetIdentity } from './target-identity.ts';

/** A real HTTPS server on loopback, whose certificate nobody trusts. */
export interface HttpsTarget extends AsyncDisposable {
  readonly route: TargetRoute;
  /** How many TLS connections it took. */
  readonly connections: () => number;
}

/** Starts a target on a free port; by default it answers every request with `ok`. */
export async function startHttpsTarget(
  handler: RequestListener = (_request, response) => response.end('ok'),
  options: TlsOptions = {},
): Promise<HttpsTarget> {
  const { certificate: cert, privateKey: key } = await targetIdentity();
  const server = createServer({ key, cert, keepAliveTimeout: 60_000, ...options }, handler);
  let connections = 0;
  server.on('secureConnection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    route: { ...routeTo(port), tls: true },
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
