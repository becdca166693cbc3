import type { Operations } from '../../aws/operation.ts';
import type { Vault } from '../../state/vault.ts';
import type { ServiceContext } from '../service-context.ts';
import type { SecretStore } from './secret-store.ts';

export interface SecretsManagerContext extends ServiceContext {
  readonly vault: Vault;
  readonly secrets: SecretStore;
}

export type SecretsManagerOperations = Operations<
  typeof import('@aws-sdk/client-secrets-manager'),
  SecretsManagerContext
>;
