import { randomUUID } from 'node:crypto';
import { AwsError } from '../../src/aws/errors.ts';
import {
  parseSecretReference,
  type SecretReference,
  secretJsonValue,
} from '../../src/plan/secret-reference.ts';
import type { TaskSpec } from '../../src/services/ecs/task/task.ts';
import type { RegistryCredentials } from '../runtime/runtime.ts';
import { parseRegistryCredentials } from './container/registry-credentials.ts';
import type { DefinedTask, NamedContainer } from './defined-task.ts';

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

function parameterKey(taskRegion: string, { name, region }: { name: string; region?: string }): string {
  return `${region ?? taskRegion} ${name}`;
}

function referencesOf(
  secrets: readonly { readonly name?: string; readonly valueFrom?: string }[] = [],
): { readonly name: string; readonly reference: SecretReference }[] {
  return secrets.map(({ name = '', valueFrom = '' }) => ({
    name,
    reference: parseSecretReference(valueFrom),
  }));
}

const prefix = 'unable to pull secrets or registry auth: execution resource retrieval failed: ';

type Values = Readonly<Record<string, string>>;

/** What a container's secrets come to. */
interface ContainerSecrets {
  readonly environment: Values;
  readonly logOptions: Values;
}

/**
 * The secrets of tasks that are starting: resolved once per task, before any of its containers is created, and kept
 * in memory alone.
 */
export class TaskSecrets {
  readonly #stores: SecretStores;
  readonly #byTask = new Map<string, ReadonlyMap<string, ContainerSecrets>>();

  constructor(stores: SecretStores) {
    this.#stores = stores;
  }

  /** Throws {@link SecretsUnavailableError} with AWS's sentence when one cannot be had. */
  resolve({ task, containers }: DefinedTask): void {
    if (this.#byTask.has(task.arn)) return;
    const { accountId, region } = task.spec;
    const asked = containers.map(({ name, secrets, logConfiguration }) => ({
      container: name,
      environment: referencesOf(secrets),
      logOptions: referencesOf(logConfiguration?.secretOptions),
    }));
    const parameters = this.#parameters(
      accountId,
      region,
      asked.flatMap(({ environment, logOptions }) =>
        [...environment, ...logOptions].map(({ reference }) => reference),
      ),
    );
    const valuesOf = (references: ReturnType<typeof referencesOf>): Values =>
      Object.fromEntries(
        references.map(({ name, reference }) => [
          name,
          reference.store === 'ssm'
            ? (parameters.get(parameterKey(region, reference)) ?? '')
            : this.#secretValue(accountId, reference),
        ]),
      );
    const values = new Map<string, ContainerSecrets>();
    for (const { container, environment, logOptions } of asked)
      values.set(container, { environment: valuesOf(environment), logOptions: valuesOf(logOptions) });
    this.#byTask.set(task.arn, values);
  }

  /** The environment that a container's secrets make; empty before {@link resolve}. */
  of(taskArn: string, containerName: string): Values {
    return this.#byTask.get(taskArn)?.get(containerName)?.environment ?? {};
  }

  /** The log options that a container's secretOptions make; empty before {@link resolve}. */
  logOptions(taskArn: string, containerName: string): Values {
    return this.#byTask.get(taskArn)?.get(containerName)?.logOptions ?? {};
  }

  /** What the private registry of a container's image asks for. Throws {@link SecretsUnavailableError}. */
  registryCredentials(
    { accountId, region }: TaskSpec,
    { repositoryCredentials }: NamedContainer,
  ): RegistryCredentials | undefined {
    const secretId = repositoryCredentials?.credentialsParameter;
    if (secretId === undefined) return undefined;
    const ownRegion = secretId.startsWith('arn:') ? (secretId.split(':')[3] ?? region) : region;
    try {
      return parseRegistryCredentials(this.#stores.readSecret(accountId, ownRegion, secretId, {}));
    } catch (error) {
      throw new SecretsUnavailableError(
        `${prefix}unable to get registry auth from asm: ${failureText(error, secretId)}`,
      );
    }
  }

  forget(taskArn: string): void {
    this.#byTask.delete(taskArn);
  }

  /** All parameters of a task by region and name: one call a region names all that are missing there. */
  #parameters(
    accountId: string,
    taskRegion: string,
    references: readonly SecretReference[],
  ): Map<string, string> {
    const namesByRegion = new Map<string, Set<string>>();
    for (const reference of references) {
      if (reference.store !== 'ssm') continue;
      const region = reference.region ?? taskRegion;
      namesByRegion.set(region, (namesByRegion.get(region) ?? new Set()).add(reference.name));
    }
    const found = new Map<string, string>();
    for (const [region, names] of namesByRegion) {
      const { values, invalid } = this.#stores.readParameters(accountId, region, [...names]);
      if (invalid.length > 0)
        throw new SecretsUnavailableError(
          `${prefix}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${invalid.join(',')}`,
        );
      for (const [name, value] of values) found.set(parameterKey(region, { name }), value);
    }
    return found;
  }

  #secretValue(accountId: string, reference: Exclude<SecretReference, { store: 'ssm' }>): string {
    if (reference.store === 'invalid') throw new SecretsUnavailableError(reference.message);
    const { arn, region, jsonKey, versionId, versionStage } = reference;
    try {
      const text = this.#stores.readSecret(accountId, region, arn, { versionId, versionStage });
      return jsonKey === undefined ? text : secretJsonValue(text, jsonKey);
    } catch (error) {
      throw new SecretsUnavailableError(
        `${prefix}unable to retrieve secret from asm: ${failureText(error, arn)}`,
      );
    }
  }
}

function failureText(error: unknown, secretId: string): string {
  if (!(error instanceof Error)) throw error;
  return error instanceof AwsError
    ? `service call has been retried 1 time(s): failed to fetch secret ${secretId} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: ${error.status ?? 400}, RequestID: ${randomUUID()}, ${error.code}: ${error.message}`
    : error.message;
}
