import type { TlsCertificate } from '../../../emulator/load-balancer/snapshot.ts';
import { SystemClock } from '../../../emulator/system-clock.ts';
import { LocalAuthority, type RootCertificate } from '../../../src/certificates/local-authority.ts';

/** An authority of a test file's own, which knows no file. */
export interface TestAuthority {
  readonly rootPem: string;
  /** A certificate for names, as a snapshot has it; its ARN is the first name. */
  issue(...names: readonly string[]): Promise<TlsCertificate>;
}

/** Makes a root, which takes a moment: one does for a whole file. */
export async function startTestAuthority(): Promise<TestAuthority> {
  let root: RootCertificate | undefined;
  const store = {
    load: () => root,
    save: (made: RootCertificate) => {
      root = made;
    },
  };
  const authority = new LocalAuthority(store, new SystemClock());
  return {
    rootPem: await authority.rootPem(),
    issue: async (...names) => {
      const { certificatePem, chainPem, privateKeyPem } = await authority.issue(names, 'EC_prime256v1');
      return {
        certificateArn: names[0] ?? '',
        dnsNames: names,
        certificatePem: `${certificatePem}${chainPem}`,
        privateKeyPem,
      };
    },
  };
}
