import {
  BatchGetSecretValueCommand,
  type BatchGetSecretValueCommandInput,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  paginateBatchGetSecretValue,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('BatchGetSecretValue reads the secrets of a list, and tells which it cannot', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId } = await createSecret(api.client, 'a', 'hunter2');
  await createSecret(api.client, 'deleted', 'v');
  await api.client.send(new DeleteSecretCommand({ SecretId: 'deleted' }));
  await api.client.send(new CreateSecretCommand({ Name: 'empty' }));
  const batch = new BatchGetSecretValueCommand({ SecretIdList: ['x', arn, 'deleted', 'empty'] });
  expect(await bodyOf(api.client.send(batch))).toEqual({
    SecretValues: [
      {
        ARN: arn,
        Name: 'a',
        VersionId: versionId,
        SecretString: 'hunter2',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(api.clock.now()),
      },
    ],
    Errors: [
      {
        SecretId: 'x',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      },
      {
        SecretId: 'deleted',
        ErrorCode: 'InvalidRequestException',
        Message: "You can't perform this operation on the secret because it was marked for deletion.",
      },
      {
        SecretId: 'empty',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      },
    ],
  });
  const { LastAccessedDate } = await api.client.send(new DescribeSecretCommand({ SecretId: 'a' }));
  expect(LastAccessedDate).toEqual(new Date('2026-01-01T00:00:00Z'));
});

test('BatchGetSecretValue pages through the secrets that filters choose, without deleted ones', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  for (const name of ['app/1', 'app/2', 'app/3', 'app/4', 'other'])
    await createSecret(api.client, name, name);
  await api.client.send(new DeleteSecretCommand({ SecretId: 'app/2' }));
  const Filters = [{ Key: 'name' as const, Values: ['app/'] }];
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateBatchGetSecretValue({ client: api.client, pageSize: 2 }, { Filters }))
    pages.push((page.SecretValues ?? []).map(({ SecretString }) => SecretString));
  expect(pages).toEqual([['app/1', 'app/3'], ['app/4']]);
});

test('BatchGetSecretValue answers twenty secrets where not asked for fewer', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  for (let at = 10; at <= 30; at += 1) await createSecret(api.client, `n${at}`, 'v');
  const batch = new BatchGetSecretValueCommand({ Filters: [{ Key: 'name', Values: ['n'] }] });
  const page = await api.client.send(batch);
  expect([page.SecretValues?.length, typeof page.NextToken]).toEqual([20, 'string']);
});

const neitherOrBoth = "Either 'SecretIdList' or 'Filters' must be provided, but not both.";
test.each<[BatchGetSecretValueCommandInput, string, string]>([
  [{}, 'InvalidParameterException', neitherOrBoth],
  [
    { SecretIdList: ['a'], Filters: [{ Key: 'name', Values: ['a'] }] },
    'InvalidParameterException',
    neitherOrBoth,
  ],
  [
    { SecretIdList: ['a'], MaxResults: 1 },
    'InvalidParameterException',
    "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
  ],
  [
    { Filters: [{ Key: 'name', Values: ['a'] }], NextToken: 'x' },
    'InvalidNextTokenException',
    'The NextToken value is invalid.',
  ],
  [
    { Filters: [{ Key: 'name', Values: ['a'] }], MaxResults: 21 },
    'ValidationException',
    "1 validation error detected: Value '21' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 20",
  ],
  [
    { SecretIdList: [] },
    'ValidationException',
    "1 validation error detected: Value '[]' at 'secretIdList' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
])('BatchGetSecretValue refuses %j', async (input, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  expect(await errorOf(api.client.send(new BatchGetSecretValueCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});
