import type { VersionInfo } from '@aws-sdk/client-ecs';
import type { HostResources } from './host-resources.ts';

/** This machine's container engine, offered to a cluster. */
export interface ContainerInstance {
  readonly arn: string;
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly clusterArn: string;
  /** `i-` and 17 hexadecimal digits, unless an identity document gave another. */
  readonly ec2InstanceId: string;
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly registeredAtMs: number;
  /** Grows by one with every change that a client made. */
  readonly version: number;
  readonly document: ContainerInstanceDocument;
}

export interface ContainerInstanceDocument {
  readonly registered: HostResources;
  /** Built-in and custom ones; no name twice. */
  readonly attributes: readonly InstanceAttribute[];
  readonly versionInfo: VersionInfo;
  /** The loopback address on which the ports of its tasks are published, e.g. `127.0.0.2`. */
  readonly hostAddress: string;
  readonly availabilityZone: string;
  /** Absent where the default VPC has no subnet in that zone. */
  readonly subnetId?: string;
  readonly vpcId?: string;
}

export interface InstanceAttribute {
  readonly name: string;
  readonly value?: string;
}
