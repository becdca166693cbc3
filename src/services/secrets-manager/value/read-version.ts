import { findVersion } from '../find-secret.ts';
import type { Secret } from '../secret-store.ts';
import type { SecretsManagerContext } from '../secrets-manager-context.ts';
import { openValue } from './open-value.ts';

const dayMs = 86_400_000;

/** A version with its value, as GetSecretValue tells it; keeps the day of the reading. @throws AwsError */
export function readVersion(
  context: SecretsManagerContext,
  secret: Secret,
  wanted: { readonly versionId?: string; readonly versionStage?: string } = {},
) {
  const version = findVersion(context, secret, wanted);
  const plain = openValue(context, version);
  const nowMs = context.clock.now();
  context.secrets.setAccessedOn(secret, version, nowMs - (nowMs % dayMs));
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    ...(version.kind === 'string' ? { SecretString: plain.toString('utf8') } : { SecretBinary: plain }),
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdAtMs),
  };
}
