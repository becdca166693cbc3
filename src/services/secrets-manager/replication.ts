import { AwsError } from '../../aws/errors.ts';
import { constraintText } from '../../aws/validation.ts';
import { findLiveSecret, findOwnSecret } from './find-secret.ts';
import { invalid } from './limits.ts';
import type { Replica } from './replica-store.ts';
import type { Secret, SecretScope } from './secret-store.ts';
import type { SecretsManagerContext, SecretsManagerOperations } from './secrets-manager-context.ts';

export const replicationOperations = {
  ReplicateSecretToRegions: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      replicate(context, scope, secret, input.AddReplicaRegions, input.ForceOverwriteReplicaSecret === true);
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(context, secret) };
    }),
  RemoveRegionsFromReplication: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      for (const region of input.RemoveReplicaRegions) context.secrets.replicas.remove(secret.arn, region);
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(context, secret) ?? [] };
    }),
  StopReplicationToReplica: (context, input, scope) =>
    context.state.transaction(() => {
      const { secrets } = context;
      const { primary, ...replica } = findLiveSecret(context, scope, input.SecretId);
      if (primary === undefined)
        throw new AwsError(
          'InvalidParameterException',
          "Operation not permitted on a primary secret. Call must be made in replica secret's region.",
        );
      secrets.replicas.remove(primary.arn, scope.region);
      const document = { ...replica.document, changedAtMs: context.clock.now(), rotation: undefined };
      secrets.put(scope, { ...replica, document });
      secrets.copyVersions(primary.arn, replica.arn);
      return { ARN: replica.arn };
    }),
} satisfies SecretsManagerOperations;

interface AskedRegion {
  readonly Region?: string;
  readonly KmsKeyId?: string;
}

const regionPattern = '^([a-z]+-)+\\d+$';

/**
 * Makes a secret readable in other regions. One where another secret has its name fails, unless that is to be
 * overwritten.
 *
 * @throws AwsError for what is no other region
 */
export function replicate(
  { secrets }: SecretsManagerContext,
  scope: SecretScope,
  secret: Secret,
  asked: readonly AskedRegion[],
  force: boolean,
): void {
  for (const [at, { Region: region = '', KmsKeyId }] of asked.entries()) {
    if (!new RegExp(regionPattern).test(region))
      throw invalid(
        constraintText(
          `'${region}'`,
          `addReplicaRegions.${at + 1}.member.region`,
          `satisfy regular expression pattern: ${regionPattern}`,
        ),
      );
    if (region === scope.region) throw new AwsError('InvalidParameterException', 'Invalid replica region.');
    const arn = secret.arn.replace(`:${scope.region}:`, `:${region}:`);
    const there = { accountId: scope.accountId, region };
    const inTheWay = secrets.findByName(there, secret.name);
    const free =
      inTheWay === undefined ||
      inTheWay.primary?.arn === secret.arn ||
      (force && removeFrom(secrets, region, inTheWay));
    secrets.replicas.put(secret.arn, {
      region,
      arn: free ? arn : undefined,
      kmsKeyId: KmsKeyId || undefined,
    });
  }
}

/** Whether the secret could be removed: one that has replicas itself cannot be deleted, and so is not overwritten. */
function removeFrom(
  secrets: SecretsManagerContext['secrets'],
  region: string,
  { arn, primary }: Secret,
): boolean {
  if (primary !== undefined) secrets.replicas.remove(primary.arn, region);
  else if (secrets.replicas.of(arn).length > 0) return false;
  else secrets.remove(arn);
  return true;
}

/** The replicas of a primary secret as DescribeSecret tells them; undefined where it has none. */
export function replicationStatus({ secrets }: SecretsManagerContext, secret: Secret) {
  const replicas = secret.primary === undefined ? secrets.replicas.of(secret.arn) : [];
  return replicas.length === 0 ? undefined : replicas.map((replica) => statusOf(secret.name, replica));
}

function statusOf(name: string, { region, arn, kmsKeyId, accessedOnMs }: Replica) {
  const shared = {
    Region: region,
    KmsKeyId: kmsKeyId ?? 'alias/aws/secretsmanager',
    LastAccessedDate: accessedOnMs === undefined ? undefined : new Date(accessedOnMs),
  };
  return arn === undefined
    ? {
        ...shared,
        Status: 'Failed' as const,
        StatusMessage: `Replication failed: Secret name ${name} already exists in region ${region}.`,
      }
    : { ...shared, Status: 'InSync' as const, StatusMessage: 'Replication succeeded' };
}
