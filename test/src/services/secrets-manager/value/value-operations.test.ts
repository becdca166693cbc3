import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  paginateListSecretVersionIds,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { readSecret } from '../../../../../src/services/secrets-manager/secret-reader.ts';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createSecret } from '../../../../support/services/create-secret.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

async function put(
  api: ServicesApi<SecretsManagerClient>,
  SecretString: string,
  VersionStages?: string[],
): Promise<string> {
  const answer = await api.client.send(
    new PutSecretValueCommand({ SecretId: 'n', SecretString, VersionStages }),
  );
  return answer.VersionId ?? '';
}

function get(api: ServicesApi<SecretsManagerClient>, input: Partial<GetSecretValueCommandInput> = {}) {
  return bodyOf(api.client.send(new GetSecretValueCommand({ SecretId: 'n', ...input })));
}

async function stages(api: ServicesApi<SecretsManagerClient>) {
  return (await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }))).VersionIdsToStages;
}

test('GetSecretValue reads a value, text or bytes, with its version', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId } = await createSecret(api.client, 'n', 'hunter2');
  const about = { ARN: arn, Name: 'n', VersionStages: ['AWSCURRENT'] };
  expect(await get(api)).toEqual({
    ...about,
    VersionId: versionId,
    SecretString: 'hunter2',
    CreatedDate: new Date(api.clock.now()),
  });
  await api.clock.advance(1000);
  const SecretBinary = new Uint8Array([0, 255, 1]);
  const written = await bodyOf(api.client.send(new PutSecretValueCommand({ SecretId: arn, SecretBinary })));
  expect(written).toEqual({ ...about, VersionId: expect.any(String) });
  expect(await get(api)).toEqual({
    ...written,
    SecretBinary,
    CreatedDate: new Date(api.clock.now()),
  });
});

test('PutSecretValue moves AWSCURRENT and AWSPREVIOUS, and ListSecretVersionIds hides versions without a label', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId: first } = await createSecret(api.client, 'n', '1');
  const second = await put(api, '2');
  const third = await put(api, '3');
  expect(await stages(api)).toEqual({ [second]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
  const list = (IncludeDeprecated?: boolean) =>
    bodyOf(api.client.send(new ListSecretVersionIdsCommand({ SecretId: 'n', IncludeDeprecated })));
  const version = (VersionId: string, ...VersionStages: string[]) => ({
    VersionId,
    VersionStages,
    CreatedDate: new Date(api.clock.now()),
    KmsKeyIds: ['DefaultEncryptionKey'],
  });
  const labelled = [version(second, 'AWSPREVIOUS'), version(third, 'AWSCURRENT')];
  expect(await list()).toEqual({ ARN: arn, Name: 'n', Versions: labelled });
  expect(await list(true)).toEqual({ ARN: arn, Name: 'n', Versions: [version(first), ...labelled] });
  expect((await get(api, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('2');
  expect((await get(api, { VersionId: first })).SecretString).toBe('1');
});

test('PutSecretValue leaves the current version alone when a new one gets other labels', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { versionId: first } = await createSecret(api.client, 'n', '1');
  const second = await put(api, '2', ['AWSPENDING']);
  expect(await stages(api)).toEqual({ [first]: ['AWSCURRENT'], [second]: ['AWSPENDING'] });
  const third = await put(api, '3', ['AWSPENDING', 'mine']);
  expect(await stages(api)).toEqual({ [first]: ['AWSCURRENT'], [third]: ['AWSPENDING', 'mine'] });
});

test('make the first version current whatever its labels', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await api.client.send(new CreateSecretCommand({ Name: 'n' }));
  const first = await put(api, '1', ['mine']);
  expect(await stages(api)).toEqual({ [first]: ['mine', 'AWSCURRENT'] });
});

test('UpdateSecret writes a description without a new version, and a value with one', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId } = await createSecret(api.client, 'n', '1');
  const update = (input: { Description?: string; SecretString?: string }) =>
    bodyOf(api.client.send(new UpdateSecretCommand({ SecretId: 'n', ...input })));
  expect(await update({ Description: 'd' })).toEqual({ ARN: arn, Name: 'n' });
  expect(await stages(api)).toEqual({ [versionId]: ['AWSCURRENT'] });
  const updated = await update({ SecretString: '2' });
  expect(updated).toEqual({ ARN: arn, Name: 'n', VersionId: expect.any(String) });
  expect(await stages(api)).toEqual({
    [versionId]: ['AWSPREVIOUS'],
    [updated.VersionId ?? '']: ['AWSCURRENT'],
  });
  const { Description } = await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }));
  expect(Description).toBe('d');
});

