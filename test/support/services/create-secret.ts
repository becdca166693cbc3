import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The ARN and first version of a new secret. */
export async function createSecret(
  secrets: SecretsManagerClient,
  Name: string,
  SecretString: string,
): Promise<{ readonly arn: string; readonly versionId: string }> {
  const { ARN, VersionId } = await secrets.send(new CreateSecretCommand({ Name, SecretString }));
  if (ARN === undefined || VersionId === undefined) throw new Error('no secret was made');
  return { arn: ARN, versionId: VersionId };
}
