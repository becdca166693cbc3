import type { TlsHeaderNames } from '../snapshot.ts';
import type { SecureFacts } from '../tls/secure-facts.ts';

/** The headers that tell a target of its client's handshake. */
export interface TlsHeaders {
  /** Header lines with their CRLF. */
  readonly lines: string;
  /** In lower case. What a client says under these names is dropped: it would be taken for the load balancer's. */
  readonly names: readonly string[];
}

/** Undefined where nothing is told, for want of a wish or of a handshake. */
export function tlsHeaders(
  names: TlsHeaderNames | undefined,
  secure: SecureFacts | undefined,
): TlsHeaders | undefined {
  if (names === undefined || secure === undefined) return undefined;
  const { version, cipherSuite } = names;
  return {
    lines: `${version}: ${secure.version}\r\n${cipherSuite}: ${secure.cipher}\r\n`,
    names: [version.toLowerCase(), cipherSuite.toLowerCase()],
  };
}
