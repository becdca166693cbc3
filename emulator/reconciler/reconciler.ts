import type { Logger } from 'pino';
import { waitMs } from '../../src/plan/timing.ts';
import type { Change } from '../../src/state/change.ts';
import type { DataPath } from '../load-balancer/data-path.ts';
import type { RoutingSnapshot } from '../load-balancer/snapshot.ts';
import { RuntimeUnavailableError } from '../runtime/runtime.ts';
import { RuntimeObserver } from './observe-runtime.ts';
import { type RoutingStores, routingSnapshot, workOnTargetGroup } from './routing.ts';
import { type ServiceWorld, workOnService } from './service/service-work.ts';
import { TargetGroupUsers } from './target-group-users.ts';
import { workOnTask } from './task-machine.ts';
import type { TaskWorld } from './task-world.ts';
import { WorkQueue } from './work-queue.ts';

type Kind = 'service' | 'task' | 'definitions' | 'target-group' | 'routing' | 'engine' | 'retention' | 'idle';

export interface ReconcilerOptions {
  readonly log: Logger;
  readonly tasks: Omit<TaskWorld, 'wake' | 'own' | 'pulls'>;
  readonly services: ServiceWorld;
  readonly routing: RoutingStores;
  readonly loadBalancers: DataPath;
  readonly clusters: { hasActive(): boolean };
  /** Removes the deleted task definitions that nothing uses any more. */
  readonly forgetDeletedDefinitions: () => void;
}

/** A stopped task stays describable for an hour. */
const retentionMs = 3_600_000;

/**
 * Brings the world to the desired state: every change enqueues the keys that it concerns, and each key's work reads
 * everything anew. Start-up is the same path, with every key.
 */
export class Reconciler implements AsyncDisposable {
  readonly #options: ReconcilerOptions;
  readonly #queue: WorkQueue<Kind>;
  readonly #world: TaskWorld;
  readonly #observer: RuntimeObserver;
  readonly #users: TargetGroupUsers;
  readonly #unsubscribe: (() => void)[] = [];
  /** What the data path routes by. */
  #routes: RoutingSnapshot | undefined;

