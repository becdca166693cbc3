import { AwsError } from '../../aws/errors.ts';
import { findLiveSecret, findVersion } from './find-secret.ts';
import type { SecretsManagerContext } from './secrets-manager-context.ts';
import { openValue } from './value/open-value.ts';

/** What a task start asks: a secret's string. @throws AwsError as GetSecretValue does */
export function readSecret(
  context: SecretsManagerContext,
  scope: { readonly accountId: string; readonly region: string },
  secretId: string,
  version: { readonly versionStage?: string; readonly versionId?: string },
): string {
  const secret = findLiveSecret(context, scope, secretId);
  const found = findVersion(context, secret, version);
  if (found.kind === 'binary')
    throw new AwsError('InvalidParameterException', `The secret ${secret.name} has no string value.`);
  return openValue(context, found).toString('utf8');
}
