import { AwsError } from '../../aws/errors.ts';
import type { Secret, SecretScope, SecretVersion } from './secret-store.ts';
import type { SecretsManagerContext } from './secrets-manager-context.ts';

/**
 * Finds a secret by name, ARN, or ARN without its random suffix.
 *
 * @throws AwsError ResourceNotFoundException
 */
export function findSecret(context: SecretsManagerContext, scope: SecretScope, secretId: string): Secret {
  const found = lookUpSecret(context, scope, secretId);
  if (found === undefined)
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return found;
}

/** As {@link findSecret}; undefined where there is none. */
export function lookUpSecret(
  context: SecretsManagerContext,
  scope: SecretScope,
  secretId: string,
): Secret | undefined {
  context.secrets.purge(context.clock.now());
  return secretId.startsWith('arn:')
    ? byArn(context, scope, secretId)
    : context.secrets.findByName(scope, secretId);
}

/** What every secret's ARN of an account and region begins with, up to the colon before its name. */
export function arnPrefix({ accountId, region }: SecretScope): string {
  return `arn:aws:secretsmanager:${region}:${accountId}:secret`;
}

/** Other accounts' and regions' secrets do not exist for a caller. */
function byArn({ secrets }: SecretsManagerContext, scope: SecretScope, arn: string): Secret | undefined {
  const prefix = `${arnPrefix(scope)}:`;
  if (!arn.startsWith(prefix)) return undefined;
  const exact = secrets.findByArn(arn);
  if (exact !== undefined) return exact;
  const name = arn.slice(prefix.length);
  // AWS takes an ARN that ends in a hyphen and six characters for a whole one, even where that is the name's own end.
  return /-[A-Za-z0-9]{6}$/.test(name) ? undefined : secrets.findByName(scope, name);
}

/** As {@link findSecret}, for operations that a secret marked for deletion refuses. */
export function findLiveSecret(context: SecretsManagerContext, scope: SecretScope, secretId: string): Secret {
  const secret = findSecret(context, scope, secretId);
  if (secret.deletedAtMs !== undefined)
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  return secret;
}

/**
 * As {@link findLiveSecret}, for operations that write: a replica is written where its primary secret is.
 *
 * @throws AwsError
 */
export function findOwnSecret(context: SecretsManagerContext, scope: SecretScope, secretId: string): Secret {
  const secret = findLiveSecret(context, scope, secretId);
  refuseReplica(secret);
  return secret;
}

/** @throws AwsError InvalidParameterException */
export function refuseReplica({ primary }: Secret): void {
  if (primary !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    );
}

/** The version with that id and stage; AWSCURRENT where neither is named. @throws AwsError as GetSecretValue does */
export function findVersion(
  context: SecretsManagerContext,
  secret: Secret,
  wanted: { readonly versionId?: string; readonly versionStage?: string },
): SecretVersion {
  const versions = context.secrets.listVersions(secret);
  if (wanted.versionId !== undefined) {
    const byId = versions.find(({ versionId }) => versionId === wanted.versionId);
    if (byId === undefined)
      throw notFound(
        `Secrets Manager can't find the specified secret value for VersionId: ${wanted.versionId}`,
      );
    if (wanted.versionStage !== undefined && !byId.stages.includes(wanted.versionStage))
      throw new AwsError(
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      );
    return byId;
  }
  const stage = wanted.versionStage ?? 'AWSCURRENT';
  const byStage = versions.find(({ stages }) => stages.includes(stage));
  if (byStage === undefined)
    throw notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);
  return byStage;
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
