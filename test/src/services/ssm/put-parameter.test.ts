import {
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { errorOf } from '../../../support/error-of.ts';
import { putParameter } from '../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

test('count versions from one and keep what an overwrite does not name', async () => {
  await using api = await startServicesApi(SSMClient);
  expect(await putParameter(api.client, '/app/url', 'a', { Description: 'where' })).toEqual({
    Version: 1,
    Tier: 'Standard',
  });
  await api.clock.advance(1500);
  expect(
    await putParameter(api.client, '/app/url', 'b', { Type: undefined, Overwrite: true, Description: '' }),
  ).toEqual({ Version: 2, Tier: 'Standard' });
  const { Parameters } = await api.client.send(new DescribeParametersCommand({}));
  expect(Parameters).toEqual([
    {
      Name: '/app/url',
      ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/app/url',
      Type: 'String',
      LastModifiedDate: new Date(api.clock.now()),
      LastModifiedUser: 'arn:aws:iam::000000000000:root',
      Description: 'where',
      Version: 2,
      Tier: 'Standard',
      Policies: [],
      DataType: 'text',
    },
  ]);
});

test('trim the name, and treat the empty values that Terraform sends as absent', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, ' key ', 'v', {
    Type: 'SecureString',
    AllowedPattern: '',
    Description: '',
    KeyId: '',
    DataType: '',
  });
  const { Parameters: [described] = [] } = await api.client.send(new DescribeParametersCommand({}));
  expect(described).toMatchObject({ Name: 'key', KeyId: 'alias/aws/ssm', DataType: 'text' });
  expect(described?.Description).toBeUndefined();
});

test('keep a hundred versions', async () => {
  await using api = await startServicesApi(SSMClient);
  for (let version = 1; version <= 101; version += 1)
    await putParameter(api.client, 'n', String(version), { Overwrite: true });
  const value = async (Name: string) =>
    (await api.client.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  expect(await value('n:2')).toBe('2');
  expect((await errorOf(value('n:1'))).name).toBe('ParameterVersionNotFound');
});

test('tag a new parameter', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v', { Tags: [{ Key: 'a', Value: 'b' }] });
  const { TagList } = await api.client.send(
    new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: 'n' }),
  );
  expect(TagList).toEqual([{ Key: 'a', Value: 'b' }]);
});

test('hold a SecureString sealed in the database, every version of it', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'hunter2-first', { Type: 'SecureString' });
  await putParameter(api.client, 'n', 'hunter2-second', { Type: 'SecureString', Overwrite: true });
  await putParameter(api.client, 'open', 'in the clear');
  const file = api.state.db.serialize().toString('latin1');
  expect(file).not.toContain('hunter2');
  expect(file).toContain('in the clear');
});

const refusals: [string, Partial<PutParameterCommandInput>, string, string][] = [
  [
    'a parameter that exists',
    { Name: 'taken' },
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  ],
  [
    'a new one without a type',
    { Type: undefined },
    'ValidationException',
    'A parameter type is required when you create a parameter.',
  ],
  [
    'tags with overwrite',
    { Name: 'taken', Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] },
    'ValidationException',
    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
  ],
  [
    'an empty value',
    { Value: '' },
    'ValidationException',
    "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a long value',
    { Value: 'é'.repeat(2049) },
    'ValidationException',
    'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  ],
  [
    'an unknown data type',
    { DataType: 'json' },
    'ValidationException',
    'The following data type is not supported: json (Data type names are all lowercase.)',
  ],
  [
    'the advanced tier',
    { Tier: 'Advanced' },
    'NotImplementedException',
    'Drydock does not implement the Advanced parameter tier.',
  ],
  [
    'a pattern',
    { AllowedPattern: '.*' },
    'NotImplementedException',
    'Drydock does not implement AllowedPattern of parameters.',
  ],
  [
    'a path without a leading slash',
    { Name: 'a/b' },
    'ValidationException',
    'Parameter name must be a fully qualified name.',
  ],
  [
    'a name with a space',
    { Name: 'a b' },
    'ValidationException',
    'Parameter name: only a mix of letters, numbers and the following 3 symbols .-_ divided by slash symbol is allowed.',
  ],
  [
    'a name like AWS',
    { Name: 'AWSome' },
    'ValidationException',
    'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
  ],
  [
    'a path below /ssm',
    { Name: '/ssm/x' },
    'ValidationException',
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  ],
  [
    'a path below /aws',
    { Name: '/aws/service/x' },
    'AccessDeniedException',
    'No access to reserved parameter name: /aws/service/x.',
  ],
  [
    'sixteen levels',
    { Name: '/a'.repeat(16) },
    'HierarchyLevelLimitExceededException',
    'Parameter hierarchies can have a maximum of 15 levels.',
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'taken', 'v');
  expect(await errorOf(putParameter(api.client, 'n', 'v', settings))).toEqual({ name, message, status: 400 });
});

test('refuse a type that is none, naming those that are', async () => {
  await using api = await startServicesApi(SSMClient);
  const answer = await fetch(api.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.PutParameter' },
    body: JSON.stringify({ Name: 'n', Value: 'v', Type: 'Number' }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value 'Number' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [String, StringList, SecureString]",
  });
});
