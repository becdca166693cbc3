import type { Logger } from 'pino';
import type { Clock, Timer } from '../../src/clock.ts';
import type { SandboxOptions } from '../runtime/container-options.ts';
import { labels } from '../runtime/labels.ts';
import { type ContainerRuntime, NetworkRangeTakenError } from '../runtime/runtime.ts';

/** Network interfaces as the pool uses them; a warm one belongs to no task yet. */
export interface NetworkInterfaces {
  allocate(subnetId: string, nowMs: number): { readonly id: string; readonly address: string };
  attach(id: string, owner: { readonly taskArn: string }): void;
  setSandbox(id: string, sandbox: { readonly sandboxId: string; readonly macAddress: string }): void;
  findByTask(taskArn: string): NetworkInterface | undefined;
  findBySandbox(sandboxId: string): (NetworkInterface & { readonly taskArn?: string }) | undefined;
  list(): readonly NetworkInterface[];
  listUnattached(): readonly NetworkInterface[];
  release(id: string): void;
}

export interface NetworkInterface {
  readonly id: string;
  readonly subnetId: string;
  readonly address: string;
  readonly macAddress?: string;
  readonly sandboxId?: string;
}

/** Where a subnet lies, as far as a sandbox in it needs to know. */
export interface SubnetPlace {
  readonly vpcId: string;
  readonly vpcCidr: string;
  /** The private DNS name that AWS gives an address there. */
  privateDnsName(address: string): string;
}

export interface SandboxPoolOptions {
  readonly runtime: ContainerRuntime;
  readonly clock: Clock;
  readonly log: Logger;
  readonly interfaces: NetworkInterfaces;
  readonly placeOf: (subnetId: string) => SubnetPlace | undefined;
  /** Gives a VPC that still has the range `from` one that overlaps neither that nor what is occupied. */
  readonly moveVpc: (vpcId: string, from: string, occupiedCidrs: readonly string[]) => void;
  readonly instanceId: string;
  /** How many sandboxes stand ready in each subnet that was used. */
  readonly warmPerSubnet: number;
}

export interface TakenInterface {
  readonly id: string;
  readonly address: string;
  readonly macAddress: string;
  readonly privateDnsName: string;
  readonly sandboxId: string;
}

/**
 * Replacements wait until the starts that used the last ones are through: the engine sets up networks one by one. A
 * container that joins a ready namespace runs within some 0.1 s. Waiting much longer would let a client that runs one
 * task after the other find the pool empty, for each start puts the refill off.
 */
const refillDelayMs = 200;

/**
 * Sandboxes of tasks, and a few warm ones per subnet: joining a ready network namespace takes a fraction of the time
 * that making one takes.
 */
export class SandboxPool implements AsyncDisposable {
  readonly #options: SandboxPoolOptions;
  readonly #warm = new Map<string, NetworkInterface[]>();
  /** Ids of the interfaces whose warm sandboxes are being made. */
  readonly #making = new Set<string>();
  readonly #refills = new Map<string, Timer>();
  #refilling: Promise<void> = Promise.resolve();
  #retiring: Promise<void> = Promise.resolve();
  /** Sandboxes that are being given to a task right now. */
  #taking = 0;
  #closed = false;

