import { randomInt } from 'node:crypto';
import { AwsError } from '../../aws/errors.ts';
import { arnPrefix, findLiveSecret, findSecret, lookUpSecret } from './find-secret.ts';
import { hasValue, putVersion } from './put-version.ts';
import type { Secret, SecretScope } from './secret-store.ts';
import type { SecretsManagerContext, SecretsManagerOperations } from './secrets-manager-context.ts';
import { secretsPage } from './secrets-page.ts';
import { tokenOf } from './value-operations.ts';

const dayMs = 86_400_000;
const defaultRecoveryDays = 30;

export const secretOperations = {
  CreateSecret: (context, input, scope) => {
    checkName(input.Name);
    if ((input.AddReplicaRegions?.length ?? 0) > 0)
      throw new AwsError('NotImplementedException', 'Drydock does not implement the replication of secrets.');
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
          description: input.Description,
          kmsKeyId: input.KmsKeyId,
          changedAtMs: nowMs,
          tags: (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
        },
      };
      context.secrets.put(scope, secret);
      const version = hasValue(value)
        ? putVersion(context, secret, tokenOf(input.ClientRequestToken), value, undefined)
        : undefined;
      return { ARN: secret.arn, Name: secret.name, VersionId: version?.versionId };
    });
  },
  UpdateSecret: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findLiveSecret(context, scope, input.SecretId);
      context.secrets.put(scope, {
        ...secret,
        document: {
          ...secret.document,
          description: input.Description ?? secret.document.description,
          kmsKeyId: input.KmsKeyId ?? secret.document.kmsKeyId,
          changedAtMs: context.clock.now(),
        },
      });
      const value = { secretString: input.SecretString, secretBinary: input.SecretBinary };
      const version = hasValue(value)
        ? putVersion(context, secret, tokenOf(input.ClientRequestToken), value, undefined)
        : undefined;
      return { ARN: secret.arn, Name: secret.name, VersionId: version?.versionId };
    }),
  DescribeSecret: (context, input, scope) => {
    const secret = findSecret(context, scope, input.SecretId);
    return { ...describe(context, secret), VersionIdsToStages: stagesOf(context, secret) };
  },
  ListSecrets: (context, input, scope) => {
    if ((input.Filters?.length ?? 0) > 0)
      throw new AwsError('NotImplementedException', 'Drydock does not implement Filters of ListSecrets.');
    if (input.SortBy !== undefined || input.SortOrder !== undefined)
      throw new AwsError('NotImplementedException', 'Drydock does not implement sorting of ListSecrets.');
    context.secrets.purge(context.clock.now());
    const visible = context.secrets
      .list(scope)
      .filter(({ deletedAtMs }) => deletedAtMs === undefined || input.IncludePlannedDeletion === true);
    const page = secretsPage(visible, ({ name }) => name, input);
    return {
      SecretList: page.items.map((secret) => ({
        ...describe(context, secret),
        SecretVersionsToStages: stagesOf(context, secret),
      })),
      NextToken: page.nextToken,
    };
  },
  DeleteSecret: (context, input, scope) => deleteSecret(context, input, scope),
  RestoreSecret: (context, input, scope) => {
    const secret = findSecret(context, scope, input.SecretId);
    context.secrets.put(scope, { ...secret, deletedAtMs: undefined, purgeAtMs: undefined });
    return { ARN: secret.arn, Name: secret.name };
  },
  GetResourcePolicy: (context, input, scope) => {
    const { arn, name } = findSecret(context, scope, input.SecretId);
    return { ARN: arn, Name: name };
  },
  TagResource: (context, input, scope) => {
    const secret = findLiveSecret(context, scope, input.SecretId);
    const added = input.Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
    const kept = secret.document.tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key));
    context.secrets.put(scope, { ...secret, document: { ...secret.document, tags: [...kept, ...added] } });
    return {};
  },
  UntagResource: (context, input, scope) => {
    const secret = findLiveSecret(context, scope, input.SecretId);
    const tags = secret.document.tags.filter(({ Key }) => !input.TagKeys.includes(Key));
    context.secrets.put(scope, { ...secret, document: { ...secret.document, tags } });
    return {};
  },
} satisfies SecretsManagerOperations;

function recreated(
  context: SecretsManagerContext,
  existing: Secret,
  token: string | undefined,
  value: Parameters<typeof putVersion>[3],
) {
  if (existing.deletedAtMs !== undefined)
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  const sameToken = context.secrets.listVersions(existing.arn).some(({ versionId }) => versionId === token);
  if (!sameToken)
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${existing.name} already exists.`,
    );
  const version = putVersion(context, existing, tokenOf(token), value, undefined);
  return { ARN: existing.arn, Name: existing.name, VersionId: version.versionId };
}

interface Deletion {
  readonly SecretId: string;
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

function deleteSecret(context: SecretsManagerContext, input: Deletion, scope: SecretScope) {
  const days = input.RecoveryWindowInDays;
  const force = input.ForceDeleteWithoutRecovery === true;
  if (days !== undefined && force)
    throw new AwsError(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  if (days !== undefined && (days < 7 || days > 30))
    throw new AwsError(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    );
  return context.state.transaction(() => {
    const nowMs = context.clock.now();
    const found = lookUpSecret(context, scope, input.SecretId);
    // AWS promises that forcing succeeds though the secret is gone already.
    if (force && found === undefined && !input.SecretId.startsWith('arn:'))
      return { Name: input.SecretId, DeletionDate: new Date(nowMs) };
    const secret = found ?? findSecret(context, scope, input.SecretId);
    if (force) {
      context.secrets.remove(secret.arn);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(nowMs) };
    }
    if (secret.deletedAtMs !== undefined)
      throw new AwsError(
        'InvalidRequestException',
        "You tried to perform the operation on a secret that's currently marked deleted.",
      );
    const purgeAtMs = nowMs + (days ?? defaultRecoveryDays) * dayMs;
    context.secrets.put(scope, { ...secret, deletedAtMs: nowMs, purgeAtMs });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(purgeAtMs) };
  });
}

function describe({ secrets }: SecretsManagerContext, secret: Secret) {
  const { arn, name, document, createdAtMs, deletedAtMs } = secret;
  const accessedOnMs = secrets.accessedOnMs(arn);
  return {
    ARN: arn,
    Name: name,
    Description: document.description,
    KmsKeyId: document.kmsKeyId,
    LastChangedDate: new Date(document.changedAtMs),
    LastAccessedDate: accessedOnMs === undefined ? undefined : new Date(accessedOnMs),
    CreatedDate: new Date(createdAtMs),
    DeletedDate: deletedAtMs === undefined ? undefined : new Date(deletedAtMs),
    Tags: document.tags.length === 0 ? undefined : [...document.tags],
  };
}

function stagesOf({ secrets }: SecretsManagerContext, { arn }: Secret): Record<string, string[]> | undefined {
  const staged = secrets.listVersions(arn).filter(({ stages }) => stages.length > 0);
  return staged.length === 0
    ? undefined
    : Object.fromEntries(staged.map(({ versionId, stages }) => [versionId, [...stages]]));
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name))
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
