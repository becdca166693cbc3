import { AwsError } from '../../../aws/errors.ts';
import { findLiveSecret, findOwnSecret, findSecret } from '../find-secret.ts';
import { reviseSecret } from '../secret/revise-secret.ts';
import type { SecretVersion } from '../secret-store.ts';
import type { SecretsManagerOperations } from '../secrets-manager-context.ts';
import { secretsPage } from '../secrets-page.ts';
import { hasValue, putVersion } from './put-version.ts';
import { readVersion } from './read-version.ts';
import { tokenOf } from './token.ts';

export const valueOperations = {
  GetSecretValue: (context, input, scope) =>
    readVersion(context, findLiveSecret(context, scope, input.SecretId), {
      versionId: input.VersionId,
      versionStage: input.VersionStage,
    }),
  PutSecretValue: (context, input, scope) => {
    const value = { secretString: input.SecretString, secretBinary: input.SecretBinary };
    if (!hasValue(value))
      throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
    return context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      const token = tokenOf(input.ClientRequestToken);
      const known = context.secrets.listVersions(secret).some(({ versionId }) => versionId === token);
      const version = putVersion(context, secret, token, value, input.VersionStages);
      if (!known) reviseSecret(context, scope, secret, {});
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
      .listVersions(secret)
      .filter(({ stages }) => stages.length > 0 || input.IncludeDeprecated === true);
    const page = secretsPage(visible, ({ sequence }) => String(sequence).padStart(12, '0'), input);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: page.items.map((version) => listedVersion(version, secret.document.kmsKeyId)),
      NextToken: page.nextToken,
    };
  },
} satisfies SecretsManagerOperations;

function listedVersion(
  { versionId, stages, createdAtMs, accessedOnMs }: SecretVersion,
  kmsKeyId = 'DefaultEncryptionKey',
) {
  return {
    VersionId: versionId,
    VersionStages: [...stages],
    LastAccessedDate: accessedOnMs === undefined ? undefined : new Date(accessedOnMs),
    CreatedDate: new Date(createdAtMs),
    KmsKeyIds: [kmsKeyId],
  };
}
