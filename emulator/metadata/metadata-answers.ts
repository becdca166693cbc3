import type { EcsContext } from '../../src/services/ecs/ecs-context.ts';
import { containerDocument } from '../../src/services/ecs/task/metadata/container-document.ts';
import type { EndpointAnswer } from '../../src/services/ecs/task/metadata/endpoint-answer.ts';
import {
  findContainer,
  type MetadataVersion,
  type MetadataView,
} from '../../src/services/ecs/task/metadata/metadata-view.ts';
import { taskDocument } from '../../src/services/ecs/task/metadata/task-document.ts';
import type { StatsReader } from './stats-reader.ts';

type EndpointVersion = Exclude<MetadataVersion, 'v2'>;

/** A request that names no task: the one that it came from, by its address. */
export interface Asker {
  readonly address: string;
  readonly view: MetadataView | undefined;
}

/** Which failure of a lookup is which status: as the agent's handlers answer. */
const lookupStatus = {
  v3: { metadata: 500, stats: 400 },
  v4: { metadata: 404, stats: 404 },
} as const;

/** Answers metadata requests, with the agent's own sentences where it has no answer. */
export class MetadataAnswers {
  readonly #ecs: EcsContext;
  readonly #stats: StatsReader;

  constructor(ecs: EcsContext, stats: StatsReader) {
    this.#ecs = ecs;
    this.#stats = stats;
  }

  container(version: EndpointVersion, id: string): EndpointAnswer {
    const found = findContainer(this.#ecs, id);
    if (found === undefined) return noContainer(version, 'metadata', id);
    return { status: 200, body: containerDocument(found.view, found.container, version) };
  }

  task(version: EndpointVersion, id: string, withTags: boolean): EndpointAnswer {
    const view = findContainer(this.#ecs, id)?.view;
    if (view === undefined) return noTask(version, 'metadata', id);
    return { status: 200, body: this.#taskDocument(view, version, withTags) };
  }

  async containerStats(version: EndpointVersion, id: string): Promise<EndpointAnswer> {
    const found = findContainer(this.#ecs, id);
    if (found === undefined) return noContainer(version, 'stats', id);
    const stats = await this.#statsOf(found.view, found.container.name);
    return stats === undefined ? { status: 500, body: 'failed to get stats' } : { status: 200, body: stats };
  }

  async taskStats(version: EndpointVersion, id: string): Promise<EndpointAnswer> {
    const view = findContainer(this.#ecs, id)?.view;
    if (view === undefined) return noTask(version, 'stats', id);
    return { status: 200, body: await this.#allStats(view) };
  }

  taskAt({ address, view }: Asker, withTags: boolean): EndpointAnswer {
    if (view === undefined) return unknownAddress(address);
    return { status: 200, body: this.#taskDocument(view, 'v2', withTags) };
  }

  containerAt({ address, view }: Asker, containerId: string): EndpointAnswer {
    if (view === undefined) return unknownAddress(address);
    const container = containerById(view, containerId);
    if (container === undefined)
      return { status: 400, body: `Unable to generate metadata for container '${containerId}'` };
    return { status: 200, body: containerDocument(view, container, 'v2') };
  }

  async taskStatsAt({ address, view }: Asker): Promise<EndpointAnswer> {
    if (view === undefined) return unknownAddress(address);
    return { status: 200, body: await this.#allStats(view) };
  }

  async containerStatsAt({ address, view }: Asker, containerId: string): Promise<EndpointAnswer> {
    if (view === undefined) return unknownAddress(address);
    const container = containerById(view, containerId);
    const stats = container && (await this.#statsOf(view, container.name));
    return stats === undefined
      ? { status: 400, body: `Unable to get container stats for: ${containerId}` }
      : { status: 200, body: stats };
  }

  #taskDocument(view: MetadataView, version: MetadataVersion, withTags: boolean) {
    if (!withTags) return taskDocument(view, version);
    const { tags } = this.#ecs;
    const { arn, spec } = view.task;
    return taskDocument(view, version, {
      task: tags.list(arn),
      containerInstance: spec.containerInstance && tags.list(spec.containerInstance.arn),
    });
  }

  async #allStats(view: MetadataView): Promise<Record<string, object | null>> {
    const created = view.task.spec.containers.flatMap(({ name }) => {
      const id = view.task.observed.containers[name]?.runtimeId;
      return id === undefined ? [] : [{ id, name }];
    });
    return Object.fromEntries(
      await Promise.all(
        created.map(async ({ id, name }) => [id, (await this.#statsOf(view, name)) ?? null] as const),
      ),
    );
  }

  async #statsOf({ task }: MetadataView, name: string): Promise<object | undefined> {
    const containerId = task.observed.containers[name]?.runtimeId;
    const sandboxId = task.observed.networkInterface?.sandboxId;
    if (containerId === undefined) return undefined;
    return this.#stats.read({ containerId, sandboxId });
  }
}

function containerById({ task }: MetadataView, containerId: string) {
  return task.spec.containers.find(({ name }) => task.observed.containers[name]?.runtimeId === containerId);
}

function noContainer(version: EndpointVersion, about: 'metadata' | 'stats', id: string): EndpointAnswer {
  return {
    status: lookupStatus[version][about],
    body: `${version.toUpperCase()} container ${about} handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: ${id}`,
  };
}

function noTask(version: EndpointVersion, about: 'metadata' | 'stats', id: string): EndpointAnswer {
  return {
    status: lookupStatus[version][about],
    body: `${version.toUpperCase()} task ${about} handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ${id}`,
  };
}

function unknownAddress(address: string): EndpointAnswer {
  return {
    status: 400,
    body: `Unable to get task arn from request: unable to associate '${address}' with task`,
  };
}
