import type { Server } from 'node:net';

/** Why an address could not be bound: node's error code, e.g. `EADDRINUSE`. */
export type BindRefusal = string;

/** Binds a server; resolves with the port it got, or with the reason why not. Never rejects. */
export function bind(
  server: Server,
  address: string,
  port: number,
): Promise<{ readonly port: number } | { readonly refusal: BindRefusal }> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => resolve({ refusal: error.code ?? error.message });
    server.once('error', onError);
    server.listen(port, address, () => {
      server.removeListener('error', onError);
      const bound = server.address();
      resolve({ port: bound !== null && typeof bound === 'object' ? bound.port : port });
    });
  });
}
