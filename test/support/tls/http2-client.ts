import { type ClientHttp2Session, connect } from 'node:http2';
import { TLSSocket } from 'node:tls';

/** An HTTP/2 connection to a loopback port. */
export interface Http2Client extends AsyncDisposable {
  readonly session: ClientHttp2Session;
  /** What ALPN chose. */
  readonly protocol: string | false | null;
}

/** Connects as a client of HTTP/2 for a server name. Rejects where the server does not speak it. */
export async function http2Client(port: number, ca: string, servername: string): Promise<Http2Client> {
  const session = connect(`https://127.0.0.1:${port}`, { ca, servername });
  await new Promise<void>((resolve, reject) => {
    session.once('connect', () => resolve());
    session.once('error', reject);
  });
  session.on('error', () => {});
  const { socket } = session;
  return {
    session,
    protocol: socket instanceof TLSSocket ? socket.alpnProtocol : false,
    [Symbol.asyncDispose]: async () => session.destroy(),
  };
}
