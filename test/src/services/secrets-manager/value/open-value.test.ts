import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('GetSecretValue and BatchGetSecretValue tell that a value was sealed with another key', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  api.state.db.prepare('UPDATE secretsmanager_version SET value = ?').run(Buffer.alloc(40));
  const Message = "Secrets Manager can't decrypt the protected secret text using the provided KMS key.";
  expect(await errorOf(api.client.send(new GetSecretValueCommand({ SecretId: 'n' })))).toEqual({
    name: 'DecryptionFailure',
    message: Message,
    status: 400,
  });
  const batch = new BatchGetSecretValueCommand({ Filters: [{ Key: 'name', Values: ['n'] }] });
  expect(await bodyOf(api.client.send(batch))).toEqual({
    SecretValues: [],
    Errors: [{ SecretId: arn, ErrorCode: 'DecryptionFailure', Message }],
  });
});
