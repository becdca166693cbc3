import { randomUUID } from 'node:crypto';
import type { HealthCheck } from '@aws-sdk/client-ecs';
import { Disposal } from '../../../emulator/disposal.ts';
import type { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import type { BenchContext } from '../bench.ts';
import { until } from '../until.ts';
import { ownSwarm } from './own-swarm.ts';

/** A service of Docker Swarm on this engine. */
export interface SwarmService extends AsyncDisposable {
  readonly name: string;
  /** Has all tasks replaced, as `docker service update --force` does. */
  replace(): Promise<SwarmReplacement>;
}

/** Milliseconds since the request. */
export interface SwarmReplacement {
  /**
   * All tasks of the new version run (Swarm says so of a task with a health check once that is passed), and all others
   * have ended. Their containers are still there: Swarm keeps some for its history.
   */
  readonly steadyMs: number;
  /** Swarm calls the update completed: the new tasks run, while the old ones do so, too. */
  readonly completedMs: number;
}

export interface SwarmServiceOptions {
  readonly image: string;
  readonly replicas: number;
  /** As a task definition has it. */
  readonly healthCheck: Required<HealthCheck>;
  readonly pollMs: number;
}

interface ServiceSpec {
  readonly TaskTemplate: { readonly ForceUpdate?: number };
}

interface ListedService {
  readonly Version: { readonly Index: number };
  readonly Spec: ServiceSpec;
  readonly UpdateStatus?: { readonly State: string; readonly Message: string };
}

interface ListedTask {
  readonly Spec: { readonly ForceUpdate?: number };
  readonly Status: { readonly State: string };
}

const second = 1e9;
const deadlineMs = 120_000;
/** States of a task that has come to its end. */
const ended: readonly string[] = ['complete', 'shutdown', 'failed', 'rejected', 'orphaned', 'remove'];
/** States of an update that nothing more will come of. */
const stuck: readonly string[] = ['paused', 'rollback_started', 'rollback_paused', 'rollback_completed'];

/**
 * Creates the service and waits until it is steady. Everything is in Swarm's favour: all tasks are replaced at once; it
 * waits between updates for nothing, and after them for the least that it takes, a nanosecond instead of 5 s
 * (`--update-monitor`, its dead wait); the image goes by its id, so that no registry is asked for it; no virtual address
 * is set up (`dnsrr`), for which the kernel would need IPVS.
 */
export async function swarmService(
  context: BenchContext,
  engine: Engine,
  options: SwarmServiceOptions,
): Promise<SwarmService> {
  await using stack = new Disposal();
  const { nodeId } = stack.use(await ownSwarm(context, engine));
  const { Id: image } = await engine.read<{ Id: string }>({ path: `/images/${options.image}/json` });
  const { ID: id } = await engine.read<{ ID: string }>({
    method: 'POST',
    path: '/services/create',
    body: serviceSpec({ ...options, image }, nodeId),
  });
  stack.defer(() => removeService(engine, id));
  const service = new RunningService(context, engine, id, options);
  await service.untilSteady();
  const cleanUp = stack.move();
  return {
    name: 'docker service update',
    replace: () => service.replace(),
    [Symbol.asyncDispose]: () => cleanUp[Symbol.asyncDispose](),
  };
}

function serviceSpec({ image, replicas, healthCheck }: SwarmServiceOptions, nodeId: string): object {
  const { command, interval, timeout, retries, startPeriod } = healthCheck;
  return {
    Name: `drydock-bench-${randomUUID()}`,
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Healthcheck: {
          Test: command,
          Interval: interval * second,
          Timeout: timeout * second,
          Retries: retries,
          StartPeriod: startPeriod * second,
        },
      },
      // Other nodes, if there are any, do not have the image.
      Placement: { Constraints: [`node.id==${nodeId}`] },
      ForceUpdate: 0,
    },
    Mode: { Replicated: { Replicas: replicas } },
    UpdateConfig: { Parallelism: replicas, Delay: 0, Monitor: 1, Order: 'start-first' },
    EndpointSpec: { Mode: 'dnsrr' },
  };
}

class RunningService {
  readonly #context: BenchContext;
  readonly #engine: Engine;
  readonly #id: string;
  readonly #options: SwarmServiceOptions;

  constructor(context: BenchContext, engine: Engine, id: string, options: SwarmServiceOptions) {
    this.#context = context;
    this.#engine = engine;
    this.#id = id;
    this.#options = options;
  }

  async replace(): Promise<SwarmReplacement> {
    const { Version, Spec } = await this.#read();
    const { TaskTemplate } = Spec;
    const ForceUpdate = (TaskTemplate.ForceUpdate ?? 0) + 1;
    const beganMs = performance.now();
    await this.#engine.run({
      method: 'POST',
      path: `/services/${this.#id}/update`,
      query: { version: Version.Index },
      body: { ...Spec, TaskTemplate: { ...TaskTemplate, ForceUpdate } },
    });
    await this.#untilCompleted();
    const completedMs = performance.now() - beganMs;
    await this.untilSteady();
    return { completedMs, steadyMs: performance.now() - beganMs };
  }

  /** Swarm takes back what it said of the update before when it takes the next one. */
  async #untilCompleted(): Promise<void> {
    await this.#until('update completed', async () => {
      const { UpdateStatus } = await this.#read();
      if (UpdateStatus !== undefined && stuck.includes(UpdateStatus.State))
        throw new Error(`Swarm's update is ${UpdateStatus.State}: ${UpdateStatus.Message}`);
      return UpdateStatus?.State === 'completed';
    });
  }

  async untilSteady(): Promise<void> {
    const version = (await this.#read()).Spec.TaskTemplate.ForceUpdate ?? 0;
    await this.#until('service steady', async () => {
      const left = (await this.#tasks()).filter(({ Status }) => !ended.includes(Status.State));
      const areNew = left.every(
        ({ Spec, Status }) => Status.State === 'running' && (Spec.ForceUpdate ?? 0) === version,
      );
      return areNew && left.length === this.#options.replicas;
    });
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const { signal } = this.#context;
    const { pollMs } = this.#options;
    const options = { signal, what: `Swarm's ${what}`, pollMs, deadlineMs };
    await until(options, async () => ((await isSo()) ? true : undefined));
  }

  #read(): Promise<ListedService> {
    return this.#engine.read<ListedService>({ path: `/services/${this.#id}` });
  }

  #tasks(): Promise<ListedTask[]> {
    const filters = JSON.stringify({ service: [this.#id] });
    return this.#engine.read<ListedTask[]>({ path: '/tasks', query: { filters } });
  }
}

/** Removes the service, and waits until Swarm has removed the containers of all of its tasks, former ones too. */
async function removeService(engine: Engine, id: string): Promise<void> {
  await engine.run({ method: 'DELETE', path: `/services/${id}` });
  const filters = JSON.stringify({ label: [`com.docker.swarm.service.id=${id}`] });
  // An interrupted bench, too, ends with this.
  const signal = new AbortController().signal;
  await until({ signal, what: "Swarm's containers gone", pollMs: 100, deadlineMs }, async () => {
    const query = { all: true, filters };
    const left = await engine.read<object[]>({ path: '/containers/json', query });
    return left.length === 0 ? true : undefined;
  });
}
