import { AwsError } from '../../aws/errors.ts';
import { findLiveSecret, findSecret, findVersion } from './find-secret.ts';
import { hasValue, putVersion } from './put-version.ts';
import type { SecretsManagerOperations } from './secrets-manager-context.ts';
import { secretsPage } from './secrets-page.ts';

const shortestToken = 32;
const longestToken = 64;
const dayMs = 86_400_000;

export const valueOperations = {
  GetSecretValue: (context, input, scope) => {
    const secret = findLiveSecret(context, scope, input.SecretId);
    const version = findVersion(context, secret, {
      versionId: input.VersionId,
      versionStage: input.VersionStage,
    });
    context.secrets.setAccessedOn(secret.arn, version, startOfDay(context.clock.now()));
    const plain = context.vault.open(version.value);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.versionId,
      ...(version.kind === 'string' ? { SecretString: plain.toString('utf8') } : { SecretBinary: plain }),
      VersionStages: [...version.stages],
      CreatedDate: new Date(version.createdAtMs),
    };
  },
  PutSecretValue: (context, input, scope) => {
    const value = { secretString: input.SecretString, secretBinary: input.SecretBinary };
    if (!hasValue(value))
      throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
    return context.state.transaction(() => {
      const secret = findLiveSecret(context, scope, input.SecretId);
      const version = putVersion(
        context,
        secret,
        tokenOf(input.ClientRequestToken),
        value,
        input.VersionStages,
      );
      context.secrets.put(scope, {
        ...secret,
        document: { ...secret.document, changedAtMs: context.clock.now() },
      });
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.versionId,
        VersionStages: [...version.stages],
      };
    });
  },
  ListSecretVersionIds: (context, input, scope) => {
    const secret = findSecret(context, scope, input.SecretId);
    const visible = context.secrets
      .listVersions(secret.arn)
      .filter(({ stages }) => stages.length > 0 || input.IncludeDeprecated === true);
    const page = secretsPage(visible, ({ versionId }) => versionId, input);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: page.items.map(({ versionId, stages, createdAtMs, accessedOnMs }) => ({
        VersionId: versionId,
        VersionStages: [...stages],
        LastAccessedDate: accessedOnMs === undefined ? undefined : new Date(accessedOnMs),
        CreatedDate: new Date(createdAtMs),
        KmsKeyIds: [secret.document.kmsKeyId ?? 'DefaultEncryptionKey'],
      })),
      NextToken: page.nextToken,
    };
  },
} satisfies SecretsManagerOperations;

/** AWS tells the day of an access, at midnight UTC. */
function startOfDay(nowMs: number): number {
  return nowMs - (nowMs % dayMs);
}

/** SDKs fill the token in; a raw request must bring one. */
export function tokenOf(token: string | undefined): string {
  if (token === undefined)
    throw new AwsError(
      'InvalidRequestException',
      'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    );
  if (token.length < shortestToken || token.length > longestToken)
    throw new AwsError('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.');
  return token;
}