test('PutSecretValue writes the same value under the same token once', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', '1');
  const ClientRequestToken = 'a'.repeat(32);
  const write = (SecretString: string) =>
    bodyOf(api.client.send(new PutSecretValueCommand({ SecretId: 'n', SecretString, ClientRequestToken })));
  const written = await write('2');
  const describe = () => bodyOf(api.client.send(new DescribeSecretCommand({ SecretId: 'n' })));
  const described = await describe();
  await api.clock.advance(1000);
  expect(await write('2')).toEqual(written);
  expect(await describe()).toEqual(described);
  const { name } = await errorOf(write('3'));
  expect(name).toBe('ResourceExistsException');
  expect((await get(api)).SecretString).toBe('2');
});

test('tell the day of the last access, of the secret and of the version', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', '1');
  const describe = async () =>
    (await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }))).LastAccessedDate;
  expect(await describe()).toBeUndefined();
  await api.clock.advance(30 * 3_600_000);
  await get(api);
  expect(await describe()).toEqual(new Date('2026-01-02T00:00:00Z'));
  const { Versions } = await api.client.send(new ListSecretVersionIdsCommand({ SecretId: 'n' }));
  expect(Versions?.map(({ LastAccessedDate }) => LastAccessedDate)).toEqual([
    new Date('2026-01-02T00:00:00Z'),
  ]);
});

test('ListSecretVersionIds pages, also past a version that has lost its label', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { versionId } = await createSecret(api.client, 'n', '1');
  const labels = Array.from({ length: 8 }, (_, at) => `label-${at}`);
  const ids = [versionId];
  for (const label of labels) ids.push(await put(api, label, [label]));
  const seen: (string | undefined)[] = [];
  for await (const { Versions = [] } of paginateListSecretVersionIds(
    { client: api.client, pageSize: 3 },
    { SecretId: 'n' },
  )) {
    seen.push(...Versions.map(({ VersionId }) => VersionId));
    const last = Versions.at(-1);
    for (const VersionStage of last?.VersionStages ?? [])
      await api.client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: 'n',
          VersionStage,
          RemoveFromVersionId: last?.VersionId,
        }),
      );
  }
  expect(seen).toEqual(ids);
});

test.each([
  [{ SecretId: 'x' }, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."],
  [
    { VersionStage: 'AWSPREVIOUS' },
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
  ],
  [
    { VersionId: '0'.repeat(32) },
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${'0'.repeat(32)}`,
  ],
])('GetSecretValue refuses %j', async (input, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', '1');
  expect(await errorOf(get(api, input))).toEqual({ name, message, status: 400 });
});

test('refuse a version that does not have the label, and a write without a value', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { versionId } = await createSecret(api.client, 'n', '1');
  expect(await errorOf(get(api, { VersionId: versionId, VersionStage: 'AWSPREVIOUS' }))).toEqual({
    name: 'InvalidRequestException',
    message: 'You provided a VersionStage that is not associated to the provided VersionId.',
    status: 400,
  });
  expect(await errorOf(api.client.send(new PutSecretValueCommand({ SecretId: 'n' })))).toEqual({
    name: 'InvalidRequestException',
    message: 'You must provide either SecretString or SecretBinary.',
    status: 400,
  });
});

test('give a task start the string of a secret, and refuse bytes', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'hunter2');
  const scope = { accountId: '000000000000', region: 'us-east-1' };
  const read = (id: string) => readSecret(api.context.secretsManager, scope, id, {});
  expect(read(arn)).toBe('hunter2');
  await api.client.send(new PutSecretValueCommand({ SecretId: 'n', SecretBinary: new Uint8Array([1]) }));
  expect(() => read(arn)).toThrow('The secret n has no string value.');
});

test('PutSecretValue and ListSecretVersionIds refuse a missing secret, and a page that is none', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', '1');
  const missing = {
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
    status: 400,
  };
  const list = (input: { SecretId?: string; NextToken?: string; MaxResults?: number }) =>
    errorOf(api.client.send(new ListSecretVersionIdsCommand({ SecretId: 'n', ...input })));
  expect(await list({ SecretId: 'x' })).toEqual(missing);
  const put = new PutSecretValueCommand({ SecretId: 'x', SecretString: 'v' });
  expect(await errorOf(api.client.send(put))).toEqual(missing);
  expect(await list({ NextToken: 'x' })).toEqual({
    name: 'InvalidNextTokenException',
    message: 'The NextToken value is invalid.',
    status: 400,
  });
  expect(await list({ MaxResults: 0 })).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
    status: 400,
  });
});
