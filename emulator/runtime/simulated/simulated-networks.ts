import { daemonError } from './daemon-error.ts';

/** A sandbox's place in a network. */
export interface SimulatedEndpoint {
  readonly vpcId: string;
  readonly address: string;
  readonly macAddress: string;
}

/** The networks of VPCs, and who has which address in them. */
export class SimulatedNetworks {
  readonly #cidrs = new Map<string, string>();
  readonly #addresses = new Set<string>();

  add(vpcId: string, cidr: string): void {
    this.#cidrs.set(vpcId, cidr);
  }

  /** Gives an address to a sandbox. Throws as the engine does where there is no such network, or it is taken. */
  take({ vpcId, address }: Pick<SimulatedEndpoint, 'vpcId' | 'address'>): SimulatedEndpoint {
    if (!this.#cidrs.has(vpcId)) throw daemonError(`network ${vpcId} not found`);
    if (this.#addresses.has(`${vpcId} ${address}`)) throw daemonError('Address already in use');
    this.#addresses.add(`${vpcId} ${address}`);
    const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
    return { vpcId, address, macAddress: ['02', '42', ...bytes].join(':') };
  }

  free(endpoint: SimulatedEndpoint | undefined): void {
    if (endpoint !== undefined) this.#addresses.delete(`${endpoint.vpcId} ${endpoint.address}`);
  }

  clear(): void {
    this.#cidrs.clear();
  }
}
