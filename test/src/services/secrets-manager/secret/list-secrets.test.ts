import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  paginateListSecrets,
  SecretsManagerClient,
  type SortByType,
  type SortOrderType,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const dayMs = 86_400_000;

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

test('ListSecrets sorts by what it is asked to, in both directions', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  for (const name of ['b', 'c', 'a']) {
    await createSecret(api.client, name, 'v');
    await api.clock.advance(dayMs);
  }
  await api.client.send(new TagResourceCommand({ SecretId: 'b', Tags: [{ Key: 'k', Value: 'v' }] }));
  for (const SecretId of ['a', 'b']) {
    await api.client.send(new GetSecretValueCommand({ SecretId }));
    await api.clock.advance(dayMs);
  }
  const list = async (SortBy?: SortByType, SortOrder?: SortOrderType) => {
    const names: (string | undefined)[] = [];
    const pages = paginateListSecrets({ client: api.client, pageSize: 2 }, { SortBy, SortOrder });
    for await (const page of pages) names.push(...(page.SecretList ?? []).map(({ Name }) => Name));
    return names.join('');
  };
  expect(await list()).toBe('bca');
  expect(await list('created-date', 'desc')).toBe('acb');
  expect(await list('name')).toBe('abc');
  expect(await list('name', 'desc')).toBe('cba');
  expect(await list('last-changed-date')).toBe('cab');
  expect(await list('last-accessed-date')).toBe('cab');
  expect(await list('last-accessed-date', 'desc')).toBe('bac');
});

test('ListSecrets leaves a secret out once its recovery window is over', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  await api.client.send(new DeleteSecretCommand({ SecretId: 'n', RecoveryWindowInDays: 7 }));
  const count = async () =>
    (await api.client.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))).SecretList?.length;
  expect(await count()).toBe(1);
  await api.clock.advance(7 * dayMs);
  expect(await count()).toBe(0);
});

test('ListSecrets refuses a sorting that AWS does not have', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const answer = async (body: object) => {
    const sent = await fetch(api.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.ListSecrets',
      },
      body: JSON.stringify(body),
    });
    return sent.json();
  };
  expect(await answer({ SortBy: 'size' })).toMatchObject({
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value 'size' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [created-date, last-accessed-date, last-changed-date, name]",
  });
  expect(await answer({ SortOrder: 'up' })).toMatchObject({
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value 'up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [asc, desc]",
  });
});
