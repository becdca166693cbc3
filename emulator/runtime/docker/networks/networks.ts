import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { labels } from '../../labels.ts';
import { ContainerError, NetworkRangeTakenError, type NetworkSpec } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import { hostRoutes } from './host-routes.ts';

interface EngineNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly IPAM: {
    readonly Config: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null;
  };
}

/** An internal network leads nowhere but to those who are in it. */
interface EngineNetworkSpec extends NetworkSpec {
  readonly internal?: boolean;
}

/**
 * The Docker networks of one instance: one bridge network per VPC. Where Drydock itself runs in a container, that one
 * joins each of them, for it reaches tasks no other way.
 */
export class Networks {
  readonly #engine: Engine;
  readonly #instanceId: string;
  readonly #ownLabels: Readonly<Record<string, string>>;
  readonly #ownContainer: string | undefined;
  readonly #underway = new Map<string, Promise<void>>();

  /** @param ownLabels stand on every network that is made; the instance's is among them */
  constructor(
    engine: Engine,
    instanceId: string,
    ownLabels: Readonly<Record<string, string>>,
    ownContainer: string | undefined,
  ) {
    this.#engine = engine;
    this.#instanceId = instanceId;
    this.#ownLabels = ownLabels;
    this.#ownContainer = ownContainer;
  }

  /** Docker gives the host a network's first address; a container of ours takes the second. */
  hostAddress({ cidr }: NetworkSpec): string {
    return addressAt(cidr, this.#ownContainer === undefined ? 1 : 2);
  }

  /**
   * Where containers in the bridge mode or on the host's network reach us. In a container of our own we are none of
   * their neighbours: those in the bridge mode find us in the metadata network.
   */
  async machineAddress(mode: 'bridge' | 'host'): Promise<string | undefined> {
    if (this.#ownContainer !== undefined) return mode === 'bridge' ? '169.254.170.2' : undefined;
    if (mode === 'host') return '127.0.0.1';
    const bridge = await this.#find('bridge');
    return bridge?.IPAM.Config?.find(({ Gateway }) => Gateway !== undefined)?.Gateway;
  }

  name(vpcId: string): string {
    return `drydock-${this.#instanceId}-${vpcId}`;
  }

  /** Concurrent calls for one VPC share one creation. Rejects with {@link NetworkRangeTakenError} or {@link ContainerError}. */
  ensure(network: EngineNetworkSpec): Promise<void> {
    const underway = this.#underway.get(network.vpcId);
    if (underway) return underway;
    const creation = this.#ensure(network).finally(() => this.#underway.delete(network.vpcId));
    this.#underway.set(network.vpcId, creation);
    return creation;
  }

  async #ensure({ vpcId, cidr, internal = false }: EngineNetworkSpec): Promise<void> {
    const name = this.name(vpcId);
    try {
      const standing = await this.#find(name);
      if (standing && subnets(standing).includes(cidr)) return;
      if (standing) await this.remove(standing.Id);
      const { Id } = await this.#engine.read<{ Id: string }>({
        method: 'POST',
        path: '/networks/create',
        body: {
          Name: name,
          CheckDuplicate: true,
          Driver: 'bridge',
          Internal: internal,
          IPAM: { Driver: 'default', Config: [{ Subnet: cidr, Gateway: addressAt(cidr, 1) }] },
          Labels: { ...this.#ownLabels },
        },
      });
      await this.#join(Id, cidr);
    } catch (error) {
      throw asNetworkError(error);
    }
  }

  /** Takes a container off a VPC's network. No error when it or the network is gone, or it is in that network no more. */
  async disconnect(vpcId: string, container: string): Promise<void> {
    try {
      const body = { Container: container, Force: true };
      await this.#engine.run({ method: 'POST', path: `/networks/${this.name(vpcId)}/disconnect`, body });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // 404: there is no such container or network.
      if (error.statusCode !== 404 && !error.message.includes('is not connected'))
        throw asNetworkError(error);
    }
  }

  /** Joins the networks that an earlier run of ours left standing. */
  async joinAll(): Promise<void> {
    if (this.#ownContainer === undefined) return;
    for (const network of await this.#ours()) {
      const [cidr] = subnets(network);
      if (cidr !== undefined) await this.#join(network.Id, cidr);
    }
  }

  async #join(id: string, cidr: string): Promise<void> {
    if (this.#ownContainer === undefined) return;
    try {
      await this.#engine.run({
        method: 'POST',
        path: `/networks/${id}/connect`,
        body: {
          Container: this.#ownContainer,
          EndpointConfig: { IPAMConfig: { IPv4Address: addressAt(cidr, 2) } },
        },
      });
    } catch (error) {
      // 403: it has joined already.
      if (!(error instanceof EngineError && error.statusCode === 403)) throw error;
    }
  }

  async #leave(id: string): Promise<void> {
    if (this.#ownContainer === undefined) return;
    try {
      const body = { Container: this.#ownContainer, Force: true };
      await this.#engine.run({ method: 'POST', path: `/networks/${id}/disconnect`, body });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }

  async #find(name: string): Promise<EngineNetwork | undefined> {
    try {
      return await this.#engine.read<EngineNetwork>({ path: `/networks/${encodeURIComponent(name)}` });
    } catch (error) {
      if (error instanceof EngineError && error.statusCode === 404) return undefined;
      throw error;
    }
  }

  /** IPv4 CIDRs of the engine's networks that are not ours and of the host's routes. */
  async occupiedCidrs(): Promise<string[]> {
    const [networks, routes] = await Promise.all([
      this.#engine.read<EngineNetwork[]>({ path: '/networks' }),
      readFile('/proc/net/route', 'utf8').catch(() => ''),
    ]);
    const ours = networks.filter((network) => network.Labels?.[labels.instance] === this.#instanceId);
    const ourSubnets = new Set(ours.flatMap(subnets));
    const all = [...networks.flatMap(subnets), ...hostRoutes(routes)].filter((cidr) => !cidr.includes(':'));
    return [...new Set(all)].filter((cidr) => !ourSubnets.has(cidr));
  }

  async list(): Promise<string[]> {
    return (await this.#ours()).map(({ Id }) => Id);
  }

  #ours(): Promise<EngineNetwork[]> {
    const filters = JSON.stringify({ label: [`${labels.instance}=${this.#instanceId}`] });
    return this.#engine.read<EngineNetwork[]>({ path: '/networks', query: { filters } });
  }

  /** Removes a network; one whose containers are just being removed is tried again for a while. */
  async remove(id: string): Promise<void> {
    await this.#leave(id);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#engine.run({ method: 'DELETE', path: `/networks/${id}` });
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        if (error.statusCode === 404) return;
        if (error.statusCode !== 403 || attempt === 100) throw error;
        await delay(50);
      }
    }
  }
}

/** "Pool overlaps with other one on this address space", "networks have overlapping IPv4": no code tells them. */
function asNetworkError(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error;
  return /overlap/i.test(error.text)
    ? new NetworkRangeTakenError(error.message)
    : new ContainerError(error.message);
}

function subnets(network: EngineNetwork): string[] {
  return (network.IPAM.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet]));
}

/** One of the first addresses of a range, which AWS keeps for itself: `172.31.0.1` is the first of `172.31.0.0/16`. */
function addressAt(cidr: string, index: 1 | 2): string {
  const bytes = (cidr.split('/')[0] ?? '').split('.');
  return [...bytes.slice(0, 3), Number(bytes[3]) + index].join('.');
}
