import {
  CreateListenerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  DeleteServerCertificateCommand,
  GetServerCertificateCommand,
  IAMClient,
  ListServerCertificatesCommand,
  ListServerCertificateTagsCommand,
  paginateListServerCertificates,
  TagServerCertificateCommand,
  UntagServerCertificateCommand,
  UploadServerCertificateCommand,
  type UploadServerCertificateCommandInput,
} from '@aws-sdk/client-iam';
import { beforeAll, expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createLoadBalancer } from '../../../support/services/create-load-balancer.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';
import { type GivenCertificate, givenCertificate } from '../../../support/tls/given-certificate.ts';

let given: GivenCertificate;

beforeAll(async () => {
  given = await givenCertificate('given.test');
});

function upload(input: Partial<UploadServerCertificateCommandInput> = {}): UploadServerCertificateCommand {
  return new UploadServerCertificateCommand({
    ServerCertificateName: 'web',
    CertificateBody: given.certificate,
    PrivateKey: given.privateKey,
    CertificateChain: given.chain,
    ...input,
  });
}

test('upload a certificate, and get it without its key', async () => {
  await using api = await startServicesApi(IAMClient);
  const Tags = [{ Key: 'a', Value: 'b' }];
  const uploaded = await bodyOf(api.client.send(upload({ Path: '/shop/', Tags })));
  const ServerCertificateMetadata = {
    Path: '/shop/',
    ServerCertificateName: 'web',
    ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
    Arn: 'arn:aws:iam::000000000000:server-certificate/shop/web',
    UploadDate: new Date(api.clock.now()),
    Expiration: new Date('2026-12-31T00:00:00Z'),
  };
  expect(uploaded).toEqual({ ServerCertificateMetadata, Tags });
  const got = await bodyOf(
    api.client.send(new GetServerCertificateCommand({ ServerCertificateName: 'web' })),
  );
  expect(got).toEqual({
    ServerCertificate: {
      ServerCertificateMetadata,
      CertificateBody: given.certificate,
      CertificateChain: given.chain,
      Tags,
    },
  });
  expect(JSON.stringify(got)).not.toContain('PRIVATE KEY');
});

test.each<[string, () => Partial<UploadServerCertificateCommandInput>, string, string]>([
  [
    'no certificate',
    () => ({ CertificateBody: 'x' }),
    'MalformedCertificateException',
    'Invalid Public Key Certificate.',
  ],
  ['no key', () => ({ PrivateKey: 'x' }), 'MalformedCertificateException', 'Invalid Private Key.'],
  [
    'a chain that does not lead up',
    () => ({ CertificateChain: given.certificate }),
    'MalformedCertificateException',
    'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order.',
  ],
  [
    'a name with a blank',
    () => ({ ServerCertificateName: 'a b' }),
    'ValidationError',
    "1 validation error detected: Value 'a b' at 'serverCertificateName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
  ],
  [
    'a path without its slash',
    () => ({ Path: '/a' }),
    'ValidationError',
    "1 validation error detected: Value '/a' at 'path' failed to satisfy constraint: Member must satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
  ],
  [
    'a key that is too long',
    () => ({ PrivateKey: 'x'.repeat(16_385) }),
    'ValidationError',
    "1 validation error detected: Value of 16385 characters at 'privateKey' failed to satisfy constraint: Member must have length less than or equal to 16384",
  ],
  [
    'a tag of AWS',
    () => ({ Tags: [{ Key: 'aws:a', Value: '' }] }),
    'InvalidInputException',
    "The tag with the key 'aws:a' is not valid.",
  ],
])('refuse %s', async (_what, input, name, message) => {
  await using api = await startServicesApi(IAMClient);
  expect(await errorOf(api.client.send(upload(input())))).toEqual({ name, message, status: 400 });
});

