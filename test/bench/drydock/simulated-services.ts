import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DescribeServicesResponse, DescribeTasksResponse, ListTasksResponse } from '@aws-sdk/client-ecs';
import { pino } from 'pino';
import { Disposal } from '../../../emulator/disposal.ts';
import { SimulatedRuntime } from '../../../emulator/runtime/simulated/simulated-runtime.ts';
import { type Emulator, startEmulator } from '../../../emulator/start.ts';
import { SystemClock } from '../../../emulator/system-clock.ts';
import type { BenchContext } from '../bench.ts';
import { until } from '../until.ts';
import { EcsCaller } from './aws-call.ts';
import { prepareTinyTask, type TinyTask } from './tiny-task.ts';

export const tasksPerService = 50;

/** Enough for 10,000 tasks. */
const subnets = 3;
const deadlineMs = 300_000;
const pollMs = 100;
const mostDescribed = 10;
/** After the last event of a service its tasks are looked at once more: when the new one counts as healthy. */
const aftermathMs = 700;

/** Drydock in this process on a simulated engine, where containers can be made to die and its work be measured. */
export class SimulatedServices implements AsyncDisposable {
  readonly #context: BenchContext;
  readonly #emulator: Emulator;
  readonly #engine: SimulatedRuntime;
  readonly #ecs: EcsCaller;
  readonly #task: TinyTask;
  readonly #cleanUp: AsyncDisposable;
  #services = 0;

  static async start(context: BenchContext): Promise<SimulatedServices> {
    await using stack = new Disposal();
    const dataDir = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
    stack.defer(() => rm(dataDir, { recursive: true }));
    let engine: SimulatedRuntime | undefined;
    const runtime = ({ instanceId }: { readonly instanceId: string }): SimulatedRuntime => {
      engine = new SimulatedRuntime({ clock: new SystemClock(), instanceId });
      return engine;
    };
    const emulator = stack.use(await startEmulator({ dataDir }, { log: pino({ level: 'silent' }), runtime }));
    if (engine === undefined) throw new Error('The emulator took no runtime.');
    const ecs = new EcsCaller(emulator.endpoint);
    stack.defer(() => ecs[Symbol.dispose]());
    const task = await prepareTinyTask(emulator.endpoint, { subnets });
    return new SimulatedServices(context, { emulator, engine, ecs, task, cleanUp: stack.move() });
  }

  private constructor(
    context: BenchContext,
    parts: {
      readonly emulator: Emulator;
      readonly engine: SimulatedRuntime;
      readonly ecs: EcsCaller;
      readonly task: TinyTask;
      readonly cleanUp: AsyncDisposable;
    },
  ) {
    this.#context = context;
    this.#emulator = parts.emulator;
    this.#engine = parts.engine;
    this.#ecs = parts.ecs;
    this.#task = parts.task;
    this.#cleanUp = parts.cleanUp;
  }

  /** Adds services until there are so many, and resolves with how long it took until all of them were steady. */
  async grow(services: number): Promise<number> {
    const beganMs = performance.now();
    for (; this.#services < services; this.#services += 1)
      await this.#ecs.call('CreateService', {
        ...this.#task,
        serviceName: nameOf(this.#services),
        desiredCount: tasksPerService,
      });
    const { signal } = this.#context;
    for (let first = 0; first < services; first += mostDescribed) {
      const names = Array.from({ length: Math.min(mostDescribed, services - first) }, (_, n) =>
        nameOf(first + n),
      );
      await until({ signal, what: `${names.join(', ')} steady`, pollMs, deadlineMs }, () =>
        this.#areSteady(names),
      );
    }
    return performance.now() - beganMs;
  }

  async #areSteady(services: readonly string[]): Promise<true | undefined> {
    const input = { cluster: this.#task.cluster, services };
    const answer = await this.#ecs.call<DescribeServicesResponse>('DescribeServices', input);
    const areSteady = answer.services?.every(
      ({ runningCount, deployments }) =>
        runningCount === tasksPerService && deployments?.[0]?.rolloutState === 'COMPLETED',
    );
    return areSteady ? true : undefined;
  }

  /**
   * Lets tasks of different services die one after the other, and resolves with what each costs: milliseconds of the
   * processor until its replacement runs and its service is steady again. Nobody polls meanwhile.
   */
  async costOfDeaths(deaths: number): Promise<number> {
    const services = Array.from({ length: deaths }, (_, death) => nameOf((death * 7) % this.#services));
    const victims: string[] = [];
    for (const [death, service] of services.entries()) victims.push(await this.#containerOf(service, death));
    const before = process.cpuUsage();
    for (const id of victims) {
      this.#engine.crash(id, 1);
      await this.#emulator.settled();
    }
    await delay(aftermathMs, undefined, { signal: this.#context.signal });
    await this.#emulator.settled();
    const { user, system } = process.cpuUsage(before);
    // That they were replaced at all is seen afterwards, not to be measured.
    await this.grow(this.#services);
    return (user + system) / 1000 / deaths;
  }

  async #containerOf(serviceName: string, index: number): Promise<string> {
    const { cluster } = this.#task;
    const { taskArns } = await this.#ecs.call<ListTasksResponse>('ListTasks', { cluster, serviceName });
    const tasks = [taskArns?.[index % tasksPerService] ?? ''];
    const answer = await this.#ecs.call<DescribeTasksResponse>('DescribeTasks', { cluster, tasks });
    const id = answer.tasks?.[0]?.containers?.[0]?.runtimeId;
    if (id === undefined) throw new Error(`${serviceName} has no container that could die`);
    return id;
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#cleanUp[Symbol.asyncDispose]();
  }
}

function nameOf(service: number): string {
  return `service-${service}`;
}
