import { X509Certificate } from 'node:crypto';
import {
  ACMClient,
  DescribeCertificateCommand,
  GetCertificateCommand,
  RequestCertificateCommand,
  type RequestCertificateCommandInput,
} from '@aws-sdk/client-acm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const request = (input: Partial<RequestCertificateCommandInput>) =>
  new RequestCertificateCommand({ DomainName: 'shop.test', KeyAlgorithm: 'EC_prime256v1', ...input });

test('issue a certificate at once, validated by DNS as AWS shows it', async () => {
  await using api = await startServicesApi(ACMClient);
  const { CertificateArn } = await api.client.send(
    request({
      DomainName: 'Shop.test',
      SubjectAlternativeNames: ['*.shop.test', 'shop.test'],
      ValidationMethod: 'DNS',
      KeyAlgorithm: undefined,
    }),
  );
  expect(CertificateArn).toMatch(/^arn:aws:acm:us-east-1:000000000000:certificate\/[0-9a-f-]{36}$/);
  const { Certificate } = await api.client.send(new DescribeCertificateCommand({ CertificateArn }));
  const validation = {
    ValidationStatus: 'SUCCESS',
    ValidationMethod: 'DNS',
    ResourceRecord: {
      Name: expect.stringMatching(/^_[0-9a-f]{32}\.shop\.test\.$/),
      Type: 'CNAME',
      Value: expect.stringMatching(/^_[0-9a-f]{32}\.acm-validations\.aws\.$/),
    },
  };
  expect(Certificate).toEqual({
    CertificateArn,
    DomainName: 'shop.test',
    SubjectAlternativeNames: ['shop.test', '*.shop.test'],
    DomainValidationOptions: [
      { DomainName: 'shop.test', ValidationDomain: 'shop.test', ...validation },
      { DomainName: '*.shop.test', ValidationDomain: '*.shop.test', ...validation },
    ],
    Serial: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
    Subject: 'CN=shop.test',
    Issuer: 'Drydock',
    CreatedAt: new Date(api.clock.now()),
    IssuedAt: new Date(api.clock.now()),
    Status: 'ISSUED',
    NotBefore: new Date('2026-01-01T00:00:00Z'),
    NotAfter: new Date('2027-01-31T23:59:59Z'),
    KeyAlgorithm: 'RSA_2048',
    SignatureAlgorithm: 'SHA256WITHRSA',
    InUseBy: [],
    Type: 'AMAZON_ISSUED',
    KeyUsages: [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }],
    ExtendedKeyUsages: [
      { Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' },
      { Name: 'TLS_WEB_CLIENT_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.2' },
    ],
    RenewalEligibility: 'INELIGIBLE',
    Options: { CertificateTransparencyLoggingPreference: 'ENABLED', Export: 'DISABLED' },
  });
  // One record proves a name and its wildcard.
  const [first, second] = Certificate?.DomainValidationOptions ?? [];
  expect(first?.ResourceRecord).toEqual(second?.ResourceRecord);
});

test('the certificate leads to the root, and its key is not given away', async () => {
  await using api = await startServicesApi(ACMClient);
  const { CertificateArn } = await api.client.send(request({}));
  const got = await bodyOf(api.client.send(new GetCertificateCommand({ CertificateArn })));
  expect(Object.keys(got)).toEqual(['Certificate', 'CertificateChain']);
  expect(JSON.stringify(got)).not.toContain('PRIVATE KEY');
  const leaf = new X509Certificate(got.Certificate ?? '');
  const root = new X509Certificate(got.CertificateChain ?? '');
  expect([leaf.checkIssued(root), leaf.verify(root.publicKey), leaf.checkHost('shop.test')]).toEqual([
    true,
    true,
    'shop.test',
  ]);
  expect(got.CertificateChain).toBe(await api.context.acm.authority.rootPem());
});

test('keep no key in the clear', async () => {
  await using api = await startServicesApi(ACMClient);
  const { CertificateArn = '' } = await api.client.send(request({}));
  const stored = api.context.acm.certificates.find(CertificateArn);
  expect(stored?.sealedKey.includes('PRIVATE KEY')).toBe(false);
  expect(api.context.acm.vault.open(stored?.sealedKey ?? Buffer.alloc(0)).toString()).toContain(
    'PRIVATE KEY',
  );
});

