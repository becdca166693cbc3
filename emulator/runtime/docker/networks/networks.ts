import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { labels } from '../../labels.ts';
import { ContainerError, type NetworkSpec } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import { hostRoutes } from './host-routes.ts';

interface EngineNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null };
}

/** The Docker networks of one instance: one bridge network per VPC. */
export class Networks {
  readonly #engine: Engine;
  readonly #instanceId: string;
  readonly #underway = new Map<string, Promise<void>>();

  constructor(engine: Engine, instanceId: string) {
    this.#engine = engine;
    this.#instanceId = instanceId;
  }

  name(vpcId: string): string {
    return `drydock-${this.#instanceId}-${vpcId}`;
  }

  /** Concurrent calls for one VPC share one creation. Rejects with {@link ContainerError}. */
  ensure(network: NetworkSpec): Promise<void> {
    const underway = this.#underway.get(network.vpcId);
    if (underway) return underway;
    const creation = this.#ensure(network).finally(() => this.#underway.delete(network.vpcId));
    this.#underway.set(network.vpcId, creation);
    return creation;
  }

  async #ensure({ vpcId, cidr }: NetworkSpec): Promise<void> {
    const name = this.name(vpcId);
    try {
      const standing = await this.#find(name);
      if (standing && subnets(standing).includes(cidr)) return;
      if (standing) await this.#engine.run({ method: 'DELETE', path: `/networks/${standing.Id}` });
      await this.#engine.read<{ Id: string }>({
        method: 'POST',
        path: '/networks/create',
        body: {
          Name: name,
          CheckDuplicate: true,
          Driver: 'bridge',
          IPAM: { Driver: 'default', Config: [{ Subnet: cidr, Gateway: firstAddress(cidr) }] },
          Labels: { [labels.instance]: this.#instanceId },
        },
      });
    } catch (error) {
      throw error instanceof EngineError ? new ContainerError(error.message) : error;
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
    const filters = JSON.stringify({ label: [`${labels.instance}=${this.#instanceId}`] });
    const networks = await this.#engine.read<EngineNetwork[]>({ path: '/networks', query: { filters } });
    return networks.map(({ Id }) => Id);
  }

  /** Removes a network; one whose containers are just being removed is tried again for a while. */
  async remove(id: string): Promise<void> {
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

function subnets(network: EngineNetwork): string[] {
  return (network.IPAM.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet]));
}

/** The first address after the network's own, e.g. `172.31.0.1` of `172.31.0.0/16`. */
function firstAddress(cidr: string): string {
  const bytes = (cidr.split('/')[0] ?? '').split('.');
  return [...bytes.slice(0, 3), Number(bytes[3]) + 1].join('.');
}
