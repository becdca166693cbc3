import { parseObjectArn } from '../../../src/plan/environment-file.ts';
import {
  type FirelensSource,
  type FirelensType,
  firelensConfig,
  firelensPaths,
} from '../../../src/plan/firelens-config.ts';
import type { ContainerDependency } from '../../../src/plan/task/task-view.ts';
import { type ObjectFolder, ObjectUnavailableError } from '../../object-folder/object-folder.ts';
import type { ContainerFile } from '../../runtime/runtime.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';

/** Where a router listens for the containers of its task; on the host's network its port would be everyone's. */
const listens = { awsvpc: '127.0.0.1', bridge: '0.0.0.0', host: undefined, none: undefined } as const;

/** A router's configuration cannot be had; the message is what stands behind `ResourceInitializationError: `. */
export class FirelensUnavailableError extends Error {
  override readonly name = 'FirelensUnavailableError';
}

/** The files of FireLens routers of tasks that are starting: made once per task, before any of its containers. */
export class TaskFirelens {
  readonly #objects: Pick<ObjectFolder, 'read'>;
  readonly #byTask = new Map<string, readonly ContainerFile[]>();

  constructor(objects: Pick<ObjectFolder, 'read'>) {
    this.#objects = objects;
  }

  /** Rejects with {@link FirelensUnavailableError} when a configuration cannot be had or made. */
  async resolve(defined: DefinedTask): Promise<void> {
    const { task, containers } = defined;
    const router = routerOf(containers);
    if (router === undefined || this.#byTask.has(task.arn)) return;
    try {
      this.#byTask.set(task.arn, await this.#filesOf(defined, router));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      throw new FirelensUnavailableError(
        error instanceof ObjectUnavailableError
          ? `failed to download firelens config: ${text}`
          : `failed to generate firelens config: ${text}`,
      );
    }
  }

  /** The files to be put into a task's router; none before {@link resolve}. */
  of(taskArn: string): readonly ContainerFile[] {
    return this.#byTask.get(taskArn) ?? [];
  }

  forget(taskArn: string): void {
    this.#byTask.delete(taskArn);
  }

  async #filesOf(defined: DefinedTask, router: NamedContainer): Promise<ContainerFile[]> {
    const type = firelensType(router);
    const options = router.firelensConfiguration?.options ?? {};
    const paths = firelensPaths[type];
    const value = options['config-file-value'];
    const isOnS3 = options['config-file-type'] === 's3';
    const external = isOnS3 ? [{ path: paths.external, text: await this.#download(value ?? '') }] : [];
    const text = firelensConfig({
      type,
      listen: listens[defined.task.spec.network.mode],
      metadata: options['enable-ecs-log-metadata'] === 'false' ? undefined : metadataOf(defined),
      include: isOnS3 ? paths.external : value,
      sources: sourcesOf(defined.containers),
    });
    return [{ path: paths.config, text }, ...external];
  }

  async #download(arn: string): Promise<string> {
    const reference = parseObjectArn(arn);
    if (reference === undefined) throw new ObjectUnavailableError(`Invalid arn syntax: ${arn}`);
    return this.#objects.read(reference.bucket, reference.key);
  }
}

export function routerOf(containers: readonly NamedContainer[]): NamedContainer | undefined {
  return containers.find(({ firelensConfiguration }) => firelensConfiguration !== undefined);
}

export function logsThroughRouter({ logConfiguration }: Pick<NamedContainer, 'logConfiguration'>): boolean {
  return logConfiguration?.logDriver === 'awsfirelens';
}

export function firelensType({ firelensConfiguration }: NamedContainer): FirelensType {
  return firelensConfiguration?.type === 'fluentd' ? 'fluentd' : 'fluentbit';
}

/** The router's variable that holds a secret option: the index keeps two containers' options of one name apart. */
export function secretVariable(option: string, containerIndex: number): string {
  return `${option}_${containerIndex}`;
}

function sourcesOf(containers: readonly NamedContainer[]): FirelensSource[] {
  return containers.flatMap((container, index) => {
    if (!logsThroughRouter(container)) return [];
    const { options = {}, secretOptions = [] } = container.logConfiguration ?? {};
    return {
      name: container.name,
      options,
      secretOptions: Object.fromEntries(
        secretOptions.map(({ name = '' }) => [name, secretVariable(name, index)]),
      ),
    };
  });
}

function metadataOf({ task, definition }: DefinedTask): Record<string, string> {
  const { containerInstance } = task.spec;
  return {
    ...(containerInstance === undefined ? {} : { ec2_instance_id: containerInstance.ec2InstanceId }),
    ecs_cluster: task.clusterArn.slice(task.clusterArn.lastIndexOf('/') + 1),
    ecs_task_arn: task.arn,
    ecs_task_definition: `${definition.family}:${definition.revision}`,
  };
}

/** Who logs through the router starts after it, and stops before it. */
export function routerDependency(
  container: NamedContainer,
  containers: readonly NamedContainer[],
): readonly ContainerDependency[] {
  const router = logsThroughRouter(container) ? routerOf(containers) : undefined;
  return router === undefined ? [] : [{ containerName: router.name, condition: 'START' }];
}
