import {
  GetParameterCommand,
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  GetParametersCommand,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { putParameter } from '../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const arn = 'arn:aws:ssm:us-east-1:000000000000:parameter';

test('get a parameter by name, by ARN and by version', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, '/app/url', 'a');
  await putParameter(api.client, '/app/url', 'b', { Overwrite: true });
  const get = (Name: string) => bodyOf(api.client.send(new GetParameterCommand({ Name })));
  const latest = {
    Name: '/app/url',
    Type: 'String',
    Value: 'b',
    Version: 2,
    LastModifiedDate: new Date(api.clock.now()),
    ARN: `${arn}/app/url`,
    DataType: 'text',
  };
  expect(await get('/app/url')).toEqual({ Parameter: latest });
  expect(await get(`${arn}/app/url`)).toEqual({ Parameter: latest });
  const first = { ...latest, Value: 'a', Version: 1, Selector: ':1' };
  expect(await get('/app/url:1')).toEqual({ Parameter: first });
  expect(await get(`${arn}/app/url:1`)).toEqual({ Parameter: first });
});

test('take the ARN that a path and a plain name share for the path first', async () => {
  await using api = await startServicesApi(SSMClient);
  const get = async () =>
    (await api.client.send(new GetParameterCommand({ Name: `${arn}/x` }))).Parameter?.Name;
  await putParameter(api.client, 'x', 'plain');
  expect(await get()).toBe('x');
  await putParameter(api.client, '/x', 'path');
  expect(await get()).toBe('/x');
});

test('open a SecureString only where decryption is asked for', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'hunter2', { Type: 'SecureString' });
  const get = async (WithDecryption?: boolean) =>
    (await api.client.send(new GetParameterCommand({ Name: 'n', WithDecryption }))).Parameter?.Value;
  const sealed = await get();
  expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(sealed).not.toBe('hunter2');
  expect(Buffer.from(sealed ?? '', 'base64').toString('latin1')).not.toContain('hunter2');
  expect(await get(false)).toBe(sealed);
  expect(await get(true)).toBe('hunter2');
});

test.each([
  ['nothing', 'ParameterNotFound', ''],
  [`${arn}/nothing`, 'ParameterNotFound', ''],
  [
    'n:2',
    'ParameterVersionNotFound',
    'Systems Manager could not find version 2 of n. Verify the version and try again.',
  ],
  [
    'n:label',
    'ParameterVersionNotFound',
    'Systems Manager could not find version label of n. Verify the version and try again.',
  ],
  [
    `${arn}/n:2`,
    'ParameterVersionNotFound',
    'Systems Manager could not find version 2 of n. Verify the version and try again.',
  ],
  ['arn:aws:ssm:eu-west-1:000000000000:parameter/n', 'ParameterNotFound', ''],
  ['arn:aws:ssm:us-east-1:111111111111:parameter/n', 'ParameterNotFound', ''],
])('refuse %s', async (Name, name, message) => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v');
  const { name: seen, status } = await errorOf(api.client.send(new GetParameterCommand({ Name })));
  expect({ name: seen, status }).toEqual({ name, status: name === 'ParameterNotFound' ? 404 : 400 });
  const answer = await fetch(api.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
    body: JSON.stringify({ Name }),
  });
  expect(await answer.json()).toEqual({ __type: name, message, Message: message });
});

test('get several parameters, telling which are invalid', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'a', '1');
  await putParameter(api.client, 'b', '2', { Type: 'SecureString' });
  const got = await bodyOf(
    api.client.send(new GetParametersCommand({ Names: ['b', 'x', 'a:1', 'a:9'], WithDecryption: true })),
  );
  expect({
    ...got,
    Parameters: got.Parameters?.map((each) => [each.Name, each.Value, each.Selector]),
  }).toEqual({
    Parameters: [
      ['b', '2', undefined],
      ['a', '1', ':1'],
    ],
    InvalidParameters: ['x', 'a:9'],
  });
});

test.each([
  [[], '[]', 'greater than or equal to 1'],
  [[...'abcdefghijk'], '[a, b, c, d, e, f, g, h, i, j, k]', 'less than or equal to 10'],
])('refuse the names %j', async (Names, value, bound) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(api.client.send(new GetParametersCommand({ Names })))).toEqual({
    name: 'ValidationException',
    message: `1 validation error detected: Value '${value}' at 'names' failed to satisfy constraint: Member must have length ${bound}`,
    status: 400,
  });
});

test('list what stands below a path, in pages', async () => {
  await using api = await startServicesApi(SSMClient);
  for (const name of ['/app', '/app/a', '/app/b/c', '/app/d', '/apple/e', 'f'])
    await putParameter(api.client, name, 'v');
  const names = async (input: GetParametersByPathCommandInput) =>
    (await api.client.send(new GetParametersByPathCommand(input))).Parameters?.map(({ Name }) => Name);
  expect(await names({ Path: '/app' })).toEqual(['/app/a', '/app/d']);
  expect(await names({ Path: '/app/', Recursive: true })).toEqual(['/app/a', '/app/b/c', '/app/d']);
  expect(await names({ Path: '/', Recursive: false })).toEqual(['/app']);
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
  [
    { Path: 'app' },
    'ValidationException',
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  ],
  [
    { Path: '/', MaxResults: 11 },
    'ValidationException',
    "1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 10",
  ],
  [{ Path: '/', NextToken: 'x' }, 'InvalidNextToken', 'The specified token is not valid.'],
])('refuse to list %j', async (input, name, message) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(api.client.send(new GetParametersByPathCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});
