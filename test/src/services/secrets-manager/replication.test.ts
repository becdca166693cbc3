import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  type ReplicateSecretToRegionsCommandInput,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  StopReplicationToReplicaCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { readSecret } from '../../../../src/services/secrets-manager/secret-reader.ts';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createSecret } from '../../../support/services/create-secret.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const Region = 'eu-west-1';
const inSync = {
  Region,
  KmsKeyId: 'alias/aws/secretsmanager',
  Status: 'InSync',
  StatusMessage: 'Replication succeeded',
};
const failed = {
  ...inSync,
  Status: 'Failed',
  StatusMessage: 'Replication failed: Secret name n already exists in region eu-west-1.',
};

function replicate(
  api: ServicesApi<SecretsManagerClient>,
  input: Partial<ReplicateSecretToRegionsCommandInput> = {},
) {
  return bodyOf(
    api.client.send(
      new ReplicateSecretToRegionsCommand({ SecretId: 'n', AddReplicaRegions: [{ Region }], ...input }),
    ),
  );
}

function read(client: SecretsManagerClient, SecretId = 'n') {
  return bodyOf(client.send(new GetSecretValueCommand({ SecretId })));
}

test('ReplicateSecretToRegions lets a secret be read in its region, always as the primary is', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'hunter2');
  expect(await replicate(api)).toEqual({ ARN: arn, ReplicationStatus: [inSync] });
  const there = api.as({ region: Region });
  const replicaArn = arn.replace('us-east-1', Region);
  for (const id of ['n', replicaArn, replicaArn.slice(0, -7)])
    expect(await read(there, id)).toEqual({ ...(await read(api.client)), ARN: replicaArn });
  await api.client.send(new PutSecretValueCommand({ SecretId: 'n', SecretString: 'hunter3' }));
  expect((await read(there)).SecretString).toBe('hunter3');
  expect((await errorOf(read(there, arn))).name).toBe('ResourceNotFoundException');
  const elsewhere = api.as({ accountId: '111111111111', region: Region });
  expect((await errorOf(read(elsewhere))).name).toBe('ResourceNotFoundException');
});

test('DescribeSecret, ListSecrets and ListSecretVersionIds tell of a replica in both regions', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId } = await createSecret(api.client, 'n', 'v');
  await replicate(api, { AddReplicaRegions: [{ Region, KmsKeyId: 'alias/mine' }] });
  const there = api.as({ region: Region });
  await read(there);
  const LastAccessedDate = new Date('2026-01-01T00:00:00Z');
  const described = {
    ARN: arn,
    Name: 'n',
    LastChangedDate: new Date(api.clock.now()),
    CreatedDate: new Date(api.clock.now()),
    PrimaryRegion: 'us-east-1',
  };
  const labels = { [versionId]: ['AWSCURRENT'] };
  const describe = new DescribeSecretCommand({ SecretId: 'n' });
  expect(await bodyOf(api.client.send(describe))).toEqual({
    ...described,
    VersionIdsToStages: labels,
    ReplicationStatus: [{ ...inSync, KmsKeyId: 'alias/mine', LastAccessedDate }],
  });
  const replica = {
    ...described,
    ARN: arn.replace('us-east-1', Region),
    KmsKeyId: 'alias/mine',
    LastAccessedDate,
  };
  expect(await bodyOf(there.send(describe))).toEqual({ ...replica, VersionIdsToStages: labels });
  const Filters = [{ Key: 'primary-region' as const, Values: ['us-east'] }];
  expect(await bodyOf(there.send(new ListSecretsCommand({ Filters })))).toEqual({
    SecretList: [{ ...replica, SecretVersionsToStages: labels }],
  });
  expect((await api.client.send(new ListSecretsCommand({ Filters }))).SecretList).toHaveLength(1);
  const versions = await there.send(new ListSecretVersionIdsCommand({ SecretId: 'n' }));
  expect([versions.ARN, versions.Versions?.map(({ VersionId }) => VersionId)]).toEqual([
    replica.ARN,
    [versionId],
  ]);
});

test('CreateSecret replicates at once, and tells where another secret has the name', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const there = api.as({ region: Region });
  const own = await createSecret(there, 'n', 'theirs');
  const create = new CreateSecretCommand({
    Name: 'n',
    SecretString: 'v',
    AddReplicaRegions: [{ Region }, { Region: 'eu-central-1' }],
  });
  const created = await bodyOf(api.client.send(create));
  expect(created.ReplicationStatus).toEqual([{ ...inSync, Region: 'eu-central-1' }, failed]);
  expect((await read(there)).SecretString).toBe('theirs');
  expect((await replicate(api, { ForceOverwriteReplicaSecret: true })).ReplicationStatus).toEqual([
    { ...inSync, Region: 'eu-central-1' },
    inSync,
  ]);
  expect((await read(there)).SecretString).toBe('v');
  expect((await errorOf(read(there, own.arn))).name).toBe('ResourceNotFoundException');
  const again = new CreateSecretCommand({ Name: 'n', SecretString: 'v' });
  expect(await errorOf(there.send(again))).toEqual({
    name: 'ResourceExistsException',
    message: 'The operation failed because the secret n already exists.',
    status: 400,
  });
});

