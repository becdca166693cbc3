import { connect as connectPlainly } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { until } from '../until.ts';

/** A bare client of TLS on a loopback port. */
export interface TlsClient extends AsyncDisposable {
  readonly socket: TLSSocket;
  /** The common name of the certificate that it got. */
  readonly certificate: string;
  readonly received: () => string;
  /** Resolves with everything that came, once it contains `text`. */
  reads(text: string): Promise<string>;
  /** Resolves with how the other side ended the connection: a code, or `end`. */
  readonly ended: Promise<string>;
}

/** Rejects where the handshake fails. */
export async function tlsClient(
  port: number,
  options: Pick<ConnectionOptions, 'ca' | 'servername' | 'ALPNProtocols' | 'maxVersion' | 'minVersion'> = {},
): Promise<TlsClient> {
  const socket = connect({
    socket: connectPlainly({ host: '127.0.0.1', port, allowHalfOpen: true }),
    ...options,
    checkServerIdentity: () => undefined,
  });
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', () => resolve());
    socket.once('error', reject);
  });
  const ended = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('end', () => resolve('end'));
  });
  return {
    socket,
    certificate: String(socket.getPeerCertificate().subject.CN),
    received: () => received,
    reads: (text) => until(`'${text}' in '${received}'`, () => received.includes(text) && received),
    ended,
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
    },
  };
}