test("refuse another certificate's key, and a name that is taken", async () => {
  await using api = await startServicesApi(IAMClient);
  const other = await givenCertificate('other.test');
  expect(await errorOf(api.client.send(upload({ PrivateKey: other.privateKey })))).toEqual({
    name: 'KeyPairMismatchException',
    message: 'The private key does not match the public key certificate.',
    status: 400,
  });
  await api.client.send(upload());
  expect(await errorOf(api.client.send(upload()))).toEqual({
    name: 'EntityAlreadyExistsException',
    message: 'The Server Certificate with name web already exists.',
    status: 409,
  });
  await api.as({ accountId: '111111111111' }).send(upload());
});

test('keep at most 20 certificates', async () => {
  await using api = await startServicesApi(IAMClient);
  for (let count = 0; count < 20; count += 1)
    await api.client.send(upload({ ServerCertificateName: `web-${count}` }));
  expect(await errorOf(api.client.send(upload()))).toEqual({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for ServerCertificatesPerAccount: 20',
    status: 409,
  });
});

test('list certificates by name in pages, and below a path', async () => {
  await using api = await startServicesApi(IAMClient);
  for (const [name, path] of [
    ['c', '/shop/'],
    ['a', '/'],
    ['b', '/shop/eu/'],
  ])
    await api.client.send(upload({ ServerCertificateName: name, Path: path }));
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateListServerCertificates({ client: api.client, pageSize: 2 }, {}))
    pages.push(
      (page.ServerCertificateMetadataList ?? []).map(({ ServerCertificateName }) => ServerCertificateName),
    );
  expect(pages).toEqual([['a', 'b'], ['c']]);
  const below = await api.client.send(new ListServerCertificatesCommand({ PathPrefix: '/shop/' }));
  expect(below.ServerCertificateMetadataList?.map(({ Path }) => Path)).toEqual(['/shop/eu/', '/shop/']);
  for (const [input, message] of [
    [{ Marker: 'x' }, 'Invalid Marker: x'],
    [
      { MaxItems: 1001 },
      "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
  ] as const)
    expect(await errorOf(api.client.send(new ListServerCertificatesCommand(input)))).toEqual({
      name: 'ValidationError',
      message,
      status: 400,
    });
});

test('tag a certificate', async () => {
  await using api = await startServicesApi(IAMClient);
  await api.client.send(upload());
  const ServerCertificateName = 'web';
  const Tags = ['c', 'a', 'b'].map((Key) => ({ Key, Value: Key }));
  await api.client.send(new TagServerCertificateCommand({ ServerCertificateName, Tags }));
  await api.client.send(new UntagServerCertificateCommand({ ServerCertificateName, TagKeys: ['a'] }));
  expect(
    await bodyOf(api.client.send(new ListServerCertificateTagsCommand({ ServerCertificateName }))),
  ).toEqual({
    Tags: [
      { Key: 'b', Value: 'b' },
      { Key: 'c', Value: 'c' },
    ],
    IsTruncated: false,
  });
});

test('a listener uses one, which cannot be deleted meanwhile', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const iam = new IAMClient({
    endpoint: api.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const remove = (ServerCertificateName: string) =>
    iam.send(new DeleteServerCertificateCommand({ ServerCertificateName }));
  const { ServerCertificateMetadata: web } = await iam.send(upload());
  await iam.send(upload({ ServerCertificateName: 'unused' }));
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: web?.Arn }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
    }),
  );
  expect(await errorOf(remove('web'))).toEqual({
    name: 'DeleteConflictException',
    message: `Certificate: ${web?.ServerCertificateId} is currently in use by ${LoadBalancerArn}. Please remove it first before deleting it from IAM.`,
    status: 409,
  });
  expect(await bodyOf(remove('unused'))).toEqual({});
  expect(await errorOf(remove('unused'))).toEqual({
    name: 'NoSuchEntityException',
    message: 'The Server Certificate with name unused cannot be found.',
    status: 404,
  });
});
