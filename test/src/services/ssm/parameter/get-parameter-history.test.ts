import {
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  paginateGetParameterHistory,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('GetParameterHistory tells of every version, the oldest first', async () => {
  await using api = await startServicesApi(SSMClient);
  const firstAt = new Date(api.clock.now());
  await putParameter(api.client, '/app/key', 'a', { Type: 'SecureString', Description: 'first' });
  await api.clock.advance(1000);
  await putParameter(api.client, '/app/key', 'b', {
    Type: 'SecureString',
    Overwrite: true,
    Description: 'second',
    Tier: 'Advanced',
    AllowedPattern: '[ab]',
    KeyId: 'alias/mine',
  });
  await api.client.send(
    new LabelParameterVersionCommand({ Name: '/app/key', ParameterVersion: 1, Labels: ['old'] }),
  );
  const history = (Name: string, WithDecryption?: boolean) =>
    bodyOf(api.client.send(new GetParameterHistoryCommand({ Name, WithDecryption })));
  const common = {
    Name: '/app/key',
    Type: 'SecureString',
    LastModifiedUser: 'arn:aws:iam::000000000000:root',
    Policies: [],
    DataType: 'text',
  };
  const expected = {
    Parameters: [
      {
        ...common,
        KeyId: 'alias/aws/ssm',
        LastModifiedDate: firstAt,
        Description: 'first',
        Value: 'a',
        Version: 1,
        Labels: ['old'],
        Tier: 'Standard',
      },
      {
        ...common,
        KeyId: 'alias/mine',
        LastModifiedDate: new Date(firstAt.getTime() + 1000),
        Description: 'second',
        Value: 'b',
        AllowedPattern: '[ab]',
        Version: 2,
        Labels: [],
        Tier: 'Advanced',
      },
    ],
  };
  expect(await history('/app/key', true)).toEqual(expected);
  expect(await history('arn:aws:ssm:us-east-1:000000000000:parameter/app/key', true)).toEqual(expected);
  for (const { Value } of (await history('/app/key')).Parameters ?? [])
    expect(Value).toMatch(/^[A-Za-z0-9+/]{20,}=*$/);
});

test('GetParameterHistory answers in pages', async () => {
  await using api = await startServicesApi(SSMClient);
  for (const value of [...'abcde']) await putParameter(api.client, 'n', value, { Overwrite: true });
  const pages: unknown[] = [];
  for await (const page of paginateGetParameterHistory({ client: api.client, pageSize: 2 }, { Name: 'n' }))
    pages.push(page.Parameters?.map(({ Value }) => Value));
  expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('GetParameterHistory refuses parameters, tokens and pages that are none', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v');
  const history = (input: GetParameterHistoryCommand['input']) =>
    errorOf(api.client.send(new GetParameterHistoryCommand(input)));
  const missing = await history({ Name: 'x' });
  expect([missing.name, missing.status]).toEqual(['ParameterNotFound', 404]);
  expect(await history({ Name: 'n', NextToken: 'x' })).toEqual({
    name: 'InvalidNextToken',
    message: 'The specified token is not valid.',
    status: 400,
  });
  expect(await history({ Name: 'n', MaxResults: 51 })).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
    status: 400,
  });
});
