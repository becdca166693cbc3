import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { ServicesApi } from './services-api.ts';

/** The ARN and first version of a new secret. */
export async function createSecret(
  { secrets }: Pick<ServicesApi, 'secrets'>,
  Name: string,
  SecretString: string,
): Promise<{ readonly arn: string; readonly versionId: string }> {
  const { ARN, VersionId } = await secrets.send(new CreateSecretCommand({ Name, SecretString }));
  if (ARN === undefined || VersionId === undefined) throw new Error('no secret was made');
  return { arn: ARN, versionId: VersionId };
}
