import { findSecret } from '../find-secret.ts';
import { replicationStatus } from '../replication.ts';
import type { Secret, SecretScope } from '../secret-store.ts';
import type { SecretsManagerContext, SecretsManagerOperations } from '../secrets-manager-context.ts';

export const describeOperations = {
  DescribeSecret: (context, input, scope) => {
    const secret = findSecret(context, scope, input.SecretId);
    return {
      ...describedSecret(context, scope, secret),
      VersionIdsToStages: stagesOf(context, secret),
      ReplicationStatus: replicationStatus(context, secret),
    };
  },
} satisfies SecretsManagerOperations;

/** What DescribeSecret and ListSecrets both tell; a member that is not set is absent. */
export function describedSecret(context: SecretsManagerContext, scope: SecretScope, secret: Secret) {
  const { arn, name, document, createdAtMs, deletedAtMs } = secret;
  const { rotation } = document;
  const accessedOnMs = context.secrets.accessedOnMs(secret);
  return {
    ARN: arn,
    Name: name,
    Description: document.description,
    KmsKeyId: document.kmsKeyId,
    RotationEnabled: rotation?.enabled,
    RotationLambdaARN: rotation?.lambdaArn,
    RotationRules: rotation?.rules,
    LastChangedDate: new Date(document.changedAtMs),
    LastAccessedDate: accessedOnMs === undefined ? undefined : new Date(accessedOnMs),
    CreatedDate: new Date(createdAtMs),
    DeletedDate: deletedAtMs === undefined ? undefined : new Date(deletedAtMs),
    PrimaryRegion: primaryRegion(context, scope, secret),
    Tags: document.tags.length === 0 ? undefined : [...document.tags],
  };
}

/** The region that a replicated secret is written in; undefined for a secret without replicas. */
export function primaryRegion(
  { secrets }: SecretsManagerContext,
  { region }: SecretScope,
  { arn, primary }: Secret,
): string | undefined {
  return primary?.region ?? (secrets.replicas.of(arn).length > 0 ? region : undefined);
}

/** The labelled versions of a secret with their labels; undefined where it has none. */
export function stagesOf(
  { secrets }: SecretsManagerContext,
  secret: Secret,
): Record<string, string[]> | undefined {
  const staged = secrets.listVersions(secret).filter(({ stages }) => stages.length > 0);
  return staged.length === 0
    ? undefined
    : Object.fromEntries(staged.map(({ versionId, stages }) => [versionId, [...stages]]));
}
