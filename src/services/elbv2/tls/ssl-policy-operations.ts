import type { SslPolicy } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Elbv2Operations, elbv2Page } from '../elbv2-context.ts';
import { type SecurityPolicy, securityPolicies, securityPolicyOf } from './security-policy.ts';

export const sslPolicyOperations = {
  DescribeSSLPolicies: (_context, input) => {
    const { Names: names = [], LoadBalancerType: type } = input;
    const asked = names.length > 0 ? names.map(securityPolicyOf) : securityPolicies;
    // A gateway load balancer has no TLS.
    const found = type === 'gateway' ? [] : asked;
    const page = elbv2Page(found, (each) => rank(each), input);
    return { SslPolicies: page.items.map(describe), NextMarker: page.nextToken };
  },
} satisfies Elbv2Operations;

function rank(policy: SecurityPolicy): string {
  return String(securityPolicies.indexOf(policy)).padStart(3, '0');
}

function describe({ name, versions, ciphers }: SecurityPolicy): SslPolicy {
  return {
    Name: name,
    SslProtocols: [...versions],
    Ciphers: ciphers.map((Name, index) => ({ Name, Priority: index + 1 })),
    SupportedLoadBalancerTypes: ['application', 'network'],
  };
}
