import { beforeAll, expect, test } from 'vitest';
import type { TlsCertificate } from '../../../../emulator/load-balancer/snapshot.ts';
import { listenerTlsRoute } from '../../../../emulator/reconciler/tls/listener-tls-route.ts';
import { securityPolicies } from '../../../../src/services/elbv2/tls/security-policy.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { httpsCall } from '../../../support/tls/https-call.ts';
import { startTestAuthority } from '../../../support/tls/test-authority.ts';

let ca: string;
let certificate: TlsCertificate;

beforeAll(async () => {
  const authority = await startTestAuthority();
  ca = authority.rootPem;
  certificate = await authority.issue('shop.test');
});

const stored = { sslPolicy: 'ELBSecurityPolicy-FS-1-2-Res-2020-10', certificateArn: 'a' };

test('the policy is spelt out, and each certificate is there once, the default one first', () => {
  const certificateOf = (certificateArn: string): TlsCertificate | undefined =>
    certificateArn === 'gone' ? undefined : { ...certificate, certificateArn };
  const furtherCertificateArns = ['b', 'gone', 'a'];
  expect(listenerTlsRoute({ ...stored, furtherCertificateArns }, certificateOf, true)).toEqual({
    certificates: [
      { ...certificate, certificateArn: 'a' },
      { ...certificate, certificateArn: 'b' },
    ],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ciphers: [
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-RSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384',
      'ECDHE-RSA-AES256-GCM-SHA384',
    ],
    http2: true,
  });
});

test.each(securityPolicies)('a listener keeps to the versions of $name', async ({ name, versions }) => {
  const tls = listenerTlsRoute(
    { ...stored, sslPolicy: name, furtherCertificateArns: [] },
    () => certificate,
    true,
  );
  await using target = await startHttpTarget();
  const listeners = [{ protocol: 'HTTPS' as const, tls }];
  await using path = startDataPath({ listeners, groups: { tg: [target.route] } });
  const port = await path.port();
  const taken = await Promise.all(
    (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map((version) =>
      httpsCall(port, {
        ca,
        servername: 'shop.test',
        minVersion: version,
        maxVersion: version,
        ...(version === 'TLSv1.3' ? {} : { ciphers: 'ALL:@SECLEVEL=0' }),
      }).then(
        () => version,
        () => undefined,
      ),
    ),
  );
  expect(taken.filter((version) => version !== undefined)).toEqual([...versions].sort());
});