  constructor(options: ReconcilerOptions) {
    const { tasks, services, routing, loadBalancers, log } = options;
    this.#options = options;
    this.#users = new TargetGroupUsers(tasks.tasks);
    this.#world = {
      ...tasks,
      pulls: new Set(),
      wake: (arn) => this.#queue.enqueue('task', arn),
      own: (id, taskArn, name) => this.#observer.own(id, taskArn, name),
    };
    this.#observer = new RuntimeObserver(this.#world);
    this.#queue = new WorkQueue<Kind>({
      clock: tasks.clock,
      onError: (error, { kind, id }) => {
        if (error instanceof RuntimeUnavailableError) log.warn({ kind, id }, error.message);
        else log.error({ err: error, kind, id }, 'reconciling failed and is tried again');
      },
      work: {
        service: (arn) => {
          // A deployment may have ended, and with it the last use of a definition.
          this.#queue.enqueue('definitions', '');
          return workOnService(services, arn);
        },
        task: (arn) => workOnTask(this.#world, arn),
        definitions: () => {
          options.forgetDeletedDefinitions();
          return undefined;
        },
        'target-group': (arn) => workOnTargetGroup(routing, tasks.timing, arn, tasks.clock.now()),
        routing: () => {
          this.#routes = routingSnapshot(routing, this.#routes);
          loadBalancers.apply(this.#routes);
          return undefined;
        },
        engine: async () => {
          await this.#observer.resync();
          this.#enqueueAll();
          return undefined;
        },
        retention: () => this.#forgetStopped(),
        idle: () => this.#retireWhenIdle(),
      },
    });
  }

  /** Takes over what runs already, then goes on from there. Rejects when the engine does not answer. */
  async start(): Promise<void> {
    const { runtime, state } = this.#world;
    this.#unsubscribe.push(
      runtime.subscribe((event) => {
        if (event.type === 'connected') this.#queue.enqueue('engine', '');
        else this.#observer.onEvent(event);
      }),
    );
    await this.#observer.resync();
    this.#unsubscribe.push(state.subscribe((change) => this.#changed(change)));
    const { services } = this.#options;
    const alarms = services.alarmSource?.subscribe((place, name) => {
      for (const arn of services.services.listWatching(place, name)) this.#queue.enqueue('service', arn);
    });
    if (alarms !== undefined) this.#unsubscribe.push(alarms);
    this.#enqueueAll();
  }

  /** Resolves once there is nothing to do but wait. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#queue[Symbol.asyncDispose]();
  }

  #changed(change: Change): void {
    switch (change.kind) {
      case 'cluster':
        return this.#queue.enqueue('idle', '');
      case 'task-definition':
        return this.#queue.enqueue('definitions', '');
      case 'service':
        return this.#queue.enqueue('service', change.arn);
      case 'task':
        return this.#taskChanged(change.arn);
      case 'target-group':
        this.#queue.enqueue('target-group', change.arn);
        for (const arn of this.#users.drainingTasksOf(change.arn)) this.#queue.enqueue('task', arn);
        for (const arn of this.#users.servicesOf(change.arn)) this.#queue.enqueue('service', arn);
        return;
      case 'container-instance':
        this.#queue.enqueue('routing', '');
        return this.#enqueueOnInstances(change.clusterArn);
      case 'routing':
        return this.#queue.enqueue('routing', '');
    }
  }

  /** The services of a cluster that run on its container instances, or may. */
  #enqueueOnInstances(clusterArn: string): void {
    for (const { arn, document } of this.#options.services.services.listActive(clusterArn))
      if (document.controller === 'EXTERNAL' || document.launchType === 'EC2')
        this.#queue.enqueue('service', arn);
  }

  #taskChanged(arn: string): void {
    const task = this.#world.tasks.find(arn);
    this.#users.update(arn, task);
    this.#queue.enqueue('task', arn);
    if (task !== undefined && task.lastStatus !== 'STOPPED') return;
    // Its end may have been what others waited for, and what it gives back as well.
    if (task?.spec.containerInstance !== undefined) this.#enqueueOnInstances(task.clusterArn);
    this.#queue.enqueue('retention', '');
    this.#queue.enqueue('definitions', '');
    this.#queue.enqueue('idle', '');
  }

  #enqueueAll(): void {
    const { services, routing } = this.#options;
    this.#queue.enqueue('routing', '');
    this.#queue.enqueue('retention', '');
    this.#queue.enqueue('definitions', '');
    this.#queue.enqueue('idle', '');
    for (const { arn } of this.#world.tasks.listLive()) this.#queue.enqueue('task', arn);
    for (const { arn } of services.services.listScheduled()) this.#queue.enqueue('service', arn);
    for (const arn of routing.targets.groupsWithDraining()) this.#queue.enqueue('target-group', arn);
  }

  /** Warm sandboxes are for those who have a cluster: with the last one and its tasks gone, nothing stays behind. */
  async #retireWhenIdle(): Promise<undefined> {
    const { tasks, sandboxes } = this.#world;
    if (!this.#options.clusters.hasActive() && !tasks.hasLive()) await sandboxes.retire();
  }

  #forgetStopped(): number | undefined {
    const { tasks, clock, timing } = this.#world;
    const keptMs = waitMs(timing, retentionMs);
    const forgetAtMs = (): number | undefined => {
      const earliest = tasks.earliestStopMs();
      return earliest === undefined ? undefined : earliest + keptMs;
    };
    // Every end of a task asks, and hardly ever is one to be forgotten: looking costs no transaction.
    const dueMs = forgetAtMs();
    if (dueMs === undefined || dueMs > clock.now()) return dueMs;
    tasks.forgetStopped(clock.now() - keptMs);
    return forgetAtMs();
  }
}
