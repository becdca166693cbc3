import {
  CreateSecretCommand,
  DeleteSecretCommand,
  type DeleteSecretCommandInput,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

const dayMs = 86_400_000;

function remove(api: ServicesApi<SecretsManagerClient>, input: Partial<DeleteSecretCommandInput> = {}) {
  return bodyOf(api.client.send(new DeleteSecretCommand({ SecretId: 'n', ...input })));
}

test.each([
  [undefined, 30],
  [7, 7],
])(
  'DeleteSecret with the recovery window %j keeps a deleted secret for %j days and then forgets it',
  async (RecoveryWindowInDays, days) => {
    await using api = await startServicesApi(SecretsManagerClient);
    const { arn } = await createSecret(api.client, 'n', 'v');
    const deletedAt = new Date(api.clock.now());
    expect(await remove(api, { RecoveryWindowInDays })).toEqual({
      ARN: arn,
      Name: 'n',
      DeletionDate: new Date(api.clock.now() + days * dayMs),
    });
    const describe = () => api.client.send(new DescribeSecretCommand({ SecretId: 'n' }));
    await api.clock.advance(days * dayMs - 1);
    expect((await describe()).DeletedDate).toEqual(deletedAt);
    await api.clock.advance(1);
    expect((await errorOf(describe())).name).toBe('ResourceNotFoundException');
    expect((await createSecret(api.client, 'n', 'v')).arn).not.toBe(arn);
  },
);

test('refuse to use a secret that is marked for deletion', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  await remove(api);
  const marked = {
    name: 'InvalidRequestException',
    message: "You can't perform this operation on the secret because it was marked for deletion.",
    status: 400,
  };
  const SecretId = 'n';
  for (const sent of [
    () => api.client.send(new GetSecretValueCommand({ SecretId })),
    () => api.client.send(new PutSecretValueCommand({ SecretId, SecretString: 'w' })),
    () => api.client.send(new UpdateSecretCommand({ SecretId, Description: 'd' })),
    () => api.client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] })),
    () => api.client.send(new UntagResourceCommand({ SecretId, TagKeys: ['a'] })),
  ])
    expect(await errorOf(sent())).toEqual(marked);
  expect(await errorOf(remove(api))).toEqual({
    ...marked,
    message: "You tried to perform the operation on a secret that's currently marked deleted.",
  });
  expect(await errorOf(api.client.send(new CreateSecretCommand({ Name: 'n', SecretString: 'v' })))).toEqual({
    ...marked,
    message:
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
  });
});

test('RestoreSecret restores a secret that is marked for deletion', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  await remove(api);
  expect(await bodyOf(api.client.send(new RestoreSecretCommand({ SecretId: 'n' })))).toEqual({
    ARN: arn,
    Name: 'n',
  });
  await api.clock.advance(60 * dayMs);
  expect((await api.client.send(new GetSecretValueCommand({ SecretId: 'n' }))).SecretString).toBe('v');
  expect((await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }))).DeletedDate).toBeUndefined();
});

test('DeleteSecret deletes by force at once, also what is marked already and what is not there', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  await remove(api);
  const gone = { Name: 'n', DeletionDate: new Date(api.clock.now()) };
  expect(await remove(api, { ForceDeleteWithoutRecovery: true })).toEqual({ ...gone, ARN: arn });
  expect(api.context.secretsManager.secrets.listVersions({ arn })).toEqual([]);
  expect(await remove(api, { ForceDeleteWithoutRecovery: true })).toEqual(gone);
});

test.each<[Partial<DeleteSecretCommandInput>, string, string]>([
  [{ SecretId: 'x' }, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."],
  [
    { RecoveryWindowInDays: 6 },
    'InvalidParameterException',
    'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
  ],
  [
    { RecoveryWindowInDays: 31 },
    'InvalidParameterException',
    'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
  ],
  [
    { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
    'InvalidParameterException',
    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  ],
])('DeleteSecret refuses %j', async (input, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  expect(await errorOf(remove(api, input))).toEqual({ name, message, status: 400 });
});

test('RestoreSecret refuses a secret that is not there, or that its window has outlived', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  await remove(api, { RecoveryWindowInDays: 7 });
  await api.clock.advance(7 * dayMs);
  for (const SecretId of ['n', 'x'])
    expect(await errorOf(api.client.send(new RestoreSecretCommand({ SecretId })))).toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      status: 400,
    });
});
