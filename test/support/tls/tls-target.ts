import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { routeTo } from '../data-path/route-to.ts';
import { targetIdentity } from './target-identity.ts';

/** A bare server of TLS on loopback, whose certificate nobody trusts; it says again what it is told. */
export interface TlsTarget extends AsyncDisposable {
  readonly port: number;
  readonly route: TargetRoute;
  /** What came before the handshakes. */
  readonly preambles: readonly Buffer[];
  /** The connections inside of TLS. */
  readonly accepted: readonly TLSSocket[];
  /** All that was said inside of TLS, over all connections. */
  readonly received: () => string;
}

export interface TlsTargetOptions {
  /** How many bytes each client sends before it speaks TLS. */
  readonly preambleBytes?: number;
  readonly ALPNProtocols?: string[];
  /** What it says to each thing that it is told. */
  readonly answer?: (told: Buffer) => string;
}

export async function startTlsTarget({
  preambleBytes = 0,
  ALPNProtocols,
  answer = (told) => `echo ${told}`,
}: TlsTargetOptions = {}): Promise<TlsTarget> {
  const { certificate: cert, privateKey: key } = await targetIdentity();
  const sockets: Socket[] = [];
  const preambles: Buffer[] = [];
  const accepted: TLSSocket[] = [];
  let received = '';
  const secure = (socket: Socket) => {
    const inside = new TLSSocket(socket, {
      isServer: true,
      cert,
      key,
      ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }),
    });
    accepted.push(inside);
    inside.on('error', () => {});
    inside.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      inside.write(answer(chunk));
    });
    inside.on('end', () => inside.end());
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    if (preambleBytes === 0) return secure(socket);
    const onReadable = () => {
      const preamble: Buffer | null = socket.read(preambleBytes);
      if (preamble === null) return;
      preambles.push(preamble);
      socket.removeListener('readable', onReadable);
      secure(socket);
    };
    socket.on('readable', onReadable);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    route: routeTo(port, { tls: true }),
    preambles,
    accepted,
    received: () => received,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
