import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  type ParameterStringFilter,
  type ParametersFilter,
  paginateDescribeParameters,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

async function filled(api: ServicesApi<SSMClient>): Promise<void> {
  await putParameter(api.client, '/app/a', 'v', { Tags: [{ Key: 'env', Value: 'test' }] });
  await putParameter(api.client, '/app/b/c', 'v', { Type: 'SecureString', KeyId: 'alias/mine' });
  await putParameter(api.client, 'plain', 'v', { Type: 'StringList', Tier: 'Advanced' });
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
  [{ Key: 'Tier', Values: ['Advanced'] }, ['plain']],
  [{ Key: 'Tier', Values: ['Standard'] }, ['/app/a', '/app/b/c']],
  [{ Key: 'Path', Values: ['/'] }, ['plain']],
  [{ Key: 'Path', Option: 'Recursive', Values: ['/'] }, ['/app/a', '/app/b/c', 'plain']],
  [{ Key: 'Type', Option: 'BeginsWith', Values: ['String'] }, ['/app/a', 'plain']],
  [{ Key: 'tag:env', Option: 'BeginsWith', Values: ['te'] }, ['/app/a']],
  [{ Key: 'DataType', Values: ['text'] }, ['/app/a', '/app/b/c', 'plain']],
  [{ Key: 'tag:env', Values: ['test', 'prod'] }, ['/app/a']],
  [{ Key: 'tag:env' }, ['/app/a']],
  [{ Key: 'tag:env', Values: ['prod'] }, []],
];

test.each(filters)('DescribeParameters filters by %j', async (filter, expected) => {
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
    { Key: 'Owner', Values: ['x'] },
    'ValidationException',
    "1 validation error detected: Value 'Owner' at 'parameterFilters.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType",
  ],
  [
    { Key: 'Path', Values: ['/ssm'] },
    'ValidationException',
    'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global parameters, please specify within a global namespace.',
  ],
  [
    { Key: 'Path', Values: ['/aws/service/ecs'] },
    'NotImplementedException',
    'Drydock does not implement lists of public parameters.',
  ],
  [
    { Key: 'Type', Values: ['Number'] },
    'InvalidFilterOption',
    'The following filter value is not valid: Number. Valid values include: [String, StringList, SecureString].',
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
])('DescribeParameters refuses the filter %j', async (filter, name, message) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(names(api, filter))).toEqual({ name, message, status: 400 });
});

test('DescribeParameters pages through parameters, one of which is deleted meanwhile', async () => {
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

test('DescribeParameters refuses a filter that is given twice', async () => {
  await using api = await startServicesApi(SSMClient);
  const twice = names(api, { Key: 'Name', Values: ['a'] }, { Key: 'Name', Values: ['b'] });
  expect(await errorOf(twice)).toEqual({
    name: 'InvalidFilterKey',
    message:
      'The following filter is duplicated in the request: Name. A request can contain only one occurrence of a specific filter.',
    status: 400,
  });
});

test.each<[ParametersFilter, string[]]>([
  [{ Key: 'Name', Values: ['plain', '/app/a'] }, ['/app/a', 'plain']],
  [{ Key: 'Type', Values: ['SecureString'] }, ['/app/b/c']],
  [{ Key: 'KeyId', Values: ['alias/mine'] }, ['/app/b/c']],
])('DescribeParameters takes the old filter %j', async (filter, expected) => {
  await using api = await startServicesApi(SSMClient);
  await filled(api);
  const { Parameters } = await api.client.send(new DescribeParametersCommand({ Filters: [filter] }));
  expect(Parameters?.map(({ Name }) => Name)).toEqual(expected);
});

test('DescribeParameters refuses old and new filters at once', async () => {
  await using api = await startServicesApi(SSMClient);
  const both = new DescribeParametersCommand({
    Filters: [{ Key: 'Name', Values: ['n'] }],
    ParameterFilters: [{ Key: 'Name', Values: ['n'] }],
  });
  expect(await errorOf(api.client.send(both))).toEqual({
    name: 'ValidationException',
    message: 'You can use either Filters or ParameterFilters in a single request.',
    status: 400,
  });
});

test('DescribeParameters refuses a token that it did not give', async () => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(api.client.send(new DescribeParametersCommand({ NextToken: 'x' })))).toEqual({
    name: 'InvalidNextToken',
    message: 'The specified token is not valid.',
    status: 400,
  });
});

test('DescribeParameters finds none that others share', async () => {
  await using api = await startServicesApi(SSMClient);
  await filled(api);
  const { Parameters } = await api.client.send(new DescribeParametersCommand({ Shared: true }));
  expect(Parameters).toEqual([]);
});
