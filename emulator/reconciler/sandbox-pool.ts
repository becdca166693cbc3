import type { Logger } from 'pino';
import type { Clock, Timer } from '../../src/clock.ts';
import { labels } from '../runtime/labels.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';

/** Network interfaces as the pool uses them; a warm one belongs to no task yet. */
export interface NetworkInterfaces {
  allocate(subnetId: string, nowMs: number): { readonly id: string; readonly address: string };
  attach(id: string, owner: { readonly taskArn: string }): void;
  setSandbox(id: string, sandbox: { readonly sandboxId: string; readonly macAddress: string }): void;
  findByTask(taskArn: string): NetworkInterface | undefined;
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
  readonly #refills = new Map<string, Timer>();
  #refilling: Promise<void> = Promise.resolve();
  #retiring: Promise<void> = Promise.resolve();
  /** Sandboxes that are being given to a task right now. */
  #taking = 0;
  #closed = false;

  constructor(options: SandboxPoolOptions) {
    this.#options = options;
  }

  /** Takes over the warm sandboxes that still run and gives back the rest. `running` are the ids of all sandboxes. */
  async adopt(running: ReadonlySet<string>): Promise<void> {
    this.#warm.clear();
    for (const each of this.#options.interfaces.listUnattached()) {
      if (each.sandboxId !== undefined && running.has(each.sandboxId)) this.#warmOf(each.subnetId).push(each);
      else {
        if (each.sandboxId !== undefined) await this.#options.runtime.remove(each.sandboxId);
        this.#options.interfaces.release(each.id);
      }
    }
  }

  /** The task's sandbox: the one it has already, a warm one, or a new one. */
  async take(subnetId: string, taskArn: string): Promise<TakenInterface> {
    this.#taking += 1;
    try {
      await this.#retiring;
      return await this.#take(subnetId, taskArn);
    } finally {
      this.#taking -= 1;
    }
  }

  async #take(subnetId: string, taskArn: string): Promise<TakenInterface> {
    const { interfaces } = this.#options;
    const place = this.#place(subnetId);
    const own = interfaces.findByTask(taskArn);
    const warm = own === undefined ? this.#warmOf(subnetId).shift() : undefined;
    const found = own ?? warm ?? { ...interfaces.allocate(subnetId, this.#options.clock.now()), subnetId };
    interfaces.attach(found.id, { taskArn });
    const ready = await this.#withSandbox(found, place);
    this.#refillSoon(subnetId);
    return { ...ready, privateDnsName: place.privateDnsName(ready.address) };
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
      if (sandboxId !== undefined) await runtime.remove(sandboxId);
      interfaces.release(id);
    }
    await runtime.removeNetworks();
  }

  /** Every sandbox that a network interface names: the others belong to nobody. */
  knownSandboxes(): ReadonlySet<string> {
    return new Set(this.#options.interfaces.list().flatMap(({ sandboxId }) => sandboxId ?? []));
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

  async #withSandbox(found: NetworkInterface, place: SubnetPlace) {
    const { id, address, sandboxId, macAddress } = found;
    if (sandboxId !== undefined && macAddress !== undefined) return { id, address, sandboxId, macAddress };
    const { runtime, interfaces, instanceId } = this.#options;
    await runtime.ensureNetwork({ vpcId: place.vpcId, cidr: place.vpcCidr });
    const sandbox = await runtime.createSandbox({
      name: `drydock-${id}`,
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
    const warm = this.#warmOf(subnetId);
    try {
      const place = this.#place(subnetId);
      while (!this.#closed && warm.length < this.#options.warmPerSubnet) {
        const allocated = this.#options.interfaces.allocate(subnetId, this.#options.clock.now());
        warm.push({ subnetId, ...(await this.#withSandbox({ ...allocated, subnetId }, place)) });
      }
    } catch (error) {
      this.#options.log.warn({ err: error, subnetId }, 'no warm sandboxes could be made');
    }
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
