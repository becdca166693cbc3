import type { Clock, Timer } from '../../../src/clock.ts';
import type { SandboxOptions } from '../../runtime/container-options.ts';
import { IdleWork } from './idle-work.ts';
import type { NetworkInterface } from './network-interfaces.ts';
import {
  SandboxFactory,
  type SandboxFactoryOptions,
  type StandingInterface,
  sandboxName,
} from './sandbox-factory.ts';
import { WarmCounts } from './warm-counts.ts';

export interface SandboxPoolOptions extends SandboxFactoryOptions {
  readonly clock: Clock;
  /** How many sandboxes stand ready in each subnet that was used, at the least. */
  readonly warmPerSubnet: number;
}

export interface TakenInterface extends StandingInterface {
  readonly privateDnsName: string;
}

/**
 * New warm sandboxes wait until the starts that used the last ones are through. A container that joins a ready
 * namespace runs within some 0.1 s. Waiting much longer would let a client that runs one task after the other find the
 * pool empty, for each start puts the refill off.
 */
const idleAfterMs = 200;
/** So many wait to be cleared away at most, should tasks start and stop without a pause. */
const mostDetached = 16;
/** A subnet that saw no start for so long has no more than the least standing ready. */
const forgetAfterMs = 600_000;

/**
 * Sandboxes of tasks, and some warm ones per subnet: joining a ready network namespace takes a fraction of the time
 * that making one takes.
 */
