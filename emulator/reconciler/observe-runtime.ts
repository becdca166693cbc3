import type { Task } from '../../src/services/ecs/task/task.ts';
import { labels } from '../runtime/labels.ts';
import type { RuntimeContainer, RuntimeEvent } from '../runtime/runtime.ts';
import { containersOf, type NamedContainer } from './defined-task.ts';
import { observe } from './execute/observe.ts';
import { reachAt } from './execute/reach-of.ts';
import { removeVolume } from './execute/remove-volume.ts';
import { withContainer, withFacts } from './observed-task.ts';
import { loggedContainer } from './resources/logged-container.ts';
import type { TaskWorld } from './task-world.ts';

/**
 * Turns what the engine tells into facts on tasks: events as they come, and a comparison with everything that it
 * holds at start-up and whenever it was out of reach.
 */
export class RuntimeObserver {
  readonly #world: TaskWorld;
  readonly #owners = new Map<string, { readonly taskArn: string; readonly name: string }>();

  constructor(world: TaskWorld) {
    this.#world = world;
  }

  /** Says whose container that is, so that its events find their task. */
  own(runtimeId: string, taskArn: string, name: string): void {
    this.#owners.set(runtimeId, { taskArn, name });
  }

  onEvent(event: RuntimeEvent): void {
    if ((event.type === 'died' || event.type === 'removed') && !this.#owners.has(event.id))
      return this.#sandboxEnded(event.id);
    switch (event.type) {
      case 'died':
        return this.#note(event.id, {
          status: 'STOPPED',
          exitCode: event.exitCode,
          finishedAtMs: event.atMs,
          ...(event.oomKilled ? { reason: outOfMemory } : {}),
        });
      case 'health':
        return this.#note(event.id, { health: event.health, healthSinceMs: this.#world.clock.now() });
      case 'removed':
        return this.#removed(event.id);
      case 'started':
      case 'connected':
        return;
      case 'disconnected':
        this.#world.log.error({ reason: event.reason }, 'the container engine is out of reach');
        return this.#setConnected(false);
    }
  }

  /**
   * Compares every live task with what the engine holds: adopts containers, notes ends that were missed, goes on
   * reading logs, and removes what belongs to nobody. Tasks may go on meanwhile, so that only what was known before
   * the engine was asked can be missing from its answer.
   */
  async resync(): Promise<void> {
    const before = this.#world.tasks.listLive();
    const warmBefore = this.#world.sandboxes.listWarm();
    const found = await this.#world.runtime.list();
    const volumes = await this.#world.runtime.volumes.list();
    const byTask = byTaskArn(found);
    const present = new Set(found.map(({ id }) => id));
    for (const task of before) this.#noteMissing(task, present);
    const live = this.#world.tasks.listLive();
    for (const task of live) this.#adoptAll(task, byTask.get(task.arn) ?? []);
    const liveArns = new Set(live.map(({ arn }) => arn));
    const sandboxes = found.filter((each) => each.labels[labels.role] === 'sandbox');
    const runningSandboxes = new Set(
      sandboxes.filter(({ state }) => state.status === 'running').map(({ id }) => id),
    );
    this.#world.sandboxes.adopt(warmBefore, runningSandboxes);
    this.#setConnected(true);
    for (const [taskArn, containers] of byTask)
      if (!liveArns.has(taskArn)) for (const { id } of containers) await this.#world.runtime.remove(id);
    for (const { name, labels: given } of volumes) {
      const owner = given[labels.task];
      if (owner !== undefined && !liveArns.has(owner)) await removeVolume(this.#world, name);
    }
    const known = this.#world.sandboxes.knownNames();
    for (const { id, name } of sandboxes) if (!known.has(name)) await this.#world.runtime.remove(id);
    for (const task of before) {
      const network = task.observed.networkInterface;
      if (network !== undefined && !network.released && !runningSandboxes.has(network.sandboxId))
        this.#networkLost(task);
    }
  }

  #adoptAll(task: Task, containers: readonly RuntimeContainer[]): void {
    const definition = this.#world.definitions.find(task.spec.taskDefinitionArn);
    const definitions = definition === undefined ? [] : containersOf(definition);
    for (const container of containers) {
      const name = container.labels[labels.container] ?? '';
      this.own(container.id, task.arn, name);
      const defined = definitions.find((each) => each.name === name);
      this.#adopt(task, name, container, defined);
      if (definition === undefined || defined === undefined || container.state.status === 'created') continue;
      const whole = { task, definition, containers: definitions };
      this.#world.logs.follow(task, loggedContainer(this.#world.secrets, whole, defined), container.id);
    }
  }

  #noteMissing(task: Task, present: ReadonlySet<string>): void {
    for (const [name, { runtimeId, status }] of Object.entries(task.observed.containers))
      if (runtimeId !== undefined && !present.has(runtimeId) && status !== 'STOPPED')
        observe(this.#world, task.arn, (observed) =>
          observed.containers[name]?.status === 'STOPPED'
            ? observed
            : withContainer(observed, name, {
                status: 'STOPPED',
                reason: 'The container was removed from the engine',
              }),
        );
  }

  #adopt(task: Task, name: string, found: RuntimeContainer, defined: NamedContainer | undefined): void {
    const { id, state, health } = found;
    observe(this.#world, task.arn, (observed) => {
      switch (state.status) {
        case 'created':
          return withContainer(observed, name, { status: 'CREATED', runtimeId: id });
        case 'running':
          return withContainer(observed, name, {
            status: 'RUNNING',
            runtimeId: id,
            health,
            startedAtMs: state.startedAtMs,
            ...(defined === undefined ? {} : reachAt(task, defined, found)),
          });
        case 'exited':
          if (state.finishedAtMs <= (observed.containers[name]?.restartedAtMs ?? 0)) return observed;
          return withContainer(observed, name, {
            status: 'STOPPED',
            runtimeId: id,
            exitCode: state.exitCode,
            finishedAtMs: state.finishedAtMs,
            ...(state.oomKilled ? { reason: outOfMemory } : {}),
          });
      }
    });
  }

  #sandboxEnded(sandboxId: string): void {
    const taskArn = this.#world.sandboxes.lost(sandboxId);
    const task = taskArn === undefined ? undefined : this.#world.tasks.find(taskArn);
    if (task !== undefined) this.#networkLost(task);
  }

  /** A task whose sandbox died lost its network: its containers cannot go on. */
  #networkLost(task: Task): void {
    this.#world.tasks.decideStop(task, {
      code: task.observed.startedAtMs === undefined ? 'TaskFailedToStart' : 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      atMs: this.#world.clock.now(),
    });
  }

  #note(runtimeId: string, facts: Parameters<typeof withContainer>[2]): void {
    const owner = this.#owners.get(runtimeId);
    if (owner === undefined) return;
    observe(this.#world, owner.taskArn, (observed) => withContainer(observed, owner.name, facts));
  }

  #removed(runtimeId: string): void {
    const owner = this.#owners.get(runtimeId);
    this.#owners.delete(runtimeId);
    const task = owner && this.#world.tasks.find(owner.taskArn);
    if (owner === undefined || task === undefined || task.lastStatus === 'STOPPED') return;
    observe(this.#world, owner.taskArn, (observed) =>
      withContainer(observed, owner.name, { status: 'STOPPED' }),
    );
  }

  /** Only a task that was connected at all can lose its connection. */
  #setConnected(connected: boolean): void {
    const facts = connected ? { connected, connectivityAtMs: this.#world.clock.now() } : { connected };
    for (const task of this.#world.tasks.listLive())
      if (task.observed.connectivityAtMs !== undefined && task.observed.connected !== connected)
        observe(this.#world, task.arn, (observed) => withFacts(observed, facts));
  }
}

const outOfMemory = 'OutOfMemoryError: Container killed due to memory usage';

function byTaskArn(found: readonly RuntimeContainer[]): Map<string, RuntimeContainer[]> {
  const groups = new Map<string, RuntimeContainer[]>();
  for (const each of found) {
    if (each.labels[labels.role] !== 'container') continue;
    const taskArn = each.labels[labels.task] ?? '';
    groups.set(taskArn, [...(groups.get(taskArn) ?? []), each]);
  }
  return groups;
}
