import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Clock } from '../../../../src/clock.ts';
import { ConnectTimeoutError, HandshakeTimeoutError } from '../../forward/failure.ts';
import { targetTls } from '../../tls/target-tls.ts';

/** ELBv2 gives a target 10 seconds to take a connection. */
const connectTimeoutMs = 10_000;

export interface DialOptions {
  readonly address: string;
  readonly port: number;
  /** Whether the target speaks TLS. */
  readonly secure: boolean;
}

/** A target of an HTTPS group that did not choose HTTP/2 in the handshake. */
export class NoHttp2Error extends Error {
  override readonly name = 'NoHttp2Error';
}

/**
 * Opens a connection for HTTP/2: without TLS the target has to know that it is to come, with TLS it has to choose it
 * by ALPN. It fails with {@link ConnectTimeoutError} when the target does not take it.
 */
export function dialHttp2({ address: host, port, secure }: DialOptions, clock: Clock): Socket {
  const socket = secure ? dialSecurely(host, port) : connect({ host, port, noDelay: true });
  const timer = clock.setTimeout(
    () =>
      socket.destroy(
        socket.connecting
          ? new ConnectTimeoutError('no connection')
          : new HandshakeTimeoutError('no TLS connection'),
      ),
    connectTimeoutMs,
  );
  const settled = () => clock.clearTimeout(timer);
  socket.once(secure ? 'secureConnect' : 'connect', settled);
  socket.once('close', settled);
  return socket;
}

function dialSecurely(host: string, port: number): Socket {
  const socket = connectSecurely({ host, port, ...targetTls, ALPNProtocols: ['h2'] });
  socket.setNoDelay(true);
  socket.once('secureConnect', () => {
    if (socket.alpnProtocol !== 'h2') socket.destroy(new NoHttp2Error('the target does not speak HTTP/2'));
  });
  return socket;
}