test('ReplicateSecretToRegions overwrites a replica by force, but no secret that has replicas itself', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  const there = api.as({ region: Region });
  const elsewhere = api.as({ region: 'eu-central-1' });
  await createSecret(elsewhere, 'n', 'other');
  const toThere = { SecretId: 'n', AddReplicaRegions: [{ Region }] };
  await elsewhere.send(new ReplicateSecretToRegionsCommand(toThere));
  expect((await read(there)).SecretString).toBe('other');
  const force = { ForceOverwriteReplicaSecret: true };
  expect((await replicate(api, force)).ReplicationStatus).toEqual([inSync]);
  expect((await read(there)).SecretString).toBe('v');
  await there.send(new StopReplicationToReplicaCommand({ SecretId: 'n' }));
  const AddReplicaRegions = [{ Region: 'ap-south-1' }];
  await there.send(new ReplicateSecretToRegionsCommand({ SecretId: 'n', AddReplicaRegions }));
  expect((await replicate(api, force)).ReplicationStatus).toEqual([failed]);
});

test('a task start reads a replica in its region', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'hunter2');
  await replicate(api);
  const scope = { accountId: '000000000000', region: Region };
  const replicaArn = arn.replace('us-east-1', Region);
  expect(readSecret(api.context.secretsManager, scope, replicaArn, {})).toBe('hunter2');
});

test('RemoveRegionsFromReplication takes the replica away, and only then can the secret be deleted', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  await replicate(api);
  const remove = new DeleteSecretCommand({ SecretId: 'n' });
  expect(await errorOf(api.client.send(remove))).toEqual({
    name: 'InvalidParameterException',
    message: "You can't delete secret n that still has replica regions [eu-west-1]",
    status: 400,
  });
  const end = new RemoveRegionsFromReplicationCommand({ SecretId: 'n', RemoveReplicaRegions: [Region] });
  expect(await bodyOf(api.client.send(end))).toEqual({ ARN: arn, ReplicationStatus: [] });
  expect((await errorOf(read(api.as({ region: Region })))).name).toBe('ResourceNotFoundException');
  expect((await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }))).PrimaryRegion).toBeUndefined();
  expect((await api.client.send(remove)).Name).toBe('n');
  for (const [SecretId, name] of [
    ['n', 'InvalidRequestException'],
    ['x', 'ResourceNotFoundException'],
  ] as const) {
    const again = new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: [Region] });
    expect((await errorOf(api.client.send(again))).name).toBe(name);
  }
});

test('StopReplicationToReplica makes a secret of the replica, which goes its own way', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId } = await createSecret(api.client, 'n', 'v');
  await replicate(api);
  const there = api.as({ region: Region });
  const stop = new StopReplicationToReplicaCommand({ SecretId: 'n' });
  const ARN = arn.replace('us-east-1', Region);
  expect(await bodyOf(there.send(stop))).toEqual({ ARN });
  await api.client.send(new PutSecretValueCommand({ SecretId: 'n', SecretString: 'primary' }));
  expect(await read(there)).toMatchObject({ ARN, VersionId: versionId, SecretString: 'v' });
  await there.send(new PutSecretValueCommand({ SecretId: 'n', SecretString: 'own' }));
  expect([(await read(api.client)).SecretString, (await read(there)).SecretString]).toEqual([
    'primary',
    'own',
  ]);
  expect((await replicate(api)).ReplicationStatus).toEqual([failed]);
  for (const client of [api.client, there])
    expect(await errorOf(client.send(stop))).toEqual({
      name: 'InvalidParameterException',
      message: "Operation not permitted on a primary secret. Call must be made in replica secret's region.",
      status: 400,
    });
  expect((await errorOf(there.send(new StopReplicationToReplicaCommand({ SecretId: 'x' })))).name).toBe(
    'ResourceNotFoundException',
  );
});

test('a replica is read, and written in the region of its primary only', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  await replicate(api);
  const there = api.as({ region: Region });
  const SecretId = 'n';
  const ResourcePolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
  });
  await api.client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
  const policy = await there.send(new GetResourcePolicyCommand({ SecretId }));
  expect(policy.ResourcePolicy).toBe(ResourcePolicy);
  for (const send of [
    () => there.send(new PutSecretValueCommand({ SecretId, SecretString: 'w' })),
    () => there.send(new UpdateSecretCommand({ SecretId, SecretString: 'w' })),
    () => there.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'a' })),
    () => there.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] })),
    () => there.send(new UntagResourceCommand({ SecretId, TagKeys: ['a'] })),
    () => there.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
    () => there.send(new RestoreSecretCommand({ SecretId })),
    () => there.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy })),
    () => there.send(new DeleteResourcePolicyCommand({ SecretId })),
    () => there.send(new RotateSecretCommand({ SecretId })),
    () => there.send(new CancelRotateSecretCommand({ SecretId })),
    () => there.send(new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions: [{ Region }] })),
    () => there.send(new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: [Region] })),
  ])
    expect(await errorOf(send())).toEqual({
      name: 'InvalidParameterException',
      message: "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
      status: 400,
    });
});

test.each<[Partial<ReplicateSecretToRegionsCommandInput>, string, string]>([
  [{ SecretId: 'x' }, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."],
  [{ AddReplicaRegions: [{ Region: 'us-east-1' }] }, 'InvalidParameterException', 'Invalid replica region.'],
  [
    { AddReplicaRegions: [{ Region }, { Region: '../x' }] },
    'ValidationException',
    "1 validation error detected: Value '../x' at 'addReplicaRegions.2.member.region' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([a-z]+-)+\\d+$",
  ],
  [
    { AddReplicaRegions: [] },
    'ValidationException',
    "1 validation error detected: Value '[]' at 'addReplicaRegions' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
])('ReplicateSecretToRegions refuses %j and replicates nowhere', async (input, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  expect(await errorOf(replicate(api, input))).toEqual({ name, message, status: 400 });
  const described = await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }));
  expect(described.ReplicationStatus).toBeUndefined();
});
