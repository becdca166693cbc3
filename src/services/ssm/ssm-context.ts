import type { Operations } from '../../aws/operation.ts';
import type { Vault } from '../../state/vault.ts';
import type { ServiceContext } from '../service-context.ts';
import type { ParameterReader } from './parameter-reader.ts';
import type { ParameterStore } from './parameter-store.ts';

export interface SsmContext extends ServiceContext {
  readonly vault: Vault;
  readonly parameters: ParameterStore;
  readonly reader: ParameterReader;
}

export type SsmOperations = Operations<typeof import('@aws-sdk/client-ssm'), SsmContext>;
