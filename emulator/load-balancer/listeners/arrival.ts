import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TunnelEnd } from '../forward/tunnel.ts';
import type { SecureFacts } from '../tls/secure-facts.ts';
import type { ListeningPort } from './listening-port.ts';

/** A connection as far as its requests go by it. */
export interface ConnectionFacts {
  /** When it was accepted, in milliseconds since the epoch. */
  readonly acceptedAtMs: number;
  /** Which address of ours the client came to: each has a port by itself. */
  readonly localAddress?: string;
  /** What the handshake decided, where the client speaks TLS. */
  readonly secure?: SecureFacts;
  /** What the client speaks; here every request is HTTP/1.1. */
  readonly httpVersion: 'HTTP/1.1' | 'HTTP/2';
}

/** A request, and the port and connection that it came by. */
export interface Arrival extends ConnectionFacts {
  readonly port: ListeningPort;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Where a WebSocket is asked for: the connection to be joined to the target's. */
  readonly upgrade?: TunnelEnd;
}
