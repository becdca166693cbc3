import type { Logger } from 'pino';
import type { SandboxOptions } from '../../runtime/container-options.ts';
import { labels } from '../../runtime/labels.ts';
import { type ContainerRuntime, NetworkRangeTakenError, type NetworkSpec } from '../../runtime/runtime.ts';
import type { NetworkInterface, NetworkInterfaces, SubnetPlace } from './network-interfaces.ts';

export interface SandboxFactoryOptions {
  readonly runtime: ContainerRuntime;
  readonly log: Logger;
  readonly interfaces: NetworkInterfaces;
  readonly placeOf: (subnetId: string) => SubnetPlace | undefined;
  /** Gives a VPC that still has the range `from` one that overlaps neither that nor what is occupied. */
  readonly moveVpc: (vpcId: string, from: string, occupiedCidrs: readonly string[]) => void;
  readonly instanceId: string;
  /** The name servers that tasks are to ask, once their network stands; undefined leaves that to the engine. */
  readonly dnsServers: (network: NetworkSpec) => Promise<readonly string[] | undefined>;
}

/** A network interface whose sandbox stands. */
export interface StandingInterface {
  readonly id: string;
  readonly address: string;
  readonly macAddress: string;
  readonly sandboxId: string;
}

/** Makes the networks of VPCs and the sandboxes that stand in them. */
export class SandboxFactory {
  readonly #options: SandboxFactoryOptions;

  constructor(options: SandboxFactoryOptions) {
    this.#options = options;
  }

  /** @throws Error when there is no such subnet */
  place(subnetId: string): SubnetPlace {
    const place = this.#options.placeOf(subnetId);
    if (place === undefined) throw new Error(`The subnet ID '${subnetId}' does not exist`);
    return place;
  }

  /**
   * A VPC's range was free when the VPC was made, yet only a network keeps it, and that stands only while there are
   * tasks: meanwhile another Drydock or a compose file may have taken the range. AWS never changes a VPC's range, but
   * no task could ever start in this one. As nothing stands in it, it moves: what DescribeVpcs answers is true again
   * before the first task has an address.
   */
  async ensureNetwork(subnetId: string): Promise<void> {
    const { runtime, moveVpc, log } = this.#options;
    const refused: string[] = [];
    for (;;) {
      const { vpcId, vpcCidr } = this.place(subnetId);
      try {
        return await runtime.ensureNetwork({ vpcId, cidr: vpcCidr });
      } catch (error) {
        if (!(error instanceof NetworkRangeTakenError)) throw error;
        // The engine may refuse a range though nothing that it shows has it: none is tried twice.
        refused.push(vpcCidr);
        moveVpc(vpcId, vpcCidr, [...refused, ...(await runtime.occupiedCidrs())]);
        log.warn(
          { vpcId, from: vpcCidr, to: this.place(subnetId).vpcCidr },
          'a VPC moved: its range was taken',
        );
      }
    }
  }

  /** The interface's sandbox: the one that stands, or a new one, for which the network must stand already. */
  async stand(found: NetworkInterface, options: SandboxOptions = {}): Promise<StandingInterface> {
    const { id, address, sandboxId, macAddress, subnetId } = found;
    if (sandboxId !== undefined && macAddress !== undefined) return { id, address, sandboxId, macAddress };
    const { runtime, interfaces, instanceId, dnsServers } = this.#options;
    const place = this.place(subnetId);
    const sandbox = await runtime.createSandbox({
      ...options,
      name: sandboxName(id),
      vpcId: place.vpcId,
      address,
      hostname: place.privateDnsName(address),
      dnsServers: await dnsServers({ vpcId: place.vpcId, cidr: place.vpcCidr }),
      labels: { [labels.instance]: instanceId, [labels.role]: 'sandbox' },
    });
    interfaces.setSandbox(id, { sandboxId: sandbox.id, macAddress: sandbox.macAddress });
    return { id, address, sandboxId: sandbox.id, macAddress: sandbox.macAddress };
  }
}

/** The engine's name of an interface's sandbox. */
export function sandboxName(interfaceId: string): string {
  return `drydock-${interfaceId}`;
}
