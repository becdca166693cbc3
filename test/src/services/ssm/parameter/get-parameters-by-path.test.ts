import {
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  LabelParameterVersionCommand,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const pathText =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

test('GetParametersByPath lists what stands below a path, in pages', async () => {
  await using api = await startServicesApi(SSMClient);
  for (const name of ['/app', '/app/a', '/app/b/c', '/app/d', '/apple/e', 'f'])
    await putParameter(api.client, name, 'v');
  const names = async (input: GetParametersByPathCommandInput) =>
    (await api.client.send(new GetParametersByPathCommand(input))).Parameters?.map(({ Name }) => Name);
  expect(await names({ Path: '/app' })).toEqual(['/app/a', '/app/d']);
  expect(await names({ Path: '/app/', Recursive: true })).toEqual(['/app/a', '/app/b/c', '/app/d']);
  expect(await names({ Path: '/', Recursive: false })).toEqual(['/app', 'f']);
  expect(await names({ Path: '/', Recursive: true, ParameterFilters: [] })).toEqual([
    '/app',
    '/app/a',
    '/app/b/c',
    '/app/d',
    '/apple/e',
    'f',
  ]);
  expect(await names({ Path: '/none' })).toEqual([]);
  const pages: (string | undefined)[][] = [];
  const paginator = paginateGetParametersByPath(
    { client: api.client, pageSize: 2 },
    { Path: '/app', Recursive: true },
  );
  for await (const page of paginator) pages.push((page.Parameters ?? []).map(({ Name }) => Name));
  expect(pages).toEqual([['/app/a', '/app/b/c'], ['/app/d']]);
});

test.each<[GetParametersByPathCommandInput, string, string]>([
  [{ Path: 'app' }, 'ValidationException', pathText],
  [
    { Path: '/', MaxResults: 11 },
    'ValidationException',
    "1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 10",
  ],
  [{ Path: '/app//b' }, 'ValidationException', pathText],
  [{ Path: '/ssm/x' }, 'ValidationException', pathText],
  [
    { Path: '/aws/service/ami-amazon-linux-latest' },
    'NotImplementedException',
    'Drydock does not implement lists of public parameters.',
  ],
  [
    { Path: '/', ParameterFilters: [{ Key: 'Name', Values: ['n'] }] },
    'InvalidFilterKey',
    'The following filter key is not valid: Name. Valid filter keys include: [Type, KeyId].',
  ],
  [
    { Path: '/', ParameterFilters: [{ Key: 'Label', Option: 'BeginsWith', Values: ['l'] }] },
    'InvalidFilterOption',
    'The following filter option is not valid: BeginsWith. Valid options include: [Equals].',
  ],
  [
    { Path: '/', ParameterFilters: [{ Key: 'Type' }] },
    'InvalidFilterValue',
    'The following filter values are missing : null for filter key Type',
  ],
  [{ Path: '/', NextToken: 'x' }, 'InvalidNextToken', 'The specified token is not valid.'],
])('GetParametersByPath refuses %j', async (input, name, message) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(api.client.send(new GetParametersByPathCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

test('GetParametersByPath filters by type, key and label', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, '/app/a', 'old');
  await putParameter(api.client, '/app/a', 'new', { Overwrite: true });
  await putParameter(api.client, '/app/b', 'list', { Type: 'StringList' });
  await putParameter(api.client, '/app/c', 'secret', { Type: 'SecureString', KeyId: 'alias/mine' });
  await api.client.send(
    new LabelParameterVersionCommand({ Name: '/app/a', ParameterVersion: 1, Labels: ['live'] }),
  );
  await api.client.send(new LabelParameterVersionCommand({ Name: '/app/b', Labels: ['live', 'other'] }));
  const values = async (
    ...ParameterFilters: GetParametersByPathCommandInput['ParameterFilters'] & object
  ) => {
    const input = { Path: '/app', ParameterFilters, WithDecryption: true };
    const { Parameters = [] } = await api.client.send(new GetParametersByPathCommand(input));
    return Parameters.map(({ Value }) => Value);
  };
  expect(await values({ Key: 'Type', Values: ['StringList', 'SecureString'] })).toEqual(['list', 'secret']);
  expect(await values({ Key: 'Type', Option: 'BeginsWith', Values: ['String'] })).toEqual(['new', 'list']);
  expect(await values({ Key: 'KeyId', Option: 'BeginsWith', Values: ['alias/'] })).toEqual(['secret']);
  expect(await values({ Key: 'Label', Values: ['live'] })).toEqual(['old', 'list']);
  expect(await values({ Key: 'Label', Values: ['none'] })).toEqual([]);
  expect(await values({ Key: 'Label', Values: ['live'] }, { Key: 'Type', Values: ['StringList'] })).toEqual([
    'list',
  ]);
});

test('GetParametersByPath pages through the labelled versions of one parameter', async () => {
  await using api = await startServicesApi(SSMClient);
  for (const [index, label] of [...'abc'].entries()) {
    await putParameter(api.client, '/n', label, { Overwrite: index > 0 });
    await api.client.send(new LabelParameterVersionCommand({ Name: '/n', Labels: [label] }));
  }
  const ParameterFilters = [{ Key: 'Label', Values: ['a', 'b', 'c'] }];
  const paginator = paginateGetParametersByPath(
    { client: api.client, pageSize: 2 },
    { Path: '/', ParameterFilters },
  );
  const pages: unknown[] = [];
  for await (const page of paginator) pages.push(page.Parameters?.map(({ Value }) => Value));
  expect(pages).toEqual([['a', 'b'], ['c']]);
});
