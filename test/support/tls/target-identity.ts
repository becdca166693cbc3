import { type GivenCertificate, givenCertificate } from './given-certificate.ts';

let identity: Promise<GivenCertificate> | undefined;

/** The certificate of all targets of a test file, long expired, for load balancers do not look: making one takes a moment. */
export function targetIdentity(): Promise<GivenCertificate> {
  identity ??= givenCertificate('target.test', {
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2021-01-01T00:00:00Z'),
  });
  return identity;
}
