import { getCiphers } from 'node:tls';
import {
  DescribeSSLPoliciesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { securityPolicies } from '../../../../../src/services/elbv2/tls/security-policy.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('describe a policy with its protocols and its ciphers in order', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { SslPolicies } = await api.client.send(
    new DescribeSSLPoliciesCommand({ Names: ['ELBSecurityPolicy-TLS13-1-2-Res-2021-06'] }),
  );
  expect(SslPolicies).toEqual([
    {
      Name: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
      SslProtocols: ['TLSv1.3', 'TLSv1.2'],
      Ciphers: [
        'TLS_AES_128_GCM_SHA256',
        'TLS_AES_256_GCM_SHA384',
        'TLS_CHACHA20_POLY1305_SHA256',
        'ECDHE-ECDSA-AES128-GCM-SHA256',
        'ECDHE-RSA-AES128-GCM-SHA256',
        'ECDHE-ECDSA-AES256-GCM-SHA384',
        'ECDHE-RSA-AES256-GCM-SHA384',
      ].map((Name, index) => ({ Name, Priority: index + 1 })),
      SupportedLoadBalancerTypes: ['application', 'network'],
    },
  ]);
});

test('page through all policies, and have none for gateways', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await api.client.send(new DescribeSSLPoliciesCommand({ PageSize: 5, Marker }));
    names.push(...(page.SslPolicies ?? []).map(({ Name }) => Name));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  expect(names).toEqual(securityPolicies.map(({ name }) => name));
  const { SslPolicies } = await api.client.send(
    new DescribeSSLPoliciesCommand({ LoadBalancerType: 'gateway' }),
  );
  expect(SslPolicies).toEqual([]);
});

test.each([
  ['p', 'SSLPolicyNotFoundException', "SSL policy 'p' not found"],
  [
    'ELBSecurityPolicy-TLS-1-0-2015-04',
    'NotImplementedException',
    'Drydock does not implement the SSL policy ELBSecurityPolicy-TLS-1-0-2015-04 yet.',
  ],
])('refuse to describe %s', async (name, error, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { name: seen, message: said } = await errorOf(
    api.client.send(new DescribeSSLPoliciesCommand({ Names: [name] })),
  );
  expect([seen, said]).toEqual([error, message]);
});

test.each(securityPolicies)('OpenSSL has every cipher of $name', ({ ciphers }) => {
  const known = new Set(getCiphers());
  expect(ciphers.filter((cipher) => !known.has(cipher.toLowerCase()))).toEqual([]);
});
