import { createPrivateKey } from 'node:crypto';
import { type KeyAlgorithm, newKeyPair } from '../../../src/certificates/key-algorithm.ts';
import { signCertificate } from '../../../src/certificates/sign-certificate.ts';

/** A certificate of a user's own, signed by an authority of the user's own. */
export interface GivenCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  readonly chain: string;
}

/** Makes one that is valid in 2026 unless it is told otherwise. */
export async function givenCertificate(
  name: string,
  {
    algorithm = 'EC_prime256v1',
    notBefore = new Date('2025-12-01T00:00:00Z'),
    notAfter = new Date('2026-12-31T00:00:00Z'),
  }: { readonly algorithm?: KeyAlgorithm; readonly notBefore?: Date; readonly notAfter?: Date } = {},
): Promise<GivenCertificate> {
  const [root, leaf] = await Promise.all([newKeyPair('RSA_2048'), newKeyPair(algorithm)]);
  const rootKey = root.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const issuer = { commonName: 'Given Authority', privateKey: createPrivateKey(rootKey) };
  const chain = await signCertificate(
    { commonName: 'Given Authority', publicKey: root.publicKey, notBefore, notAfter },
    issuer,
  );
  const certificate = await signCertificate(
    { commonName: name, dnsNames: [name], publicKey: leaf.publicKey, notBefore, notAfter },
    issuer,
  );
  const privateKey = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certificate, privateKey, chain };
}
