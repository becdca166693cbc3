import { createServer, type Socket } from 'node:net';
import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { routeTo } from './route-to.ts';

/** A server of bare connections, for what no well-behaved HTTP server would do. */
export interface RawTarget extends AsyncDisposable {
  readonly port: number;
  readonly route: TargetRoute;
  readonly accepted: readonly Socket[];
  /** All bytes that came, over all connections. */
  readonly received: () => string;
}

/** Starts a target on a free port; `onData` gets every chunk, and all that this connection has sent so far. */
export async function startRawTarget(
  onData: (socket: Socket, sofar: string) => void = () => {},
): Promise<RawTarget> {
  const accepted: Socket[] = [];
  const texts: string[] = [];
  const server = createServer((socket) => {
    const index = accepted.push(socket) - 1;
    texts.push('');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const sofar = `${texts[index]}${chunk.toString('latin1')}`;
      texts[index] = sofar;
      onData(socket, sofar);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    route: routeTo(port),
    accepted,
    received: () => texts.join(''),
    [Symbol.asyncDispose]: async () => {
      for (const socket of accepted) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
