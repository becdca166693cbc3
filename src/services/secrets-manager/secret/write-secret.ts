import { randomInt } from 'node:crypto';
import { AwsError } from '../../../aws/errors.ts';
import { arnPrefix, findOwnSecret } from '../find-secret.ts';
import { checkedTags } from '../limits.ts';
import { replicate, replicationStatus } from '../replication.ts';
import type { Secret } from '../secret-store.ts';
import type { SecretsManagerContext, SecretsManagerOperations } from '../secrets-manager-context.ts';
import { hasValue, type NewValue, putVersion } from '../value/put-version.ts';
import { tokenOf } from '../value/token.ts';
import { reviseSecret } from './revise-secret.ts';

export const writeOperations = {
  CreateSecret: (context, input, scope) => {
    checkName(input.Name);
    refuseType(input.Type);
    return context.state.transaction(() => {
      context.secrets.purge(context.clock.now());
      const existing = context.secrets.findByName(scope, input.Name);
      const value = { secretString: input.SecretString, secretBinary: input.SecretBinary };
      if (existing !== undefined) return recreated(context, existing, input.ClientRequestToken, value);
      const nowMs = context.clock.now();
      const secret: Secret = {
        arn: `${arnPrefix(scope)}:${input.Name}-${randomSuffix()}`,
        name: input.Name,
        createdAtMs: nowMs,
        document: {
          description: input.Description || undefined,
          kmsKeyId: input.KmsKeyId || undefined,
          changedAtMs: nowMs,
          tags: checkedTags([], input.Tags ?? []),
        },
      };
      context.secrets.put(scope, secret);
      const VersionId = writeValue(context, secret, input.ClientRequestToken, value);
      const force = input.ForceOverwriteReplicaSecret === true;
      replicate(context, scope, secret, input.AddReplicaRegions ?? [], force);
      const ReplicationStatus = replicationStatus(context, secret);
      return { ARN: secret.arn, Name: secret.name, VersionId, ReplicationStatus };
    });
  },
  UpdateSecret: (context, input, scope) => {
    refuseType(input.Type);
    return context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      const { description, kmsKeyId } = secret.document;
      reviseSecret(context, scope, secret, {
        description: (input.Description ?? description) || undefined,
        // An empty key goes back to AWS's own.
        kmsKeyId: (input.KmsKeyId ?? kmsKeyId) || undefined,
      });
      const value = { secretString: input.SecretString, secretBinary: input.SecretBinary };
      const VersionId = writeValue(context, secret, input.ClientRequestToken, value);
      return { ARN: secret.arn, Name: secret.name, VersionId };
    });
  },
  TagResource: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      reviseSecret(context, scope, secret, { tags: checkedTags(secret.document.tags, input.Tags) });
      return {};
    }),
  UntagResource: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      const tags = secret.document.tags.filter(({ Key }) => !input.TagKeys.includes(Key));
      reviseSecret(context, scope, secret, { tags });
      return {};
    }),
} satisfies SecretsManagerOperations;

/** The version that holds the value; undefined where the request brings none. */
function writeValue(
  context: SecretsManagerContext,
  secret: Secret,
  token: string | undefined,
  value: NewValue,
): string | undefined {
  if (!hasValue(value)) return undefined;
  return putVersion(context, secret, tokenOf(token), value, undefined).versionId;
}

function recreated(
  context: SecretsManagerContext,
  existing: Secret,
  token: string | undefined,
  value: NewValue,
) {
  if (existing.deletedAtMs !== undefined)
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  const sameToken = context.secrets.listVersions(existing).some(({ versionId }) => versionId === token);
  if (!sameToken || existing.primary !== undefined)
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${existing.name} already exists.`,
    );
  const version = putVersion(context, existing, tokenOf(token), value, undefined);
  const ReplicationStatus = replicationStatus(context, existing);
  return { ARN: existing.arn, Name: existing.name, VersionId: version.versionId, ReplicationStatus };
}

function refuseType(type: string | undefined): void {
  if (type !== undefined)
    throw new AwsError('NotImplementedException', 'Drydock does not implement managed external secrets.');
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(name))
    throw new AwsError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
}

const suffixAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A secret that is made anew under an old name gets another ARN. */
function randomSuffix(): string {
  return Array.from({ length: 6 }, () => suffixAlphabet.charAt(randomInt(suffixAlphabet.length))).join('');
}
