import {
  DeleteSecretCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  paginateListSecrets,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('ListSecrets pages, with those marked for deletion on request only', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId } = await createSecret(api.client, 'b', 'v');
  await createSecret(api.client, 'a', 'v');
  await createSecret(api.client, 'n', 'v');
  await api.client.send(new DeleteSecretCommand({ SecretId: 'n' }));
  const list = async (IncludePlannedDeletion?: boolean) => {
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListSecrets(
      { client: api.client, pageSize: 2 },
      { IncludePlannedDeletion },
    ))
      pages.push((page.SecretList ?? []).map(({ Name }) => Name));
    return pages;
  };
  expect(await list()).toEqual([['a', 'b']]);
  expect(await list(true)).toEqual([['a', 'b'], ['n']]);
  const { SecretList = [] } = await api.client.send(new ListSecretsCommand({}));
  const now = new Date(api.clock.now());
  expect(SecretList[1]).toEqual({
    ARN: arn,
    Name: 'b',
    LastChangedDate: now,
    CreatedDate: now,
    SecretVersionsToStages: { [versionId]: ['AWSCURRENT'] },
  });
  expect(await errorOf(api.client.send(new ListSecretsCommand({ NextToken: 'x' })))).toEqual({
    name: 'InvalidNextTokenException',
    message: 'The NextToken value is invalid.',
    status: 400,
  });
  expect((await errorOf(api.client.send(new ListSecretsCommand({ MaxResults: 101 })))).name).toBe(
    'ValidationException',
  );
});
