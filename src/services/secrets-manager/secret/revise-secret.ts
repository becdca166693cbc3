import type { Secret, SecretDocument, SecretScope } from '../secret-store.ts';
import type { SecretsManagerContext } from '../secrets-manager-context.ts';

/** Writes changes to a secret, which has changed now. */
export function reviseSecret(
  context: SecretsManagerContext,
  scope: SecretScope,
  secret: Secret,
  changes: Partial<SecretDocument>,
): void {
  const document = { ...secret.document, ...changes, changedAtMs: context.clock.now() };
  context.secrets.put(scope, { ...secret, document });
}
