import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from 'node:tls';
import type { ListenerTls, TlsCertificate } from '../snapshot.ts';
import { chooseCertificate } from './certificate-choice.ts';

/** Longer than any honest handshake takes. */
const handshakeTimeoutMs = 10_000;

const http1 = 'http/1.1';
const http2 = 'h2';

/**
 * The TLS of one listener, for as long as its settings are the same: it never listens, connections are handed to it.
 * New settings make a new endpoint, and what an older one has begun it finishes.
 */
export class TlsEndpoint {
  readonly #tls: ListenerTls;
  readonly #server: Server;
  readonly #contexts = new Map<TlsCertificate, SecureContext>();

  /** Throws where OpenSSL cannot use the default certificate. */
  constructor(tls: ListenerTls, onSecure: (socket: TLSSocket, endpoint: TlsEndpoint) => void) {
    this.#tls = tls;
    const [first] = tls.certificates;
    this.#server = createServer(
      {
        ...(first === undefined ? {} : this.#contextOptions(first)),
        handshakeTimeout: handshakeTimeoutMs,
        SNICallback: (name, done) => this.#onServerName(name, done),
        ...alpnOptions(tls),
      },
      (socket) => onSecure(socket, this),
    );
  }

  /** Whether these settings are the ones that it was made for. */
  isFor(tls: ListenerTls): boolean {
    const mine = this.#tls;
    return (
      mine.certificates.length === tls.certificates.length &&
      mine.certificates.every((each, index) => each === tls.certificates[index]) &&
      mine.minVersion === tls.minVersion &&
      mine.maxVersion === tls.maxVersion &&
      mine.http2 === tls.http2 &&
      mine.alpn?.join() === tls.alpn?.join() &&
      mine.ciphers.join() === tls.ciphers.join()
    );
  }

  /** Begins a handshake on a connection of which nothing was read, or what was read was put back. */
  accept(socket: Socket): void {
    this.#server.emit('connection', socket);
  }

  /** The certificate that clients get who ask for a name. */
  certificateFor(serverName: string | undefined): TlsCertificate | undefined {
    return chooseCertificate(this.#tls.certificates, serverName);
  }

  #onServerName(name: string, done: (error: Error | null, context?: SecureContext) => void): void {
    const certificate = this.certificateFor(name.toLowerCase());
    if (certificate === undefined) return done(null);
    try {
      done(null, this.#contextOf(certificate));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #contextOf(certificate: TlsCertificate): SecureContext {
    const known = this.#contexts.get(certificate);
    if (known !== undefined) return known;
    const context = createSecureContext(this.#contextOptions(certificate));
    this.#contexts.set(certificate, context);
    return context;
  }

  #contextOptions({ certificatePem, privateKeyPem }: TlsCertificate) {
    const { minVersion, maxVersion, ciphers } = this.#tls;
    // OpenSSL keeps the versions before 1.2 for its lowest security level, as their signatures are by SHA-1.
    const level = minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? ['@SECLEVEL=0'] : [];
    return {
      cert: certificatePem,
      key: privateKeyPem,
      minVersion,
      maxVersion,
      ciphers: [...ciphers, ...level].join(':'),
      honorCipherOrder: true,
    };
  }
}

/** A client that speaks ALPN, and nothing of what is offered, is refused by an alert. */
function alpnOptions({ alpn, http2: withHttp2 }: ListenerTls) {
  const offered = alpn ?? (withHttp2 ? [http2, http1] : [http1]);
  if (offered.length === 0) return {};
  return {
    ALPNCallback: ({ protocols }: { readonly protocols: readonly string[] }) =>
      offered.find((each) => protocols.includes(each)),
  };
}