export class SandboxPool implements AsyncDisposable {
  readonly #options: SandboxPoolOptions;
  readonly #factory: SandboxFactory;
  readonly #counts: WarmCounts;
  readonly #idle: IdleWork;
  readonly #warm = new Map<string, NetworkInterface[]>();
  /** Ids of the interfaces whose warm sandboxes are being made. */
  readonly #making = new Set<string>();
  /** Subnets for which a warm sandbox is to be made. */
  readonly #refilling = new Set<string>();
  readonly #forgetting = new Map<string, Timer>();
  /** Sandboxes without an interface: nothing is left of them but their containers. */
  readonly #detached = new Set<string>();
  #retiring: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: SandboxPoolOptions) {
    this.#options = options;
    this.#factory = new SandboxFactory(options);
    this.#counts = new WarmCounts(options.warmPerSubnet);
    this.#idle = new IdleWork(options.clock, idleAfterMs);
  }

  /** The network interfaces that no task owns, but for those that are being made at the moment. */
  listWarm(): readonly NetworkInterface[] {
    return this.#options.interfaces.listUnattached().filter(({ id }) => !this.#making.has(id));
  }

  /**
   * Takes over the warm sandboxes that still run and gives back the rest. `before` was listed before the engine was
   * asked for `running`, the ids of all sandboxes that run.
   */
  adopt(before: readonly NetworkInterface[], running: ReadonlySet<string>): void {
    const free = new Set(this.listWarm().map(({ id }) => id));
    for (const each of before.filter(({ id }) => free.has(id))) {
      const warm = this.#warmOf(each.subnetId);
      const isWarm = warm.some(({ id }) => id === each.id);
      if (each.sandboxId === undefined || !running.has(each.sandboxId)) this.#drop(each);
      else if (!isWarm) {
        warm.push(each);
        this.#forgetLater(each.subnetId);
      }
    }
  }

  /** A sandbox is gone from the engine, or does not run any more. Returns the task whose network it was. */
  lost(sandboxId: string): string | undefined {
    const found = this.#options.interfaces.findBySandbox(sandboxId);
    if (found !== undefined && found.taskArn === undefined) this.#drop(found);
    return found?.taskArn;
  }

  /** Carries out a step of a task's start or end: nothing is made or cleared away for the pool meanwhile. */
  during<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#idle.during(work);
  }

  /** The task's sandbox: the one it has already, a warm one unless it asks for `options`, or a new one. */
  async take(subnetId: string, taskArn: string, options?: SandboxOptions): Promise<TakenInterface> {
    return this.during(async () => {
      await this.#retiring;
      return this.#take(subnetId, taskArn, options);
    });
  }

  async #take(subnetId: string, taskArn: string, options?: SandboxOptions): Promise<TakenInterface> {
    const { interfaces } = this.#options;
    const own = interfaces.findByTask(taskArn);
    const takesWarm = own === undefined && options === undefined;
    const warm = takesWarm ? this.#warmOf(subnetId).shift() : undefined;
    if (takesWarm && warm === undefined) this.#counts.missed(subnetId);
    if (warm === undefined && own?.sandboxId === undefined) await this.#factory.ensureNetwork(subnetId);
    if (warm !== undefined) interfaces.attach(warm.id, { taskArn });
    const found = own ?? warm ?? this.#allocate(subnetId, taskArn);
    const ready = await this.#factory.stand(found, options);
    this.#refill(subnetId);
    this.#forgetLater(subnetId);
    return { ...ready, privateDnsName: this.#factory.place(subnetId).privateDnsName(ready.address) };
  }

  /**
   * Takes the task's network interface from its sandbox and frees its address. What is left of the sandbox goes once
   * nothing is more urgent, or at once where too many are left already.
   */
  async giveBack(taskArn: string): Promise<void> {
    const own = this.#options.interfaces.findByTask(taskArn);
    if (own !== undefined) await this.#detach(own);
  }

  async #detach({ id, subnetId, sandboxId }: NetworkInterface): Promise<void> {
    const { interfaces, runtime } = this.#options;
    if (sandboxId !== undefined) {
      await runtime.detachSandbox(sandboxId, this.#factory.place(subnetId).vpcId);
      this.#detached.add(sandboxId);
    }
    interfaces.release(id);
    if (sandboxId === undefined) return;
    if (this.#detached.size > mostDetached) await this.#clearAway(sandboxId);
    else this.#idle.add(() => this.#clearAway(sandboxId));
  }

  async #clearAway(sandboxId: string): Promise<void> {
    try {
      await this.#options.runtime.remove(sandboxId);
    } catch (error) {
      // It has no name in knownNames any more: the next comparison with the engine removes it.
      this.#options.log.warn({ err: error, sandboxId }, 'a sandbox that nobody needs could not be removed');
    }
    this.#detached.delete(sandboxId);
  }

  /**
   * Removes the warm sandboxes and the networks, unless a task has or is just getting one: to be called when nothing
   * is left that would need them. Whoever takes one meanwhile waits, and then gets a new one.
   */
  async retire(): Promise<void> {
    const retired = this.#retiring.then(() => this.#retire());
    this.#retiring = retired.catch(() => undefined);
    await retired;
  }

  async #retire(): Promise<void> {
    const { interfaces, runtime } = this.#options;
    await this.#dropIdleWork();
    const unattached = interfaces.listUnattached();
    if (this.#idle.isUrgent || interfaces.list().length > unattached.length) return;
    this.#warm.clear();
    for (const { id, sandboxId } of unattached) {
      interfaces.release(id);
      if (sandboxId !== undefined) await runtime.remove(sandboxId);
    }
    await runtime.removeNetworks();
  }

  /** Makes no more warm sandboxes, and clears away at once what else waited. */
  async #dropIdleWork(): Promise<void> {
    for (const timer of this.#forgetting.values()) this.#options.clock.clearTimeout(timer);
    this.#forgetting.clear();
    this.#refilling.clear();
    await this.#idle.drop();
    await Promise.all([...this.#detached].map((sandboxId) => this.#clearAway(sandboxId)));
  }

  /** The names of the sandboxes that stand or are being made for a network interface: others belong to nobody. */
  knownNames(): ReadonlySet<string> {
    return new Set(this.#options.interfaces.list().map(({ id }) => sandboxName(id)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#idle.close();
    await this.#dropIdleWork();
    await this.#retiring;
  }

  /** To be called once the network stands: until then the VPC may still move. */
  #allocate(subnetId: string, taskArn?: string): NetworkInterface {
    const { interfaces, clock } = this.#options;
    return { ...interfaces.allocate(subnetId, clock.now(), taskArn), subnetId };
  }

  /** Has one warm sandbox after the other made, until there are enough. */
  #refill(subnetId: string): void {
    if (this.#closed || this.#refilling.has(subnetId)) return;
    if (this.#warmOf(subnetId).length >= this.#counts.of(subnetId)) return;
    this.#refilling.add(subnetId);
    this.#idle.add(async () => {
      const isMade = await this.#addWarm(subnetId);
      // Who dropped the idle work meanwhile wants no more of them.
      if (this.#refilling.delete(subnetId) && isMade) this.#refill(subnetId);
    });
  }

  async #addWarm(subnetId: string): Promise<boolean> {
    try {
      await this.#factory.ensureNetwork(subnetId);
      const made = await this.#make(subnetId);
      this.#warmOf(subnetId).push(made);
      return true;
    } catch (error) {
      this.#options.log.warn({ err: error, subnetId }, 'no warm sandbox could be made');
      return false;
    }
  }

  #forgetLater(subnetId: string): void {
    const { clock } = this.#options;
    const waiting = this.#forgetting.get(subnetId);
    if (waiting !== undefined) clock.clearTimeout(waiting);
    if (this.#closed) return;
    const timer = clock.setTimeout(() => {
      this.#forgetting.delete(subnetId);
      this.#counts.forget(subnetId);
      for (const each of this.#warmOf(subnetId).slice(this.#counts.least)) this.#drop(each);
    }, forgetAfterMs);
    this.#forgetting.set(subnetId, timer);
  }

  /** A new warm sandbox; its address is free again when it cannot be made. */
  async #make(subnetId: string): Promise<NetworkInterface> {
    const allocated = this.#allocate(subnetId);
    this.#making.add(allocated.id);
    try {
      return { subnetId, ...(await this.#factory.stand(allocated)) };
    } catch (error) {
      this.#options.interfaces.release(allocated.id);
      throw error;
    } finally {
      this.#making.delete(allocated.id);
    }
  }

  /** Gives back an interface that nobody uses, with its sandbox. */
  #drop({ id, subnetId, sandboxId }: NetworkInterface): void {
    this.#warm.set(
      subnetId,
      this.#warmOf(subnetId).filter((each) => each.id !== id),
    );
    this.#options.interfaces.release(id);
    if (sandboxId !== undefined) void this.#clearAway(sandboxId);
  }

  #warmOf(subnetId: string): NetworkInterface[] {
    const warm = this.#warm.get(subnetId) ?? [];
    this.#warm.set(subnetId, warm);
    return warm;
  }
}
