import {
  ACMClient,
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ListCertificatesCommand,
  type ListCertificatesCommandInput,
  ListTagsForCertificateCommand,
  paginateListCertificates,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

async function requested(api: ServicesApi<ACMClient>, DomainName: string): Promise<string> {
  const { CertificateArn = '' } = await api.client.send(
    new RequestCertificateCommand({ DomainName, KeyAlgorithm: 'EC_prime256v1' }),
  );
  await api.clock.advance(1000);
  return CertificateArn;
}

const ecKeys = { Includes: { keyTypes: ['EC_prime256v1'] } } satisfies ListCertificatesCommandInput;

test('list certificates by age in pages, those of EC keys when they are asked for', async () => {
  await using api = await startServicesApi(ACMClient);
  const names = ['a.test', 'b.test', 'c.test'];
  for (const name of names) await requested(api, name);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateListCertificates({ client: api.client, pageSize: 2 }, { ...ecKeys }))
    pages.push((page.CertificateSummaryList ?? []).map(({ DomainName }) => DomainName));
  expect(pages).toEqual([['a.test', 'b.test'], ['c.test']]);
  const list = async (input: ListCertificatesCommandInput) =>
    ((await api.client.send(new ListCertificatesCommand(input))).CertificateSummaryList ?? []).map(
      ({ DomainName }) => DomainName,
    );
  expect([
    await list({}),
    await list({ ...ecKeys, SortBy: 'CREATED_AT', SortOrder: 'DESCENDING' }),
    await list({ ...ecKeys, CertificateStatuses: ['EXPIRED'] }),
    await list({ Includes: { ...ecKeys.Includes, keyUsage: ['KEY_ENCIPHERMENT'] } }),
  ]).toEqual([[], [...names].reverse(), [], []]);
  expect(
    (await api.as({ region: 'eu-west-1' }).send(new ListCertificatesCommand(ecKeys))).CertificateSummaryList,
  ).toEqual([]);
});

test('show a certificate in the list', async () => {
  await using api = await startServicesApi(ACMClient);
  const issuedAt = new Date(api.clock.now());
  const CertificateArn = await requested(api, 'a.test');
  const { CertificateSummaryList } = await api.client.send(new ListCertificatesCommand(ecKeys));
  expect(CertificateSummaryList).toEqual([
    {
      CertificateArn,
      DomainName: 'a.test',
      SubjectAlternativeNameSummaries: ['a.test'],
      HasAdditionalSubjectAlternativeNames: false,
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      KeyAlgorithm: 'EC_prime256v1',
      KeyUsages: ['DIGITAL_SIGNATURE'],
      ExtendedKeyUsages: ['TLS_WEB_SERVER_AUTHENTICATION', 'TLS_WEB_CLIENT_AUTHENTICATION'],
      ExportOption: 'DISABLED',
      InUse: false,
      Exported: false,
      RenewalEligibility: 'INELIGIBLE',
      NotBefore: new Date('2026-01-01T00:00:00Z'),
      NotAfter: new Date('2027-01-31T23:59:59Z'),
      CreatedAt: issuedAt,
      IssuedAt: issuedAt,
    },
  ]);
});

test.each<[ListCertificatesCommandInput, string, string]>([
  [
    { MaxItems: 1001 },
    'ValidationException',
    "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  [{ NextToken: 'x' }, 'InvalidArgsException', 'The pagination token is not valid.'],
  [{ SortBy: 'CREATED_AT' }, 'ValidationException', 'SortBy and SortOrder must be specified together.'],
])('refuse to list %j', async (input, name, message) => {
  await using api = await startServicesApi(ACMClient);
  expect(await errorOf(api.client.send(new ListCertificatesCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

test('tag a certificate', async () => {
  await using api = await startServicesApi(ACMClient);
  const CertificateArn = await requested(api, 'a.test');
  const tags = async () =>
    (await api.client.send(new ListTagsForCertificateCommand({ CertificateArn }))).Tags;
  const add = (Tags: { Key: string; Value?: string }[]) =>
    api.client.send(new AddTagsToCertificateCommand({ CertificateArn, Tags }));
  await add([{ Key: 'a', Value: '1' }, { Key: 'b' }, { Key: 'c', Value: '3' }]);
  await add([{ Key: 'a', Value: '2' }]);
  await api.client.send(
    new RemoveTagsFromCertificateCommand({
      CertificateArn,
      Tags: [{ Key: 'a', Value: '1' }, { Key: 'c' }],
    }),
  );
  expect(await tags()).toEqual([{ Key: 'a', Value: '2' }, { Key: 'b' }]);
  const many = Array.from({ length: 49 }, (_, index) => ({ Key: `t${index}`, Value: '' }));
  expect(await errorOf(add(many))).toEqual({
    name: 'TooManyTagsException',
    message: 'A certificate can have at most 50 tags.',
    status: 400,
  });
  expect(await errorOf(add([{ Key: 'k'.repeat(129) }]))).toEqual({
    name: 'ValidationException',
    message: `1 validation error detected: Value '${'k'.repeat(129)}' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128`,
    status: 400,
  });
});

test('delete a certificate once, and find none of another account', async () => {
  await using api = await startServicesApi(ACMClient);
  const CertificateArn = await requested(api, 'a.test');
  const missing = {
    name: 'ResourceNotFoundException',
    message: `Could not find certificate ${CertificateArn}.`,
    status: 400,
  };
  const stranger = api.as({ accountId: '111111111111' });
  expect(await errorOf(stranger.send(new DeleteCertificateCommand({ CertificateArn })))).toEqual(missing);
  expect(await bodyOf(api.client.send(new DeleteCertificateCommand({ CertificateArn })))).toEqual({});
  const { client } = api;
  const sent = [
    client.send(new DeleteCertificateCommand({ CertificateArn })),
    client.send(new DescribeCertificateCommand({ CertificateArn })),
    client.send(new GetCertificateCommand({ CertificateArn })),
    client.send(new ListTagsForCertificateCommand({ CertificateArn })),
  ];
  expect(await Promise.all(sent.map(errorOf))).toEqual(sent.map(() => missing));
});
