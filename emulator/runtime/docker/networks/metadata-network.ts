import { setTimeout as delay } from 'node:timers/promises';
import { cidrsOverlap, parseCidr } from '../../../../src/plan/cidr.ts';
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

interface EngineNetwork {
  readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null };
}

function hasSharedRange({ IPAM }: EngineNetwork): boolean {
  const shared = parseCidr(sharedCidr);
  return (IPAM.Config ?? []).some(
    ({ Subnet = '' }) => !Subnet.includes(':') && Subnet !== '' && cidrsOverlap(parseCidr(Subnet), shared),
  );
}

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
      if (!(await this.#isMadeByAnother())) throw new ContainerError(error.message);
    }
  }

  /**
   * Whether another Drydock has made it meanwhile. One that is about to has the range for a moment before its network
   * can be seen; a network of somebody else's with the range can be seen at once.
   */
  async #isMadeByAnother(): Promise<boolean> {
    for (let attempt = 1; attempt <= 40; attempt++) {
      if (await this.#stands()) return true;
      const networks = await this.#engine.read<EngineNetwork[]>({ path: '/networks' });
      if (networks.some(hasSharedRange)) return this.#stands();
      await delay(50);
    }
    return false;
  }

  async forSandboxes(): Promise<undefined> {}

  async removeUnused(): Promise<void> {
    if (await this.#isOfUse()) return;
    try {
      await this.#engine.run({ method: 'DELETE', path: `/networks/${sharedName}` });
    } catch (error) {
      // It is gone already, or someone else put a container into it.
      if (!(error instanceof EngineError)) throw error;
    }
  }

  /** Whether another Drydock has networks, or tasks in networks that are not its own. */
  async #isOfUse(): Promise<boolean> {
    const filters = JSON.stringify({ label: [labels.instance] });
    const owned = await Promise.all(
      ['/networks', '/containers/json'].map((path) =>
        this.#engine.read<{ Labels: Readonly<Record<string, string>> | null }[]>({
          path,
          query: { filters, all: true },
        }),
      ),
    );
    return owned.flat().some(({ Labels }) => Labels?.[labels.instance] !== this.#instanceId);
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