  constructor(options: SandboxPoolOptions) {
    this.#options = options;
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
      else if (!isWarm) warm.push(each);
    }
  }

  /** A sandbox is gone from the engine, or does not run any more. Returns the task whose network it was. */
  lost(sandboxId: string): string | undefined {
    const found = this.#options.interfaces.findBySandbox(sandboxId);
    if (found !== undefined && found.taskArn === undefined) this.#drop(found);
    return found?.taskArn;
  }

  /** The task's sandbox: the one it has already, a warm one unless it asks for `options`, or a new one. */
  async take(subnetId: string, taskArn: string, options?: SandboxOptions): Promise<TakenInterface> {
    this.#taking += 1;
    try {
      await this.#retiring;
      return await this.#take(subnetId, taskArn, options);
    } finally {
      this.#taking -= 1;
    }
  }

  async #take(subnetId: string, taskArn: string, options?: SandboxOptions): Promise<TakenInterface> {
    const { interfaces } = this.#options;
    const own = interfaces.findByTask(taskArn);
    const takesWarm = own === undefined && options === undefined;
    const warm = takesWarm ? this.#warmOf(subnetId).shift() : undefined;
    if (warm === undefined && own?.sandboxId === undefined) await this.#ensureNetwork(subnetId);
    const found = own ?? warm ?? this.#allocate(subnetId);
    interfaces.attach(found.id, { taskArn });
    const ready = await this.#withSandbox(found, options);
    this.#refillSoon(subnetId);
    return { ...ready, privateDnsName: this.#place(subnetId).privateDnsName(ready.address) };
  }

  /** Removes the task's sandbox and frees its address. */
  async giveBack(taskArn: string): Promise<void> {
    const own = this.#options.interfaces.findByTask(taskArn);
    if (own === undefined) return;
    if (own.sandboxId !== undefined) await this.#options.runtime.remove(own.sandboxId);
    this.#options.interfaces.release(own.id);
  }

  /**
   * Removes the warm sandboxes and the networks, unless a task has or is just getting one: to be called when nothing
   * is left that would need them. Whoever takes one meanwhile waits, and then gets a new one.
   */
  async retire(): Promise<void> {
    this.#cancelRefills();
    const retired = this.#retiring.then(() => this.#retire());
    this.#retiring = retired.catch(() => undefined);
    await retired;
  }

  async #retire(): Promise<void> {
    const { interfaces, runtime } = this.#options;
    await this.#refilling;
    const unattached = interfaces.listUnattached();
    if (this.#taking > 0 || interfaces.list().length > unattached.length) return;
    this.#warm.clear();
    for (const { id, sandboxId } of unattached) {
      interfaces.release(id);
      if (sandboxId !== undefined) await runtime.remove(sandboxId);
    }
    await runtime.removeNetworks();
  }

  /** The names of the sandboxes that stand or are being made for a network interface: others belong to nobody. */
  knownNames(): ReadonlySet<string> {
    return new Set(this.#options.interfaces.list().map(({ id }) => sandboxName(id)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#cancelRefills();
    await this.#refilling;
    await this.#retiring;
  }

  #cancelRefills(): void {
    for (const timer of this.#refills.values()) this.#options.clock.clearTimeout(timer);
    this.#refills.clear();
  }

  /** To be called once the network stands: until then the VPC may still move. */
  #allocate(subnetId: string): NetworkInterface {
    return { ...this.#options.interfaces.allocate(subnetId, this.#options.clock.now()), subnetId };
  }

  /**
   * A VPC's range was free when the VPC was made, yet only a network keeps it, and that stands only while there are
   * tasks: meanwhile another Drydock or a compose file may have taken the range. AWS never changes a VPC's range, but
   * no task could ever start in this one. As nothing stands in it, it moves: what DescribeVpcs answers is true again
   * before the first task has an address.
   */
  async #ensureNetwork(subnetId: string): Promise<void> {
    const { runtime, moveVpc, log } = this.#options;
    const refused: string[] = [];
    for (;;) {
      const { vpcId, vpcCidr } = this.#place(subnetId);
      try {
        return await runtime.ensureNetwork({ vpcId, cidr: vpcCidr });
      } catch (error) {
        if (!(error instanceof NetworkRangeTakenError)) throw error;
        // The engine may refuse a range though nothing that it shows has it: none is tried twice.
        refused.push(vpcCidr);
        moveVpc(vpcId, vpcCidr, [...refused, ...(await runtime.occupiedCidrs())]);
        log.warn(
          { vpcId, from: vpcCidr, to: this.#place(subnetId).vpcCidr },
          'a VPC moved: its range was taken',
        );
      }
    }
  }

  async #withSandbox(found: NetworkInterface, options: SandboxOptions = {}) {
    const { id, address, sandboxId, macAddress, subnetId } = found;
    if (sandboxId !== undefined && macAddress !== undefined) return { id, address, sandboxId, macAddress };
    const { runtime, interfaces, instanceId } = this.#options;
    const place = this.#place(subnetId);
    const sandbox = await runtime.createSandbox({
      ...options,
      name: sandboxName(id),
      vpcId: place.vpcId,
      address,
      hostname: place.privateDnsName(address),
      labels: { [labels.instance]: instanceId, [labels.role]: 'sandbox' },
    });
    interfaces.setSandbox(id, { sandboxId: sandbox.id, macAddress: sandbox.macAddress });
    return { id, address, sandboxId: sandbox.id, macAddress: sandbox.macAddress };
  }

  #refillSoon(subnetId: string): void {
    if (this.#closed) return;
    const waiting = this.#refills.get(subnetId);
    if (waiting !== undefined) this.#options.clock.clearTimeout(waiting);
    const timer = this.#options.clock.setTimeout(() => {
      this.#refills.delete(subnetId);
      if (this.#taking > 0) return this.#refillSoon(subnetId);
      this.#refilling = this.#refilling.then(() => this.#refill(subnetId));
    }, refillDelayMs);
    this.#refills.set(subnetId, timer);
  }

  async #refill(subnetId: string): Promise<void> {
    try {
      await this.#ensureNetwork(subnetId);
      while (!this.#closed && this.#warmOf(subnetId).length < this.#options.warmPerSubnet) {
        const made = await this.#make(subnetId);
        this.#warmOf(subnetId).push(made);
      }
    } catch (error) {
      this.#options.log.warn({ err: error, subnetId }, 'no warm sandboxes could be made');
    }
  }

  /** A new warm sandbox; its address is free again when it cannot be made. */
  async #make(subnetId: string): Promise<NetworkInterface> {
    const allocated = this.#allocate(subnetId);
    this.#making.add(allocated.id);
    try {
      return { subnetId, ...(await this.#withSandbox(allocated)) };
    } catch (error) {
      this.#options.interfaces.release(allocated.id);
      throw error;
    } finally {
      this.#making.delete(allocated.id);
    }
  }

  /** Gives back an interface that nobody uses, with its sandbox. */
  #drop({ id, subnetId, sandboxId }: NetworkInterface): void {
    const { interfaces, runtime, log } = this.#options;
    this.#warm.set(
      subnetId,
      this.#warmOf(subnetId).filter((each) => each.id !== id),
    );
    interfaces.release(id);
    if (sandboxId === undefined) return;
    runtime.remove(sandboxId).catch((error: unknown) => {
      log.warn({ err: error, sandboxId }, 'a sandbox that nobody needs could not be removed');
    });
  }

  #warmOf(subnetId: string): NetworkInterface[] {
    const warm = this.#warm.get(subnetId) ?? [];
    this.#warm.set(subnetId, warm);
    return warm;
  }

  #place(subnetId: string): SubnetPlace {
    const place = this.#options.placeOf(subnetId);
    if (place === undefined) throw new Error(`The subnet ID '${subnetId}' does not exist`);
    return place;
  }
}

function sandboxName(interfaceId: string): string {
  return `drydock-${interfaceId}`;
}
