import type { Operations } from '../../aws/operation.ts';
import type { ServiceContext } from '../service-context.ts';
import type { NetworkInterfaceStore } from './network-interface-store.ts';
import type { NetworkStore } from './network-store.ts';

export interface Ec2Context extends ServiceContext {
  readonly network: NetworkStore;
  readonly interfaces: NetworkInterfaceStore;
  /** A /16 that nothing on this machine uses, given the CIDRs of the VPCs that exist. */
  allocateVpcCidr(existing: readonly string[]): string;
}

export type Ec2Operations = Operations<typeof import('@aws-sdk/client-ec2'), Ec2Context>;
