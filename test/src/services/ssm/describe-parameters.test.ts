import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  type ParameterStringFilter,
  paginateDescribeParameters,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { putParameter } from '../../../support/services/put-parameter.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

async function filled(api: ServicesApi<SSMClient>): Promise<void> {
  await putParameter(api.client, '/app/a', 'v', { Tags: [{ Key: 'env', Value: 'test' }] });
  await putParameter(api.client, '/app/b/c', 'v', { Type: 'SecureString', KeyId: 'alias/mine' });
  await putParameter(api.client, 'plain', 'v', { Type: 'StringList' });
}

async function names(api: ServicesApi<SSMClient>, ...ParameterFilters: ParameterStringFilter[]) {
  const { Parameters = [] } = await api.client.send(new DescribeParametersCommand({ ParameterFilters }));
  return Parameters.map(({ Name }) => Name);
}

const filters: [ParameterStringFilter, string[]][] = [
  [{ Key: 'Name', Option: 'Equals', Values: ['/app/a'] }, ['/app/a']],
  [{ Key: 'Name', Values: ['/app/a', 'plain'] }, ['/app/a', 'plain']],
  [{ Key: 'Name', Option: 'BeginsWith', Values: ['/app'] }, ['/app/a', '/app/b/c']],
  [{ Key: 'Name', Option: 'Contains', Values: ['b/'] }, ['/app/b/c']],
  [{ Key: 'Path', Values: ['/app'] }, ['/app/a']],
  [{ Key: 'Path', Option: 'Recursive', Values: ['/app/'] }, ['/app/a', '/app/b/c']],
  [{ Key: 'Type', Values: ['SecureString', 'StringList'] }, ['/app/b/c', 'plain']],
  [{ Key: 'KeyId', Values: ['alias/mine'] }, ['/app/b/c']],
  [{ Key: 'Tier', Values: ['Advanced'] }, []],
  [{ Key: 'DataType', Values: ['text'] }, ['/app/a', '/app/b/c', 'plain']],
  [{ Key: 'tag:env', Values: ['test', 'prod'] }, ['/app/a']],
  [{ Key: 'tag:env' }, ['/app/a']],
  [{ Key: 'tag:env', Values: ['prod'] }, []],
];

test.each(filters)('filter by %j', async (filter, expected) => {
  await using api = await startServicesApi(SSMClient);
  await filled(api);
  expect(await names(api, filter)).toEqual(expected);
});

test('demand all of several filters', async () => {
  await using api = await startServicesApi(SSMClient);
  await filled(api);
  expect(
    await names(
      api,
      { Key: 'Name', Option: 'BeginsWith', Values: ['/app'] },
      { Key: 'Type', Values: ['String'] },
    ),
  ).toEqual(['/app/a']);
});

test.each<[ParameterStringFilter, string, string]>([
  [
    { Key: 'Label', Values: ['x'] },
    'InvalidFilterKey',
    'The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier].',
  ],
  [
    { Key: 'Path', Option: 'Equals', Values: ['/'] },
    'InvalidFilterOption',
    'The following filter option is not valid: Equals. Valid options include: [Recursive, OneLevel].',
  ],
  [
    { Key: 'Name', Option: 'Like', Values: ['/'] },
    'InvalidFilterOption',
    'The following filter option is not valid: Like. Valid options include: [BeginsWith, Equals, Contains].',
  ],
  [
    { Key: 'Name' },
    'InvalidFilterValue',
    'The following filter values are missing : null for filter key Name',
  ],
])('refuse the filter %j', async (filter, name, message) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(names(api, filter))).toEqual({ name, message, status: 400 });
});

test('page through parameters, one of which is deleted meanwhile', async () => {
  await using api = await startServicesApi(SSMClient);
  for (const name of [...'edcba']) await putParameter(api.client, name, 'v');
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeParameters({ client: api.client, pageSize: 2 }, {})) {
    pages.push((page.Parameters ?? []).map(({ Name }) => Name));
    if (pages.length === 1) await api.client.send(new DeleteParameterCommand({ Name: 'b' }));
  }
  expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  expect(await errorOf(api.client.send(new DescribeParametersCommand({ MaxResults: 51 })))).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
    status: 400,
  });
});

test('delete parameters, and count their versions anew', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'a', '1');
  await putParameter(api.client, 'a', '2', { Overwrite: true });
  await putParameter(api.client, 'b', '1');
  expect(await bodyOf(api.client.send(new DeleteParameterCommand({ Name: 'a' })))).toEqual({});
  expect((await errorOf(api.client.send(new DeleteParameterCommand({ Name: 'a' })))).name).toBe(
    'ParameterNotFound',
  );
  expect(await bodyOf(api.client.send(new DeleteParametersCommand({ Names: ['a', 'b'] })))).toEqual({
    DeletedParameters: ['b'],
    InvalidParameters: ['a'],
  });
  expect(await putParameter(api.client, 'a', '3')).toEqual({ Version: 1, Tier: 'Standard' });
  expect((await errorOf(api.client.send(new DeleteParametersCommand({ Names: [] })))).name).toBe(
    'ValidationException',
  );
});

test('add, replace, remove and list tags', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v');
  const about = { ResourceType: 'Parameter', ResourceId: 'n' } as const;
  const list = () => bodyOf(api.client.send(new ListTagsForResourceCommand(about)));
  expect(await list()).toEqual({ TagList: [] });
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '' },
  ];
  expect(await bodyOf(api.client.send(new AddTagsToResourceCommand({ ...about, Tags })))).toEqual({});
  await api.client.send(new AddTagsToResourceCommand({ ...about, Tags: [{ Key: 'a', Value: '2' }] }));
  expect(
    await bodyOf(api.client.send(new RemoveTagsFromResourceCommand({ ...about, TagKeys: ['b', 'x'] }))),
  ).toEqual({});
  expect(await list()).toEqual({ TagList: [{ Key: 'a', Value: '2' }] });
  const nothing = new ListTagsForResourceCommand({ ...about, ResourceId: 'x' });
  expect((await errorOf(api.client.send(nothing))).name).toBe('InvalidResourceId');
});

test.each([{ accountId: '111111111111' }, { region: 'eu-west-1' }])(
  'let %j neither see nor touch the parameters of another account and region',
  async (stranger) => {
    await using api = await startServicesApi(SSMClient);
    await putParameter(api.client, 'n', 'v');
    const ssm = api.as(stranger);
    expect((await ssm.send(new DescribeParametersCommand({}))).Parameters).toEqual([]);
    for (const Name of ['n', 'arn:aws:ssm:us-east-1:000000000000:parameter/n'])
      expect((await errorOf(ssm.send(new GetParameterCommand({ Name })))).name).toBe('ParameterNotFound');
    expect((await errorOf(ssm.send(new DeleteParameterCommand({ Name: 'n' })))).name).toBe(
      'ParameterNotFound',
    );
    const Tags = [{ Key: 'a', Value: 'b' }];
    const tag = new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: 'n', Tags });
    expect((await errorOf(ssm.send(tag))).name).toBe('InvalidResourceId');
    expect(await putParameter(ssm, 'n', 'other')).toEqual({ Version: 1, Tier: 'Standard' });
    expect((await api.client.send(new GetParameterCommand({ Name: 'n' }))).Parameter?.Value).toBe('v');
  },
);
