import type { ListenerTls as StoredTls } from '../../../src/services/elbv2/model.ts';
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
