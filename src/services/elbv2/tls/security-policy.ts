import { AwsError } from '../../../aws/errors.ts';
import { notServed } from '../elbv2-context.ts';

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** Which versions of TLS and which ciphers a listener takes, the ciphers in the order in which it prefers them. */
export interface SecurityPolicy {
  readonly name: string;
  readonly versions: readonly TlsVersion[];
  readonly ciphers: readonly string[];
}

/** What listeners have that were created without a policy. */
export const defaultPolicyName = 'ELBSecurityPolicy-2016-08';

const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const gcm128 = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'];
const cbc128 = ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-RSA-AES128-SHA256'];
const sha128 = ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA'];
const gcm256 = ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'];
const cbc256 = ['ECDHE-ECDSA-AES256-SHA384', 'ECDHE-RSA-AES256-SHA384'];
const sha256 = ['ECDHE-RSA-AES256-SHA', 'ECDHE-ECDSA-AES256-SHA'];
const plain128 = ['AES128-GCM-SHA256', 'AES128-SHA256'];
const plain256 = ['AES256-GCM-SHA384', 'AES256-SHA256'];

const restricted = [...gcm128, ...gcm256];
const strong = [...gcm128, ...cbc128, ...gcm256, ...cbc256];
const withoutSha1 = [...strong, ...plain128, ...plain256];
const forwardSecret = [...gcm128, ...cbc128, ...sha128, ...gcm256, ...cbc256, ...sha256];
const all = [...forwardSecret, ...plain128, 'AES128-SHA', ...plain256, 'AES256-SHA'];

const from10: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2'];
const from11: readonly TlsVersion[] = ['TLSv1.1', 'TLSv1.2'];
const only12: readonly TlsVersion[] = ['TLSv1.2'];
const and13 = (versions: readonly TlsVersion[]): TlsVersion[] => ['TLSv1.3', ...[...versions].reverse()];

/** AWS's policies (Application Load Balancers guide, "Security policies"), as far as node's OpenSSL can keep them. */
export const securityPolicies: readonly SecurityPolicy[] = [
  policy('ELBSecurityPolicy-2016-08', from10, all),
  policy('ELBSecurityPolicy-TLS13-1-2-2021-06', and13(only12), [...tls13, ...strong]),
  policy('ELBSecurityPolicy-TLS13-1-2-Res-2021-06', and13(only12), [...tls13, ...restricted]),
  policy('ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06', and13(only12), [...tls13, ...withoutSha1]),
  policy('ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06', and13(only12), [...tls13, ...all]),
  policy('ELBSecurityPolicy-TLS13-1-1-2021-06', and13(from11), [...tls13, ...all]),
  policy('ELBSecurityPolicy-TLS13-1-0-2021-06', and13(from10), [...tls13, ...all]),
  policy('ELBSecurityPolicy-TLS13-1-3-2021-06', and13([]), tls13),
  policy('ELBSecurityPolicy-TLS-1-2-2017-01', only12, withoutSha1),
  policy('ELBSecurityPolicy-TLS-1-1-2017-01', from11, all),
  policy('ELBSecurityPolicy-TLS-1-2-Ext-2018-06', only12, all),
  policy('ELBSecurityPolicy-FS-2018-06', from10, forwardSecret),
  policy('ELBSecurityPolicy-FS-1-1-2019-08', from11, forwardSecret),
  policy('ELBSecurityPolicy-FS-1-2-2019-08', only12, forwardSecret),
  policy('ELBSecurityPolicy-FS-1-2-Res-2019-08', only12, strong),
  policy('ELBSecurityPolicy-FS-1-2-Res-2020-10', only12, restricted),
  policy('ELBSecurityPolicy-2015-05', from10, all),
];

const byName = new Map(securityPolicies.map((each) => [each.name, each]));

/** AWS's policies of which that cannot be said: FIPS modules, post-quantum key exchange, 3DES. */
const beyondOpenSsl = /^ELBSecurityPolicy-(TLS13-.*(FIPS|PQ).*|TLS-1-0-2015-04)$/;

function policy(name: string, versions: readonly TlsVersion[], ciphers: readonly string[]): SecurityPolicy {
  return { name, versions, ciphers };
}

/** @throws AwsError SSLPolicyNotFoundException, or by name for a policy that Drydock cannot keep */
export function securityPolicyOf(name: string): SecurityPolicy {
  const found = byName.get(name);
  if (found !== undefined) return found;
  if (beyondOpenSsl.test(name)) throw notServed(`the SSL policy ${name}`);
  throw new AwsError('SSLPolicyNotFoundException', `SSL policy '${name}' not found`);
}
