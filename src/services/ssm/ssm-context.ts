import { AwsError, exceptionsOf } from '../../aws/errors.ts';
import type { Operations } from '../../aws/operation.ts';
import type { RequestScope } from '../../aws/request-scope.ts';
import type { Vault } from '../../state/vault.ts';
import type { ServiceContext } from '../service-context.ts';
import type { ParameterReader } from './parameter/parameter-reader.ts';
import type { ParameterStore } from './parameter/parameter-store.ts';

type Sdk = typeof import('@aws-sdk/client-ssm');

export interface SsmContext extends ServiceContext {
  readonly vault: Vault;
  readonly parameters: ParameterStore;
  readonly reader: ParameterReader;
  /** What Secrets Manager answers to GetSecretValue, as its wire has it. @throws AwsError as GetSecretValue does */
  secretValue(scope: RequestScope, secret: SecretRequest): SecretValue;
}

export interface SecretRequest {
  readonly SecretId: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

export interface SecretValue {
  readonly ARN: string;
  readonly Name: string;
  readonly VersionId: string;
  readonly SecretString?: string;
  readonly SecretBinary?: Uint8Array;
  readonly VersionStages: readonly string[];
  readonly CreatedDate: Date;
}

export type SsmOperations = Operations<Sdk, SsmContext>;

/** The exceptions that SSM's model names. */
export const ssmError = exceptionsOf<Sdk>();

/** What AWS's validation refuses, in its words. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
