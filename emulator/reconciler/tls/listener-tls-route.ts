import type { AlpnPolicy, ListenerTls as StoredTls } from '../../../src/services/elbv2/model.ts';
import { securityPolicyOf } from '../../../src/services/elbv2/tls/security-policy.ts';
import type { ListenerTls, TlsCertificate } from '../../load-balancer/snapshot.ts';

/** A listener's TLS settings as the data path takes them: certificates with their keys, the policy spelt out. */
export function listenerTlsRoute(
  stored: StoredTls,
  certificateOf: (arn: string) => TlsCertificate | undefined,
  http2: boolean,
): ListenerTls {
  const { versions, ciphers } = securityPolicyOf(stored.sslPolicy);
  const oldestFirst = [...versions].sort();
  const arns = [...new Set([stored.certificateArn, ...stored.furtherCertificateArns])];
  return {
    certificates: arns.flatMap((arn) => certificateOf(arn) ?? []),
    minVersion: oldestFirst[0] ?? 'TLSv1.2',
    maxVersion: oldestFirst.at(-1) ?? 'TLSv1.2',
    ciphers,
    http2,
  };
}

/** What each policy offers, the preferred protocols first (Network Load Balancers guide, "ALPN policies"). */
const protocolsOf: Readonly<Record<AlpnPolicy, readonly string[]>> = {
  HTTP1Only: ['http/1.1', 'http/1.0'],
  HTTP2Only: ['h2'],
  HTTP2Optional: ['http/1.1', 'http/1.0', 'h2'],
  HTTP2Preferred: ['h2', 'http/1.1', 'http/1.0'],
  None: [],
};

/** As {@link listenerTlsRoute}, for a listener of a Network Load Balancer. */
export function flowTlsRoute(
  stored: StoredTls,
  certificateOf: (arn: string) => TlsCertificate | undefined,
): ListenerTls {
  const alpn = protocolsOf[stored.alpnPolicy ?? 'None'];
  return { ...listenerTlsRoute(stored, certificateOf, alpn.includes('h2')), alpn };
}
