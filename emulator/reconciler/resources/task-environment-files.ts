import {
  mergeEnvironmentFiles,
  parseEnvironmentFile,
  parseObjectArn,
} from '../../../src/plan/environment-file.ts';
import { containerOverride } from '../../../src/services/ecs/task/container-override.ts';
import { type ObjectFolder, ObjectUnavailableError } from '../../object-folder/object-folder.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';

/** A file of a task cannot be had; the message is what AWS puts behind `ResourceInitializationError: `. */
export class EnvironmentFilesUnavailableError extends Error {
  override readonly name = 'EnvironmentFilesUnavailableError';
}

type Environment = Readonly<Record<string, string>>;

/** The environment files of tasks that are starting: read once per task, before any of its containers is created. */
export class TaskEnvironmentFiles {
  readonly #objects: Pick<ObjectFolder, 'read'>;
  readonly #byTask = new Map<string, ReadonlyMap<string, Environment>>();

  constructor(objects: Pick<ObjectFolder, 'read'>) {
    this.#objects = objects;
  }

  /** Rejects with {@link EnvironmentFilesUnavailableError} when one cannot be had. */
  async resolve(defined: Pick<DefinedTask, 'task' | 'containers'>): Promise<void> {
    const { task, containers } = defined;
    if (this.#byTask.has(task.arn)) return;
    const read = await Promise.all(
      containers.map(
        async (container) => [container.name, await this.#environment(defined, container)] as const,
      ),
    );
    this.#byTask.set(task.arn, new Map(read));
  }

  /** The environment that a container's files make; empty before {@link resolve}. */
  of(taskArn: string, containerName: string): Environment {
    return this.#byTask.get(taskArn)?.get(containerName) ?? {};
  }

  forget(taskArn: string): void {
    this.#byTask.delete(taskArn);
  }

  async #environment({ task }: Pick<DefinedTask, 'task'>, container: NamedContainer): Promise<Environment> {
    const override = containerOverride(task.spec.overrides, container.name);
    const ofOverride = override?.environmentFiles ?? [];
    const files = ofOverride.length > 0 ? ofOverride : (container.environmentFiles ?? []);
    const texts = await Promise.all(files.map(({ value = '' }) => this.#download(value)));
    return mergeEnvironmentFiles(texts.map(parseEnvironmentFile));
  }

  async #download(arn: string): Promise<string> {
    try {
      const reference = parseObjectArn(arn);
      if (reference === undefined) throw new ObjectUnavailableError(`Invalid arn syntax: ${arn}`);
      return await this.#objects.read(reference.bucket, reference.key);
    } catch (error) {
      if (!(error instanceof ObjectUnavailableError)) throw error;
      throw new EnvironmentFilesUnavailableError(
        `failed to download env files: file download command: non empty error stream: service call has been retried 1 time(s): ${error.message}`,
      );
    }
  }
}
