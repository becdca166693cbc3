import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateFacts } from '../../../src/certificates/certificate-facts.ts';
import { LocalAuthority, type RootCertificate } from '../../../src/certificates/local-authority.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function keeper() {
  const kept: RootCertificate[] = [];
  const store = { load: () => kept.at(-1), save: (root: RootCertificate) => kept.push(root) };
  return { kept, store };
}

test('make one root, however many ask for it at once, and load it the next time', async () => {
  const { kept, store } = keeper();
  const clock = new FakeClock();
  const authority = new LocalAuthority(store, clock);
  const [first, second, issued] = await Promise.all([
    authority.rootPem(),
    authority.rootPem(),
    authority.issue(['a.test'], 'EC_secp384r1'),
  ]);
  expect([second, issued.chainPem, kept.length]).toEqual([first, first, 1]);
  expect(await new LocalAuthority(store, clock).rootPem()).toBe(first);
  expect(certificateFacts(first)).toMatchObject({
    subject: 'CN=Drydock Local Certificate Authority,O=Drydock',
    notBefore: new Date('2025-12-31T00:00:00Z'),
    notAfter: new Date('2035-12-29T00:00:00Z'),
    keyAlgorithm: 'RSA_2048',
  });
});

test('issue a certificate that the root has signed, with a key that fits', async () => {
  const authority = new LocalAuthority(keeper().store, new FakeClock());
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.test`;
  for (const [name, algorithm] of [
    ['shop.test', 'RSA_2048'],
    [long, 'EC_prime256v1'],
  ] as const) {
    const { certificatePem, chainPem, privateKeyPem } = await authority.issue(
      [name, '*.shop.test'],
      algorithm,
    );
    const [leaf, root] = [new X509Certificate(certificatePem), new X509Certificate(chainPem)];
    expect([leaf.ca, leaf.checkIssued(root), leaf.verify(root.publicKey)]).toEqual([false, true, true]);
    expect(leaf.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
    expect([leaf.checkHost(name), leaf.checkHost('www.shop.test')]).toEqual([name, '*.shop.test']);
    expect(certificateFacts(certificatePem)).toMatchObject({
      dnsNames: [name, '*.shop.test'],
      commonName: name.slice(0, 64),
      keyAlgorithm: algorithm,
      signatureAlgorithm: 'SHA256WITHRSA',
    });
  }
});

test('try anew after the root could not be kept', async () => {
  const { store } = keeper();
  let full = true;
  const authority = new LocalAuthority(
    {
      load: store.load,
      save: (root) => {
        if (full) throw new Error('disk full');
        store.save(root);
      },
    },
    new FakeClock(),
  );
  await expect(authority.rootPem()).rejects.toThrow('disk full');
  full = false;
  expect(await authority.rootPem()).toContain('BEGIN CERTIFICATE');
});
