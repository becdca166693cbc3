import { AwsError } from '../../src/aws/errors.ts';
import {
  parseSecretReference,
  type SecretReference,
  secretJsonValue,
} from '../../src/plan/secret-reference.ts';
import type { DefinedTask } from './task-world.ts';

/** The secret stores as a task start asks them. */
export interface SecretStores {
  readParameters(
    accountId: string,
    region: string,
    names: readonly string[],
  ): { readonly values: ReadonlyMap<string, string>; readonly invalid: readonly string[] };
  /** Throws the AwsError of GetSecretValue. */
  readSecret(
    accountId: string,
    region: string,
    secretId: string,
    version: { readonly versionStage?: string; readonly versionId?: string },
  ): string;
}

/** A secret of a task cannot be had; the message is what AWS puts behind `ResourceInitializationError: `. */
export class SecretsUnavailableError extends Error {
  override readonly name = 'SecretsUnavailableError';
}

const prefix = 'unable to pull secrets or registry auth: execution resource retrieval failed: ';

/**
 * The secrets of tasks that are starting: resolved once per task, before any of its containers is created, and kept
 * in memory alone.
 */
export class TaskSecrets {
  readonly #stores: SecretStores;
  readonly #byTask = new Map<string, ReadonlyMap<string, Readonly<Record<string, string>>>>();

  constructor(stores: SecretStores) {
    this.#stores = stores;
  }

  /** Throws {@link SecretsUnavailableError} with AWS's sentence when one cannot be had. */
  resolve({ task, containers }: DefinedTask): void {
    if (this.#byTask.has(task.arn)) return;
    const { accountId, region } = task.spec;
    const values = new Map<string, Record<string, string>>();
    for (const { name, secrets = [] } of containers) {
      const environment: Record<string, string> = {};
      for (const secret of secrets)
        environment[secret.name ?? ''] = this.#value(
          accountId,
          region,
          parseSecretReference(secret.valueFrom ?? ''),
        );
      values.set(name, environment);
    }
    this.#byTask.set(task.arn, values);
  }

  /** The environment that a container's secrets make; empty before {@link resolve}. */
  of(taskArn: string, containerName: string): Readonly<Record<string, string>> {
    return this.#byTask.get(taskArn)?.get(containerName) ?? {};
  }

  forget(taskArn: string): void {
    this.#byTask.delete(taskArn);
  }

  #value(accountId: string, taskRegion: string, reference: SecretReference): string {
    switch (reference.store) {
      case 'invalid':
        throw new SecretsUnavailableError(reference.message);
      case 'ssm': {
        const { values, invalid } = this.#stores.readParameters(accountId, reference.region ?? taskRegion, [
          reference.name,
        ]);
        const value = values.get(reference.name);
        if (value !== undefined) return value;
        throw new SecretsUnavailableError(
          `${prefix}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${invalid.join(',')}`,
        );
      }
      case 'secretsmanager':
        return this.#secretValue(accountId, reference);
    }
  }

  #secretValue(accountId: string, reference: Extract<SecretReference, { store: 'secretsmanager' }>): string {
    const { arn, region, jsonKey, versionId, versionStage } = reference;
    try {
      const text = this.#stores.readSecret(accountId, region, arn, { versionId, versionStage });
      return jsonKey === undefined ? text : secretJsonValue(text, jsonKey);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const failure =
        error instanceof AwsError
          ? `service call has been retried 1 time(s): failed to fetch secret ${arn} from secrets manager: ${error.code}: ${error.message}`
          : error.message;
      throw new SecretsUnavailableError(`${prefix}unable to retrieve secret from asm: ${failure}`);
    }
  }
}
