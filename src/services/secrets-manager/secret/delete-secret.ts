import { AwsError } from '../../../aws/errors.ts';
import { findSecret, lookUpSecret, refuseReplica } from '../find-secret.ts';
import type { SecretScope } from '../secret-store.ts';
import type { SecretsManagerContext, SecretsManagerOperations } from '../secrets-manager-context.ts';

const dayMs = 86_400_000;
const defaultRecoveryDays = 30;

export const deleteOperations = {
  DeleteSecret: (context, input, scope) => {
    checkWindow(input);
    return context.state.transaction(() => deleteSecret(context, input, scope));
  },
  RestoreSecret: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findSecret(context, scope, input.SecretId);
      refuseReplica(secret);
      context.secrets.put(scope, { ...secret, deletedAtMs: undefined, purgeAtMs: undefined });
      return { ARN: secret.arn, Name: secret.name };
    }),
} satisfies SecretsManagerOperations;

interface Deletion {
  readonly SecretId: string;
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

function checkWindow({ RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force }: Deletion): void {
  if (days === undefined) return;
  if (force === true)
    throw new AwsError(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  if (days < 7 || days > 30)
    throw new AwsError(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    );
}

function deleteSecret(context: SecretsManagerContext, input: Deletion, scope: SecretScope) {
  const nowMs = context.clock.now();
  const force = input.ForceDeleteWithoutRecovery === true;
  const found = lookUpSecret(context, scope, input.SecretId);
  // AWS promises that forcing succeeds though the secret is gone already.
  if (force && found === undefined && !input.SecretId.startsWith('arn:'))
    return { Name: input.SecretId, DeletionDate: new Date(nowMs) };
  const secret = found ?? findSecret(context, scope, input.SecretId);
  refuseReplica(secret);
  const regions = context.secrets.replicas.of(secret.arn).map(({ region }) => region);
  if (regions.length > 0)
    throw new AwsError(
      'InvalidParameterException',
      `You can't delete secret ${input.SecretId} that still has replica regions [${regions.join(',')}]`,
    );
  if (force) {
    context.secrets.remove(secret.arn);
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(nowMs) };
  }
  if (secret.deletedAtMs !== undefined)
    throw new AwsError(
      'InvalidRequestException',
      "You tried to perform the operation on a secret that's currently marked deleted.",
    );
  const purgeAtMs = nowMs + (input.RecoveryWindowInDays ?? defaultRecoveryDays) * dayMs;
  context.secrets.put(scope, { ...secret, deletedAtMs: nowMs, purgeAtMs });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(purgeAtMs) };
}
