import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  type StoredCertificate,
  TlsCertificates,
} from '../../../../emulator/reconciler/tls/tls-certificates.ts';
import { Vault } from '../../../../src/state/vault.ts';
import { givenCertificate } from '../../../support/tls/given-certificate.ts';

test('open a key once, and give the same certificate until another is stored', async () => {
  const vault = new Vault(randomBytes(32));
  const given = await givenCertificate('Given.test');
  const stored = (): StoredCertificate => ({
    certificatePem: given.certificate,
    chainPem: given.chain,
    sealedKey: vault.seal(Buffer.from(given.privateKey)),
  });
  const kept = new Map([['a', stored()]]);
  const certificates = new TlsCertificates((arn) => kept.get(arn), vault);
  const first = certificates.get('a');
  expect(first).toEqual({
    certificateArn: 'a',
    dnsNames: ['given.test'],
    certificatePem: `${given.certificate}${given.chain}`,
    privateKeyPem: given.privateKey,
  });
  expect(certificates.get('a')).toBe(first);
  kept.set('a', stored());
  const second = certificates.get('a');
  expect(second).toEqual(first);
  expect(second).not.toBe(first);
  kept.delete('a');
  expect(certificates.get('a')).toBeUndefined();
});
