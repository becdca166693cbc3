import type { SecureFacts } from '../tls/secure-facts.ts';

/** A connection as far as its requests go by it. */
export interface ConnectionFacts {
  /** When it was accepted, in milliseconds since the epoch. */
  readonly acceptedAtMs: number;
  /** Which address of ours the client came to: each is bound by itself. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly clientAddress: string;
  readonly clientPort: number;
  /** What the handshake decided, where the client speaks TLS. */
  readonly secure?: SecureFacts;
  /** What the client speaks; here every request is HTTP/1.1. */
  readonly httpVersion: 'HTTP/1.1' | 'HTTP/2';
}

/** The listening port that a connection came by. */
export interface ArrivalPort {
  /** The port that the listeners ask for. */
  readonly askedPort: number;
  readonly secure: boolean;
  /** Once it is released, connections end with the answer under way. */
  readonly released: boolean;
  /** Milliseconds that a connection may rest between two requests. */
  readonly idleTimeoutMs: number;
}
