import { createPrivateKey } from 'node:crypto';
import {
  ACMClient,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ImportCertificateCommand,
  ListTagsForCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { beforeAll, expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';
import { type GivenCertificate, givenCertificate } from '../../../support/tls/given-certificate.ts';

let given: GivenCertificate;
let other: GivenCertificate;

beforeAll(async () => {
  [given, other] = await Promise.all([givenCertificate('given.test'), givenCertificate('other.test')]);
});

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

function importing(texts: Partial<GivenCertificate>, CertificateArn?: string): ImportCertificateCommand {
  const { certificate, privateKey, chain } = { ...given, ...texts };
  return new ImportCertificateCommand({
    CertificateArn,
    Certificate: bytes(certificate),
    PrivateKey: bytes(privateKey),
    CertificateChain: chain === '' ? undefined : bytes(chain),
  });
}

test('import a certificate and show it', async () => {
  await using api = await startServicesApi(ACMClient);
  const { CertificateArn } = await api.client.send(importing({}));
  const { Certificate } = await api.client.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(Certificate).toEqual({
    CertificateArn,
    DomainName: 'given.test',
    SubjectAlternativeNames: ['given.test'],
    Serial: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
    Subject: 'CN=given.test',
    Issuer: 'Drydock',
    CreatedAt: new Date(api.clock.now()),
    ImportedAt: new Date(api.clock.now()),
    Status: 'ISSUED',
    NotBefore: new Date('2025-12-01T00:00:00Z'),
    NotAfter: new Date('2026-12-31T00:00:00Z'),
    KeyAlgorithm: 'EC_prime256v1',
    SignatureAlgorithm: 'SHA256WITHRSA',
    InUseBy: [],
    Type: 'IMPORTED',
    ExtendedKeyUsages: [
      { Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' },
      { Name: 'TLS_WEB_CLIENT_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.2' },
    ],
    RenewalEligibility: 'INELIGIBLE',
    Options: { CertificateTransparencyLoggingPreference: 'DISABLED', Export: 'DISABLED' },
  });
  expect(await bodyOf(api.client.send(new GetCertificateCommand({ CertificateArn })))).toEqual({
    Certificate: given.certificate,
    CertificateChain: given.chain,
  });
  await api.clock.advance(Date.parse('2027-01-01T00:00:00Z') - api.clock.now());
  const later = await api.client.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(later.Certificate?.Status).toBe('EXPIRED');
});

test('import one anew under its ARN, keeping its tags', async () => {
  await using api = await startServicesApi(ACMClient);
  const { CertificateArn } = await api.client.send(
    new ImportCertificateCommand({
      Certificate: bytes(given.certificate),
      PrivateKey: bytes(given.privateKey),
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
  );
  await api.clock.advance(1000);
  expect((await api.client.send(importing(other, CertificateArn))).CertificateArn).toBe(CertificateArn);
  const { Certificate } = await api.client.send(new DescribeCertificateCommand({ CertificateArn }));
  expect([Certificate?.DomainName, Certificate?.ImportedAt, Certificate?.CreatedAt]).toEqual([
    'other.test',
    new Date(api.clock.now()),
    new Date(api.clock.now() - 1000),
  ]);
  expect(await bodyOf(api.client.send(new ListTagsForCertificateCommand({ CertificateArn })))).toEqual({
    Tags: [{ Key: 'a', Value: 'b' }],
  });
});

test('take a key in the older forms, with CRLF and text around it', async () => {
  await using api = await startServicesApi(ACMClient);
  const older = createPrivateKey(given.privateKey).export({ type: 'sec1', format: 'pem' }).toString();
  const privateKey = `Bag Attributes\r\n${older.replaceAll('\n', '\r\n')}`;
  const { CertificateArn } = await api.client.send(importing({ privateKey }));
  expect(CertificateArn).toMatch(/^arn:aws:acm:/);
});

const refused = async (texts: () => Partial<GivenCertificate>) => {
  await using api = await startServicesApi(ACMClient);
  const { name, message } = await errorOf(api.client.send(importing(texts())));
  return [name, message];
};

test.each<[string, () => Partial<GivenCertificate>, string]>([
  [
    'no PEM for a certificate',
    () => ({ certificate: 'nonsense' }),
    'The certificate is not PEM-encoded or is not valid.',
  ],
  [
    'PEM of something else',
    () => ({ certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }),
    'The certificate is not PEM-encoded or is not valid.',
  ],
  [
    'a chain in the place of the certificate',
    () => ({ certificate: given.certificate + given.chain }),
    'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
  ],
  [
    'a certificate for a key',
    () => ({ privateKey: given.certificate }),
    'The private key is not PEM-encoded or is not valid.',
  ],
  [
    'an encrypted key',
    () => ({
      privateKey: createPrivateKey(given.privateKey)
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
        .toString(),
    }),
    'The private key is encrypted. It must be an unencrypted key.',
  ],
  [
    'the key of another certificate',
    () => ({ privateKey: other.privateKey }),
    'The private key does not match the public key of the certificate.',
  ],
  [
    'no PEM for a chain',
    () => ({ chain: 'nonsense' }),
    'The certificate chain is not PEM-encoded or is not valid.',
  ],
  [
    'the chain of another certificate',
    () => ({ chain: other.chain }),
    'Could not validate the certificate with the certificate chain.',
  ],
])('refuse %s', async (_what, texts, message) => {
  expect(await refused(texts)).toEqual(['ValidationException', message]);
});

test('refuse a certificate that has expired, and one that is not valid yet', async () => {
  const [past, future] = await Promise.all([
    givenCertificate('past.test', { notAfter: new Date('2025-12-31T00:00:00Z') }),
    givenCertificate('future.test', { notBefore: new Date('2026-02-01T00:00:00Z') }),
  ]);
  expect([await refused(() => past), await refused(() => future)]).toEqual([
    ['ValidationException', 'The certificate has expired, is not valid.'],
    ['ValidationException', 'The certificate is not in effect yet, is not valid.'],
  ]);
});

test('refuse a key that is too long without repeating it', async () => {
  expect(await refused(() => ({ privateKey: given.privateKey.padEnd(5121, '\n') }))).toEqual([
    'ValidationException',
    "1 validation error detected: Value of 5121 bytes at 'privateKey' failed to satisfy constraint: Member must have length less than or equal to 5120",
  ]);
});

test('refuse to import in the place of a certificate that was issued, or of another key, or of none', async () => {
  await using api = await startServicesApi(ACMClient);
  const { CertificateArn: issued } = await api.client.send(
    new RequestCertificateCommand({ DomainName: 'a.test', KeyAlgorithm: 'EC_prime256v1' }),
  );
  const { CertificateArn: imported } = await api.client.send(importing({}));
  const rsa = await givenCertificate('rsa.test', { algorithm: 'RSA_2048' });
  const unknown = 'arn:aws:acm:us-east-1:000000000000:certificate/none';
  const refusals = await Promise.all(
    [importing({}, issued), importing(rsa, imported), importing({}, unknown), importing({}, 'x')].map(
      async (command) => {
        const { name, message } = await errorOf(api.client.send(command));
        return [name, message];
      },
    ),
  );
  expect(refusals).toEqual([
    ['ValidationException', `The certificate ${issued} was not imported.`],
    [
      'ValidationException',
      'The private key must be of the same algorithm and size as that of the certificate that is imported anew.',
    ],
    ['ResourceNotFoundException', `Could not find certificate ${unknown}.`],
    ['InvalidArnException', "Value 'x' is not a valid ARN of a certificate."],
  ]);
});
