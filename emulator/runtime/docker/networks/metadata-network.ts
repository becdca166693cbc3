import { labels } from '../../labels.ts';
import { ContainerError, NetworkRangeTakenError } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import type { Networks } from './networks.ts';

/** How 169.254.170.2 comes to lead to us. */
export interface MetadataNetwork {
  /** Rejects with {@link ContainerError} or {@link NetworkRangeTakenError}. */
  ensure(): Promise<void>;
  /** The network that a sandbox has to join to reach the address, where it does not without. */
  forSandboxes(): Promise<string | undefined>;
  /** Removes what nobody needs any more. */
  removeUnused(): Promise<void>;
}

const sharedName = 'drydock-metadata';
/** The smallest range with a gateway in it: of link-local addresses, others may be in use. */
const sharedCidr = '169.254.170.0/30';

/**
 * Beside the engine: the host owns every network's gateway address, and a container reaches all addresses of the host
 * through its own gateway. So a network whose gateway is 169.254.170.2 is enough, and nobody has to be in it. All
 * Drydocks of the engine share it.
 */
export class HostMetadataNetwork implements MetadataNetwork {
  readonly #engine: Engine;
  readonly #instanceId: string;

  constructor(engine: Engine, instanceId: string) {
    this.#engine = engine;
    this.#instanceId = instanceId;
  }

  async ensure(): Promise<void> {
    if (await this.#stands()) return;
    try {
      await this.#engine.run({
        method: 'POST',
        path: '/networks/create',
        body: {
          Name: sharedName,
          CheckDuplicate: true,
          Driver: 'bridge',
          Internal: true,
          IPAM: { Driver: 'default', Config: [{ Subnet: sharedCidr, Gateway: '169.254.170.2' }] },
          Labels: { [labels.shared]: 'metadata' },
        },
      });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // Another Drydock may have made it meanwhile.
      if (!(await this.#stands())) throw new ContainerError(error.message);
    }
  }

  async forSandboxes(): Promise<undefined> {}

  async removeUnused(): Promise<void> {
    const filters = JSON.stringify({ label: [labels.instance] });
    const owned = await this.#engine.read<{ Labels: Readonly<Record<string, string>> | null }[]>({
      path: '/networks',
      query: { filters },
    });
    if (owned.some(({ Labels }) => Labels?.[labels.instance] !== this.#instanceId)) return;
    try {
      await this.#engine.run({ method: 'DELETE', path: `/networks/${sharedName}` });
    } catch (error) {
      // It is gone already, or someone else put a container into it.
      if (!(error instanceof EngineError)) throw error;
    }
  }

  async #stands(): Promise<boolean> {
    try {
      await this.#engine.read({ path: `/networks/${sharedName}` });
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.statusCode === 404) return false;
      throw error;
    }
  }
}

/** Room for the sandboxes of 500 tasks; EC2's own metadata address is not in it. */
const ownCidr = '169.254.170.0/23';

/**
 * Where Drydock is a container itself: a network of the instance in which it has the second address, 169.254.170.2.
 * The engine lets no container through from one network to another, so every sandbox joins it.
 */
export class ContainerMetadataNetwork implements MetadataNetwork {
  readonly #networks: Networks;
  #failure: Error | undefined;
  #made: Promise<void> | undefined;

  constructor(networks: Networks) {
    this.#networks = networks;
  }

  async ensure(): Promise<void> {
    await this.forSandboxes();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async forSandboxes(): Promise<string | undefined> {
    this.#made ??= this.#make();
    await this.#made;
    return this.#failure === undefined ? this.#networks.name('metadata') : undefined;
  }

  /** The network goes with the instance's others. */
  async removeUnused(): Promise<void> {
    this.#made = undefined;
  }

  async #make(): Promise<void> {
    this.#failure = undefined;
    try {
      await this.#networks.ensure({ vpcId: 'metadata', cidr: ownCidr, internal: true });
    } catch (error) {
      if (error instanceof ContainerError || error instanceof NetworkRangeTakenError) this.#failure = error;
      else {
        this.#made = undefined;
        throw error;
      }
    }
  }
}
