import { AwsError } from '../../../aws/errors.ts';
import type { SecretVersion } from '../secret-store.ts';
import type { SecretsManagerContext } from '../secrets-manager-context.ts';

/**
 * The plain bytes of a version.
 *
 * @throws AwsError DecryptionFailure where it was sealed with another key than the data directory has
 */
export function openValue({ vault }: SecretsManagerContext, { value }: Pick<SecretVersion, 'value'>): Buffer {
  try {
    return vault.open(value);
  } catch {
    throw new AwsError(
      'DecryptionFailure',
      "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
    );
  }
}
