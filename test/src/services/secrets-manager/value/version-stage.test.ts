import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const first = '1'.repeat(32);
const second = '2'.repeat(32);
const third = '3'.repeat(32);

/** The secret n whose third version is current and whose second is the previous one. */
async function startWithVersions() {
  const api = await startServicesApi(SecretsManagerClient);
  const SecretString = 'v';
  await api.client.send(new CreateSecretCommand({ Name: 'n', SecretString, ClientRequestToken: first }));
  for (const ClientRequestToken of [second, third])
    await api.client.send(new PutSecretValueCommand({ SecretId: 'n', SecretString, ClientRequestToken }));
  const move = (input: Omit<UpdateSecretVersionStageCommandInput, 'SecretId'>) =>
    bodyOf(api.client.send(new UpdateSecretVersionStageCommand({ SecretId: 'n', ...input })));
  const describe = () => api.client.send(new DescribeSecretCommand({ SecretId: 'n' }));
  return { api, move, describe, stages: async () => (await describe()).VersionIdsToStages };
}

test('UpdateSecretVersionStage moves AWSCURRENT, whose loser becomes AWSPREVIOUS', async () => {
  const { api, move, describe, stages } = await startWithVersions();
  await using _ = api;
  await api.clock.advance(1000);
  const { ARN } = await describe();
  const moved = await move({
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: first,
    RemoveFromVersionId: third,
  });
  expect(moved).toEqual({ ARN, Name: 'n' });
  expect(await stages()).toEqual({ [first]: ['AWSCURRENT'], [third]: ['AWSPREVIOUS'] });
  expect((await describe()).LastChangedDate).toEqual(new Date(api.clock.now()));
  await move({ VersionStage: 'AWSCURRENT', MoveToVersionId: third, RemoveFromVersionId: first });
  expect(await stages()).toEqual({ [first]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
});

test('UpdateSecretVersionStage adds, moves and removes a label of one’s own', async () => {
  const { api, move, stages } = await startWithVersions();
  await using _ = api;
  await move({ VersionStage: 'mine', MoveToVersionId: first });
  expect(await stages()).toEqual({ [first]: ['mine'], [second]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
  await move({ VersionStage: 'mine', MoveToVersionId: first });
  await move({ VersionStage: 'mine', MoveToVersionId: second, RemoveFromVersionId: first });
  expect(await stages()).toEqual({ [second]: ['AWSPREVIOUS', 'mine'], [third]: ['AWSCURRENT'] });
  await move({ VersionStage: 'mine', RemoveFromVersionId: second });
  expect(await stages()).toEqual({ [second]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
});

test.each<[Omit<UpdateSecretVersionStageCommandInput, 'SecretId'>, string, string]>([
  [
    { VersionStage: 'AWSCURRENT', MoveToVersionId: second },
    'InvalidParameterException',
    `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${third}, so you must explicitly reference that version in RemoveFromVersionId.`,
  ],
  [
    { VersionStage: 'AWSCURRENT', MoveToVersionId: second, RemoveFromVersionId: first },
    'InvalidParameterException',
    'When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label AWSCURRENT.',
  ],
  [
    { VersionStage: 'AWSCURRENT', RemoveFromVersionId: third },
    'InvalidParameterException',
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
  ],
  [
    { VersionStage: 'mine', RemoveFromVersionId: third },
    'InvalidParameterException',
    `Version stage mine not found in version ${third}`,
  ],
  [
    { VersionStage: 'mine' },
    'InvalidParameterException',
    'You must specify MoveToVersionId, RemoveFromVersionId, or both of them.',
  ],
  [
    { VersionStage: 'mine', MoveToVersionId: '4'.repeat(32) },
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${'4'.repeat(32)}`,
  ],
])('UpdateSecretVersionStage refuses %j and moves nothing', async (input, name, message) => {
  const { api, move, stages } = await startWithVersions();
  await using _ = api;
  expect(await errorOf(move(input))).toEqual({ name, message, status: 400 });
  expect(await stages()).toEqual({ [second]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
});

test('UpdateSecretVersionStage refuses a twenty-first label, and a secret that is missing or deleted', async () => {
  const { api, move } = await startWithVersions();
  await using _ = api;
  for (let at = 3; at <= 20; at += 1) await move({ VersionStage: `label-${at}`, MoveToVersionId: first });
  const beyond = { VersionStage: 'label-21', MoveToVersionId: first };
  expect(await errorOf(move(beyond))).toEqual({
    name: 'LimitExceededException',
    message: 'The request failed because it would exceed one of the Secrets Manager quotas.',
    status: 400,
  });
  const missing = new UpdateSecretVersionStageCommand({ SecretId: 'x', ...beyond });
  expect(await errorOf(api.client.send(missing))).toEqual({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
    status: 400,
  });
  await api.client.send(new DeleteSecretCommand({ SecretId: 'n' }));
  expect(await errorOf(move(beyond))).toEqual({
    name: 'InvalidRequestException',
    message: "You can't perform this operation on the secret because it was marked for deletion.",
    status: 400,
  });
});