test('validate by mail of a superdomain', async () => {
  await using api = await startServicesApi(ACMClient);
  const { CertificateArn } = await api.client.send(
    request({
      DomainName: 'a.shop.test',
      DomainValidationOptions: [{ DomainName: 'a.shop.test', ValidationDomain: 'shop.test' }],
    }),
  );
  const { Certificate } = await api.client.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(Certificate?.DomainValidationOptions).toEqual([
    {
      DomainName: 'a.shop.test',
      ValidationDomain: 'shop.test',
      ValidationStatus: 'SUCCESS',
      ValidationMethod: 'EMAIL',
      ValidationEmails: [
        'administrator@shop.test',
        'hostmaster@shop.test',
        'postmaster@shop.test',
        'webmaster@shop.test',
        'admin@shop.test',
      ],
    },
  ]);
});

test('give one certificate for one token within an hour', async () => {
  await using api = await startServicesApi(ACMClient);
  const ask = async (input: Partial<RequestCertificateCommandInput> = {}) =>
    (await api.client.send(request({ IdempotencyToken: 'once', ...input }))).CertificateArn;
  const [first, same] = await Promise.all([ask(), ask()]);
  expect(same).toBe(first);
  expect(await ask()).toBe(first);
  expect(await ask({ IdempotencyToken: 'twice' })).not.toBe(first);
  expect(await ask({ DomainName: 'other.test' })).not.toBe(first);
  await api.clock.advance(3_600_000);
  expect(await ask()).not.toBe(first);
});

const pattern = '(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])';

test.each<[string, Partial<RequestCertificateCommandInput>, string, string]>([
  ...['shop', '-a.test', 'a..test', 'shop.*.test', 'a b.test', `${'a'.repeat(64)}.test`].map(
    (DomainName): [string, Partial<RequestCertificateCommandInput>, string, string] => [
      `the name ${DomainName}`,
      { DomainName },
      'ValidationException',
      `1 validation error detected: Value '${DomainName}' at 'domainName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
    ],
  ),
  [
    'too many names',
    { SubjectAlternativeNames: Array.from({ length: 100 }, (_, index) => `a${index}.test`) },
    'LimitExceededException',
    'A certificate can have at most 100 domain names.',
  ],
  [
    'a validation domain that is none of its own',
    { DomainValidationOptions: [{ DomainName: 'shop.test', ValidationDomain: 'op.test' }] },
    'InvalidDomainValidationOptionsException',
    'The validation domain op.test is not a superdomain of shop.test.',
  ],
  [
    'a key that ACM does not make',
    { KeyAlgorithm: 'RSA_4096' },
    'ValidationException',
    'The key algorithm RSA_4096 cannot be requested.',
  ],
  [
    'a token with a blank',
    { IdempotencyToken: 'a b' },
    'ValidationException',
    "1 validation error detected: Value 'a b' at 'idempotencyToken' failed to satisfy constraint: Member must satisfy regular expression pattern: \\w+",
  ],
  [
    'a private authority',
    { CertificateAuthorityArn: 'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/a' },
    'NotImplementedException',
    'Drydock does not implement certificates of a private authority yet.',
  ],
  [
    'validation by HTTP',
    { ValidationMethod: 'HTTP' },
    'NotImplementedException',
    'Drydock does not implement validation by HTTP yet.',
  ],
  [
    'export',
    { Options: { Export: 'ENABLED' } },
    'NotImplementedException',
    'Drydock does not implement certificates that can be exported yet.',
  ],
  [
    'a tag of AWS',
    { Tags: [{ Key: 'aws:a', Value: 'b' }] },
    'InvalidTagException',
    'Invalid Tag Key: "aws:a". AWS internal tags cannot be changed with this API',
  ],
])('refuse %s', async (_what, input, name, message) => {
  await using api = await startServicesApi(ACMClient);
  expect(await errorOf(api.client.send(request(input)))).toEqual({ name, message, status: 400 });
});
