import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  type Tag,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorOf } from '../../../support/error-of.ts';
import { createSecret } from '../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const most = 65_536;

function violation(value: string, constraint: string) {
  return {
    name: 'ValidationException',
    message: `1 validation error detected: Value ${value} failed to satisfy constraint: Member must have length ${constraint}`,
    status: 400,
  };
}

test('CreateSecret and PutSecretValue take values of 64 KiB, text or bytes', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const text = 'é'.repeat(most / 2);
  await createSecret(api.client, 'n', text);
  expect((await api.client.send(new GetSecretValueCommand({ SecretId: 'n' }))).SecretString).toBe(text);
  const SecretBinary = new Uint8Array(most).fill(255);
  await api.client.send(new PutSecretValueCommand({ SecretId: 'n', SecretBinary }));
  expect((await api.client.send(new GetSecretValueCommand({ SecretId: 'n' }))).SecretBinary).toEqual(
    SecretBinary,
  );
});

test('CreateSecret and PutSecretValue refuse a larger or an empty value, and do not repeat it', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  const long = `${'é'.repeat(most / 2)}!`;
  const tooLong = violation("at 'secretString'", `less than or equal to ${most}`);
  expect(await errorOf(api.client.send(new CreateSecretCommand({ Name: 'm', SecretString: long })))).toEqual(
    tooLong,
  );
  const put = (value: { SecretString?: string; SecretBinary?: Uint8Array }) =>
    errorOf(api.client.send(new PutSecretValueCommand({ SecretId: 'n', ...value })));
  expect(await put({ SecretString: long })).toEqual(tooLong);
  expect(await put({ SecretString: '' })).toEqual(
    violation("at 'secretString'", 'greater than or equal to 1'),
  );
  expect(await put({ SecretBinary: new Uint8Array(most + 1) })).toEqual(
    violation("at 'secretBinary'", `less than or equal to ${most}`),
  );
  expect((await errorOf(api.client.send(new DescribeSecretCommand({ SecretId: 'm' })))).name).toBe(
    'ResourceNotFoundException',
  );
});

test('names, descriptions, versions and labels have their lengths', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'a'.repeat(512), 'v');
  const create = (Name: string, Description?: string) =>
    errorOf(api.client.send(new CreateSecretCommand({ Name, Description })));
  const name = 'a'.repeat(513);
  expect(await create(name)).toEqual(violation(`'${name}' at 'name'`, 'less than or equal to 512'));
  expect(await create('')).toEqual(violation("'' at 'name'", 'greater than or equal to 1'));
  expect((await create('n', 'd'.repeat(2049))).message).toMatch(/less than or equal to 2048$/);
  const get = new GetSecretValueCommand({ SecretId: arn, VersionId: 'short' });
  expect(await errorOf(api.client.send(get))).toEqual(
    violation("'short' at 'versionId'", 'greater than or equal to 32'),
  );
  const put = (VersionStages: string[]) =>
    errorOf(api.client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'w', VersionStages })));
  expect(await put([])).toEqual(violation("'[]' at 'versionStages'", 'greater than or equal to 1'));
  expect(await put(['a', ''])).toEqual(
    violation("'' at 'versionStages.2.member'", 'greater than or equal to 1'),
  );
  expect((await put(Array.from({ length: 21 }, (_, at) => `l${at}`))).message).toMatch(
    /at 'versionStages' .* less than or equal to 20$/,
  );
});

test('TagResource and CreateSecret refuse tags that AWS would not take, and add none of them', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  const tag = (Tags: Tag[]) =>
    errorOf(
      api.client.send(new TagResourceCommand({ SecretId: 'n', Tags: [{ Key: 'ok', Value: '' }, ...Tags] })),
    );
  const key = 'k'.repeat(129);
  expect(await tag([{ Key: key, Value: '' }])).toEqual(
    violation(`'${key}' at 'tags.2.member.key'`, 'less than or equal to 128'),
  );
  expect(await tag([{ Value: 'v' }])).toEqual(
    violation("'' at 'tags.2.member.key'", 'greater than or equal to 1'),
  );
  expect((await tag([{ Key: 'k', Value: 'v'.repeat(257) }])).message).toMatch(
    /at 'tags\.2\.member\.value' .* less than or equal to 256$/,
  );
  expect(await tag([{ Key: 'aws:mine', Value: 'v' }])).toEqual({
    name: 'InvalidParameterException',
    message: 'The tag key aws:mine begins with aws:, which is reserved for AWS.',
    status: 400,
  });
  const fifty = Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: 'v' }));
  const tooMany = {
    name: 'InvalidParameterException',
    message: 'A secret can have at most 50 tags.',
    status: 400,
  };
  expect(await tag(fifty)).toEqual(tooMany);
  const create = new CreateSecretCommand({ Name: 'm', Tags: [...fifty, { Key: 'k', Value: 'v' }] });
  expect(await errorOf(api.client.send(create))).toEqual(tooMany);
  expect((await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }))).Tags).toBeUndefined();
  await api.client.send(new TagResourceCommand({ SecretId: 'n', Tags: fifty }));
  await api.client.send(new TagResourceCommand({ SecretId: 'n', Tags: [{ Key: 'k0', Value: 'w' }] }));
  expect((await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }))).Tags).toHaveLength(50);
});
