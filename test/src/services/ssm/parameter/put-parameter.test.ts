import {
  DescribeParametersCommand,
  GetParameterCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('PutParameter counts versions from one and keeps what an overwrite does not name', async () => {
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

test('PutParameter trims the name, and treats the empty values that Terraform sends as absent', async () => {
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

test('PutParameter keeps a hundred versions, and refuses another while the oldest is labelled', async () => {
  await using api = await startServicesApi(SSMClient);
  for (let version = 1; version <= 101; version += 1)
    await putParameter(api.client, 'n', String(version), { Overwrite: true });
  const label = async (ParameterVersion: number) =>
    api.client.send(new LabelParameterVersionCommand({ Name: 'n', ParameterVersion, Labels: ['kept'] }));
  await label(2);
  expect(await errorOf(putParameter(api.client, 'n', 'v', { Overwrite: true }))).toEqual({
    name: 'ParameterMaxVersionLimitExceeded',
    message:
      "You attempted to create a new version of n by calling the PutParameter API with the overwrite flag. Version 2, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.",
    status: 400,
  });
  const value = async (Name: string) =>
    (await api.client.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  expect(await value('n:2')).toBe('2');
  expect((await errorOf(value('n:1'))).name).toBe('ParameterVersionNotFound');
  await label(3);
  expect((await putParameter(api.client, 'n', 'v', { Overwrite: true })).Version).toBe(102);
  expect((await errorOf(value('n:2'))).name).toBe('ParameterVersionNotFound');
});

test('PutParameter tags a new parameter', async () => {
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
    'a description that is too long',
    { Description: 'd'.repeat(1025) },
    'ValidationException',
    `1 validation error detected: Value '${'d'.repeat(1025)}' at 'description' failed to satisfy constraint: Member must have length less than or equal to 1024`,
  ],
  [
    'a parameter within the value',
    { Value: 'a {{ssm:b}}' },
    'ValidationException',
    'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value: a {{ssm:b}}',
  ],
  [
    'a key for what is not sealed',
    { KeyId: 'alias/mine' },
    'ValidationException',
    'KeyId is required for SecureString type parameter only.',
  ],
  [
    'a key that is named as no key is',
    { Type: 'SecureString', KeyId: 'mine' },
    'InvalidKeyId',
    "Invalid keyId 'mine'",
  ],
  [
    'a key of letters that no key has',
    { Type: 'SecureString', KeyId: 'a b' },
    'ValidationException',
    "1 validation error detected: Value 'a b' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([a-zA-Z0-9:/_-]+)$",
  ],
  [
    'a value that the pattern does not allow',
    { AllowedPattern: '\\d+', Value: 'port 80' },
    'ParameterPatternMismatchException',
    'Parameter value, cannot be validated against allowedPattern: \\d+',
  ],
  [
    'a pattern that is none',
    { AllowedPattern: '(' },
    'InvalidAllowedPatternException',
    "The request doesn't meet the regular expression requirement.",
  ],
  [
    'another type in a hierarchy',
    { Name: '/taken/path', Type: 'SecureString', Overwrite: true },
    'HierarchyTypeMismatchException',
    "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
  ],
  [
    'a long name',
    { Name: 'n'.repeat(1012) },
    'ValidationException',
    'Parameter name: exceeded maximum length of 1011 characters.',
  ],
  [
    'an empty level',
    { Name: '/a//b' },
    'ValidationException',
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
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

test.each(refusals)('PutParameter refuses %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'taken', 'v');
  await putParameter(api.client, '/taken/path', 'v');
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

test('PutParameter keeps the pattern for the versions to come', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', '80', { AllowedPattern: '^(?=.*\\d)\\d+$' });
  expect((await putParameter(api.client, 'n', '443', { Overwrite: true })).Version).toBe(2);
  expect((await errorOf(putParameter(api.client, 'n', 'x', { Overwrite: true }))).name).toBe(
    'ParameterPatternMismatchException',
  );
  const { Parameters } = await api.client.send(new DescribeParametersCommand({}));
  expect(Parameters?.map(({ AllowedPattern }) => AllowedPattern)).toEqual(['^(?=.*\\d)\\d+$']);
});

test('PutParameter is not held up by a pattern that explodes', async () => {
  await using api = await startServicesApi(SSMClient);
  const exploding = putParameter(api.client, 'n', 'a'.repeat(60), { AllowedPattern: '(a+)+b' });
  expect((await errorOf(exploding)).name).toBe('InvalidAllowedPatternException');
});

test('PutParameter changes the type of what stands in no hierarchy, its key with it', async () => {
  await using api = await startServicesApi(SSMClient);
  const described = async () => {
    const { Parameters } = await api.client.send(new DescribeParametersCommand({}));
    return Parameters?.map(({ Type, KeyId, Version }) => ({ Type, KeyId, Version }));
  };
  await putParameter(api.client, 'n', 'v');
  await putParameter(api.client, 'n', 'v', { Type: 'SecureString', Overwrite: true });
  expect(await described()).toEqual([{ Type: 'SecureString', KeyId: 'alias/aws/ssm', Version: 2 }]);
  await putParameter(api.client, 'n', 'v', { Type: 'String', Overwrite: true });
  expect(await described()).toEqual([{ Type: 'String', KeyId: undefined, Version: 3 }]);
});

test.each([
  'alias/mine',
  '0a1b2c3d-0000-4000-8000-0123456789ab',
  'mrk-0123456789abcdef0123456789abcdef',
  'arn:aws:kms:us-east-1:000000000000:alias/mine',
  'arn:aws:kms:us-east-1:000000000000:key/0a1b2c3d-0000-4000-8000-0123456789ab',
])('PutParameter takes the key %s', async (KeyId) => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v', { Type: 'SecureString', KeyId });
  await putParameter(api.client, 'n', 'w', { Type: undefined, Overwrite: true });
  const { Parameters } = await api.client.send(new DescribeParametersCommand({}));
  expect(Parameters?.map((each) => each.KeyId)).toEqual([KeyId]);
});
