import {
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const dayMs = 86_400_000;
const quota = {
  name: 'LimitExceededException',
  message: 'The request failed because it would exceed one of the Secrets Manager quotas.',
  status: 400,
};

test('PutSecretValue keeps 100 versions: it drops the oldest that no label holds, but none of the last day', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { versionId: first } = await createSecret(api.client, 'n', '0');
  const put = (SecretString: string, VersionStages?: string[]) =>
    api.client.send(new PutSecretValueCommand({ SecretId: 'n', SecretString, VersionStages }));
  const { VersionId: kept } = await put('1', ['kept']);
  for (let at = 2; at < 100; at += 1) await put(String(at));
  expect(await errorOf(put('100'))).toEqual(quota);
  await api.clock.advance(dayMs);
  const { VersionId: last } = await put('100');
  const list = new ListSecretVersionIdsCommand({ SecretId: 'n', IncludeDeprecated: true });
  const ids = (await api.client.send(list)).Versions?.map(({ VersionId }) => VersionId) ?? [];
  expect(ids).toHaveLength(100);
  expect([ids[0], ids.at(-1), ids.includes(first)]).toEqual([kept, last, false]);
});

test('PutSecretValue refuses labels beyond the twenty of a secret', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', '0');
  const put = (count: number) =>
    api.client.send(
      new PutSecretValueCommand({
        SecretId: 'n',
        SecretString: '1',
        VersionStages: Array.from({ length: count }, (_, at) => `label-${at}`),
      }),
    );
  expect(await errorOf(put(20))).toEqual(quota);
  expect((await put(19)).VersionStages).toHaveLength(19);
});
