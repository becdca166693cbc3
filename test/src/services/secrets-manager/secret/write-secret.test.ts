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
  UpdateSecretCommand,
  type UpdateSecretCommandInput,
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

test('UpdateSecret goes back to the key of AWS and to no description by empty ones', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const create = new CreateSecretCommand({ Name: 'n', Description: '', KmsKeyId: 'alias/mine' });
  const created = await bodyOf(api.client.send(create));
  await api.clock.advance(1000);
  const update = new UpdateSecretCommand({ SecretId: 'n', Description: '', KmsKeyId: '' });
  expect(await bodyOf(api.client.send(update))).toEqual(created);
  expect(await bodyOf(api.client.send(new DescribeSecretCommand({ SecretId: 'n' })))).toEqual({
    ...created,
    LastChangedDate: new Date(api.clock.now()),
    CreatedDate: new Date(api.clock.now() - 1000),
  });
});

test.each<[Partial<UpdateSecretCommandInput>, string, string]>([
  [{ SecretId: 'x' }, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."],
  [
    { SecretString: 'w', SecretBinary: new Uint8Array([1]) },
    'InvalidParameterException',
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  ],
  [
    { SecretString: 'w', ClientRequestToken: 'short' },
    'InvalidParameterException',
    'ClientRequestToken must be 32-64 characters long.',
  ],
  [
    { Type: 'SalesforceClientSecret' },
    'NotImplementedException',
    'Drydock does not implement managed external secrets.',
  ],
])('UpdateSecret refuses %j and changes nothing', async (settings, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  const describe = () => bodyOf(api.client.send(new DescribeSecretCommand({ SecretId: 'n' })));
  const before = await describe();
  const update = new UpdateSecretCommand({ SecretId: 'n', Description: 'd', ...settings });
  expect(await errorOf(api.client.send(update))).toEqual({ name, message, status: 400 });
  expect(await describe()).toEqual(before);
});

test('UpdateSecret refuses another value under a token that a version has', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  const update = (SecretString: string) =>
    bodyOf(
      api.client.send(new UpdateSecretCommand({ SecretId: 'n', SecretString, ClientRequestToken: token })),
    );
  const updated = { ARN: arn, Name: 'n', VersionId: token };
  expect([await update('w'), await update('w')]).toEqual([updated, updated]);
  expect(await errorOf(update('x'))).toEqual({
    name: 'ResourceExistsException',
    message: `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
    status: 400,
  });
});

test('DescribeSecret, TagResource and UntagResource refuse a secret that is not there', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const SecretId = 'x';
  for (const sent of [
    api.client.send(new DescribeSecretCommand({ SecretId })),
    api.client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] })),
    api.client.send(new UntagResourceCommand({ SecretId, TagKeys: ['a'] })),
  ])
    expect(await errorOf(sent)).toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      status: 400,
    });
});
