import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const token = 'terraform-20260101000000000000000001';

test('CreateSecret and DescribeSecret: a secret with a value, its token becoming the version', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const created = await bodyOf(
    api.client.send(
      new CreateSecretCommand({
        Name: 'app/db',
        SecretString: 'hunter2',
        ClientRequestToken: token,
        Description: 'the database',
        KmsKeyId: 'alias/mine',
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    ),
  );
  expect(created).toEqual({
    ARN: expect.stringMatching(
      /^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/db-[A-Za-z0-9]{6}$/,
    ),
    Name: 'app/db',
    VersionId: token,
  });
  const now = new Date(api.clock.now());
  expect(await bodyOf(api.client.send(new DescribeSecretCommand({ SecretId: 'app/db' })))).toEqual({
    ARN: created.ARN,
    Name: 'app/db',
    Description: 'the database',
    KmsKeyId: 'alias/mine',
    LastChangedDate: now,
    CreatedDate: now,
    Tags: [{ Key: 'a', Value: 'b' }],
    VersionIdsToStages: { [token]: ['AWSCURRENT'] },
  });
  expect(await bodyOf(api.client.send(new GetResourcePolicyCommand({ SecretId: 'app/db' })))).toEqual({
    ARN: created.ARN,
    Name: 'app/db',
  });
});

test('CreateSecret and DescribeSecret: a secret without a value, which has no version to read', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const created = await bodyOf(api.client.send(new CreateSecretCommand({ Name: 'n' })));
  expect(created).toEqual({ ARN: expect.any(String), Name: 'n' });
  const now = new Date(api.clock.now());
  expect(await bodyOf(api.client.send(new DescribeSecretCommand({ SecretId: 'n' })))).toEqual({
    ...created,
    LastChangedDate: now,
    CreatedDate: now,
  });
  expect(await errorOf(api.client.send(new GetSecretValueCommand({ SecretId: 'n' })))).toEqual({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    status: 400,
  });
});

test('CreateSecret answers the same secret to the same token and value, and refuses another value', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const create = (SecretString: string, ClientRequestToken?: string) =>
    bodyOf(api.client.send(new CreateSecretCommand({ Name: 'n', SecretString, ClientRequestToken })));
  const created = await create('v', token);
  expect(await create('v', token)).toEqual(created);
  expect(await errorOf(create('w', token))).toEqual({
    name: 'ResourceExistsException',
    message: `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${created.ARN}.`,
    status: 400,
  });
  expect(await errorOf(create('v'))).toEqual({
    name: 'ResourceExistsException',
    message: 'The operation failed because the secret n already exists.',
    status: 400,
  });
});

test('give a secret that is made anew another ARN', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  await api.client.send(new DeleteSecretCommand({ SecretId: 'n', ForceDeleteWithoutRecovery: true }));
  expect((await createSecret(api.client, 'n', 'v')).arn).not.toBe(arn);
});

test.each<[Partial<CreateSecretCommandInput>, string, string]>([
  [
    { Name: 'a b' },
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  ],
  [
    { SecretBinary: new Uint8Array([1]) },
    'InvalidParameterException',
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  ],
  [
    { ClientRequestToken: 'short' },
    'InvalidParameterException',
    'ClientRequestToken must be 32-64 characters long.',
  ],
  [
    { Type: 'SalesforceClientSecret' },
    'NotImplementedException',
    'Drydock does not implement managed external secrets.',
  ],
])('CreateSecret refuses %j and makes nothing', async (settings, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  const sent = api.client.send(new CreateSecretCommand({ Name: 'n', SecretString: 'v', ...settings }));
  expect(await errorOf(sent)).toEqual({ name, message, status: 400 });
  expect((await errorOf(api.client.send(new DescribeSecretCommand({ SecretId: 'n' })))).name).toBe(
    'ResourceNotFoundException',
  );
});

test('demand a token of a raw request', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const answer = await fetch(api.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.CreateSecret',
    },
    body: JSON.stringify({ Name: 'n', SecretString: 'v' }),
  });
  const message = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';
  expect(await answer.json()).toEqual({ __type: 'InvalidRequestException', message, Message: message });
});

test('hold values sealed in the database', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'text', 'hunter2-text');
  const SecretBinary = new TextEncoder().encode('hunter2-bytes');
  await api.client.send(new CreateSecretCommand({ Name: 'bytes', SecretBinary }));
  const file = api.state.db.serialize().toString('latin1');
  expect(file).not.toContain('hunter2');
  expect(file).toContain('secret:text-');
});

test('TagResource and UntagResource: add, replace and remove tags', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  const tag = (...Tags: { Key: string; Value: string }[]) =>
    bodyOf(api.client.send(new TagResourceCommand({ SecretId: 'n', Tags })));
  const tags = async () => (await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }))).Tags;
  expect(await tag({ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' })).toEqual({});
  await tag({ Key: 'a', Value: '3' });
  expect(await tags()).toEqual([
    { Key: 'b', Value: '2' },
    { Key: 'a', Value: '3' },
  ]);
  expect(
    await bodyOf(api.client.send(new UntagResourceCommand({ SecretId: 'n', TagKeys: ['a', 'b'] }))),
  ).toEqual({});
  expect(await tags()).toBeUndefined();
});
