import type { TlsHeaderNames } from '../snapshot.ts';
import type { SecureFacts } from '../tls/secure-facts.ts';

/**
 * A request's headers, a flat list of names and values, with those that tell of the client's handshake. What the client
 * says under these names is dropped: it would be taken for the load balancer's.
 */
export function withTlsHeaders(
  headers: readonly string[],
  names: TlsHeaderNames | undefined,
  secure: SecureFacts | undefined,
): string[] {
  if (names === undefined || secure === undefined) return [...headers];
  const taken = [names.version.toLowerCase(), names.cipherSuite.toLowerCase()];
  const result: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (!taken.includes(name.toLowerCase())) result.push(name, headers[i + 1] ?? '');
  }
  result.push(names.version, secure.version, names.cipherSuite, secure.cipher);
  return result;
}
