import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { TaskCredentials } from '../../src/services/ecs/task/credentials/task-credentials.ts';
import type { TaskEndpoints } from '../../src/services/ecs/task/metadata/injected-environment.ts';
import type { Task, TaskNetworkSpec } from '../../src/services/ecs/task/task.ts';
import type { NetworkSpec } from '../runtime/runtime.ts';
import type { MetadataAddress } from './metadata-address.ts';
import type { TaskApi } from './task-api.ts';

export interface TaskAccessOptions {
  /** Where a network's containers reach this process; undefined where they do not. */
  hostAddress(network: NetworkSpec): string | undefined;
  /** Where containers in the engine's bridge mode or on the host's network reach this process. */
  machineAddress(mode: 'bridge' | 'host'): Promise<string | undefined>;
  networkOf(subnetId: string): NetworkSpec | undefined;
  readonly metadata: Pick<MetadataAddress, 'ensure' | 'ensureShared'>;
  readonly api: Pick<TaskApi, 'urlFor'>;
  readonly credentials: Pick<TaskCredentials, 'idFor'>;
}

/** Sees to it that tasks reach the metadata endpoint and the API, and says how. */
export class TaskAccess {
  readonly #options: TaskAccessOptions;

  constructor(options: TaskAccessOptions) {
    this.#options = options;
  }

  /** What a task whose network stands is to be told. */
  async prepare(task: Task, definition: TaskDefinition): Promise<TaskEndpoints> {
    const { metadata, apiUrl } = await this.reach(task.spec.network);
    const role = task.spec.overrides.taskRoleArn ?? definition.taskRoleArn;
    if (!metadata || role === undefined || role === '') return { metadata, apiUrl };
    return { metadata, apiUrl, credentialsId: this.#options.credentials.idFor(task.arn, role) };
  }

  /** Opens the ways from a task's network to us that are not open yet. */
  async reach(network: TaskNetworkSpec): Promise<TaskEndpoints> {
    const host = await this.#hostOf(network);
    if (host === undefined) return { metadata: false };
    const { metadata: reached, api } = this.#options;
    const [metadata, apiUrl] = await Promise.all([
      // The engine's bridge and the host are every Drydock's.
      network.mode === 'awsvpc' ? reached.ensure(host) : reached.ensureShared(host),
      api.urlFor(host),
    ]);
    return { metadata, apiUrl };
  }

  async #hostOf(network: TaskNetworkSpec): Promise<string | undefined> {
    switch (network.mode) {
      case 'awsvpc': {
        const vpc = this.#options.networkOf(network.subnetId);
        return vpc && this.#options.hostAddress(vpc);
      }
      case 'bridge':
      case 'host':
        return this.#options.machineAddress(network.mode);
      case 'none':
        return undefined;
    }
  }
}
