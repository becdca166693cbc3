import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorOf } from '../../../support/error-of.ts';
import { createSecret } from '../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const notFound = {
  name: 'ResourceNotFoundException',
  message: "Secrets Manager can't find the specified secret.",
  status: 400,
};

test.each(['app', 'app-a1b2', 'app-a1b2c3-', 'a/b'])(
  'find %s by name, by ARN and by ARN without its suffix',
  async (name) => {
    await using api = await startServicesApi(SecretsManagerClient);
    const { arn } = await createSecret(api.client, name, 'v');
    for (const SecretId of [name, arn, arn.slice(0, -7)])
      expect((await api.client.send(new DescribeSecretCommand({ SecretId }))).ARN).toBe(arn);
  },
);

test('take a partial ARN that ends like a suffix for a whole one', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'app-a1b2c3', 'v');
  expect(await errorOf(api.client.send(new DescribeSecretCommand({ SecretId: arn.slice(0, -7) })))).toEqual(
    notFound,
  );
});

test.each([{ accountId: '111111111111' }, { region: 'eu-west-1' }])(
  'let %j neither see nor touch the secrets of another account and region',
  async (stranger) => {
    await using api = await startServicesApi(SecretsManagerClient);
    const { arn } = await createSecret(api.client, 'app', 'hunter2');
    const secrets = api.as(stranger);
    const own = await createSecret(secrets, 'other', 'v');
    for (const SecretId of ['app', arn, arn.slice(0, -7)]) {
      expect(await errorOf(secrets.send(new GetSecretValueCommand({ SecretId })))).toEqual(notFound);
      expect(await errorOf(secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'x' })))).toEqual(
        notFound,
      );
      expect(await errorOf(secrets.send(new DeleteSecretCommand({ SecretId })))).toEqual(notFound);
    }
    expect((await secrets.send(new ListSecretsCommand({}))).SecretList?.map(({ ARN }) => ARN)).toEqual([
      own.arn,
    ]);
    await createSecret(secrets, 'app', 'theirs');
    expect((await api.client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString).toBe(
      'hunter2',
    );
    expect(await errorOf(secrets.send(new GetSecretValueCommand({ SecretId: arn.slice(0, -7) })))).toEqual(
      notFound,
    );
  },
);
