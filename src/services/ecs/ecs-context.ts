import type { Operations } from '../../aws/operation.ts';
import type { SidecarPolicy } from '../../plan/sidecar-policies.ts';
import type { Timing } from '../../plan/timing.ts';
import type { ServiceContext } from '../service-context.ts';
import type { ClusterStore } from './cluster/cluster-store.ts';
import type { ContainerInstanceStore } from './container-instance/container-instance-store.ts';
import type { DeploymentStore } from './service/deployment-store.ts';
import type { ServiceEventStore } from './service/service-event-store.ts';
import type { ServiceStore } from './service/service-store.ts';
import type { AlarmSource } from './service-deployment/alarm-source.ts';
import type { ServiceDeploymentStore } from './service-deployment/service-deployment-store.ts';
import type { ServiceRevisionStore } from './service-deployment/service-revision-store.ts';
import type { TagStore } from './tag/tag-store.ts';
import type { ClientTokenStore } from './task/client-token-store.ts';

import type { TaskCredentials } from './task/credentials/task-credentials.ts';

import type { ExecTickets } from './task/exec/exec-tickets.ts';

import type { TaskStore } from './task/task-store.ts';
import type { TaskDefinitionStore } from './task-definition/task-definition-store.ts';
import type { TaskSetStore } from './task-set/task-set-store.ts';

export interface EcsSubnet {
  readonly id: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly cidr: string;
}

/** EC2's networks, as tasks need them. */
export interface EcsNetwork {
  subnet(accountId: string, region: string, id: string): EcsSubnet | undefined;
  /** The subnets of the default VPC, in order of their zones. */
  defaultSubnets(accountId: string, region: string): readonly EcsSubnet[];
  defaultSecurityGroup(vpcId: string): string | undefined;
  securityGroupExists(id: string, scope: { readonly accountId: string; readonly region: string }): boolean;
}

/** Target groups, as services are bound to them. */
export interface EcsTargetGroups {
  find(
    arn: string,
    scope: { readonly accountId: string; readonly region: string },
  ): { readonly targetType: string; readonly hasLoadBalancer: boolean; readonly vpcId?: string } | undefined;
}

/** What the machine has that Drydock runs on. */
export interface Machine {
  /** 1024 are one core. */
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

export interface EcsContext extends ServiceContext {
  readonly timing: Timing;
  readonly sidecarPolicies: readonly SidecarPolicy[];
  readonly network: EcsNetwork;
  readonly machine: Machine;
  readonly targetGroups: EcsTargetGroups;
  /** Without one no deployment can watch alarms. */
  readonly alarmSource?: AlarmSource;
  readonly clusters: ClusterStore;
  readonly containerInstances: ContainerInstanceStore;
  readonly taskDefinitions: TaskDefinitionStore;
  readonly services: ServiceStore;
  readonly deployments: DeploymentStore;
  readonly serviceDeployments: ServiceDeploymentStore;
  readonly serviceRevisions: ServiceRevisionStore;
  readonly serviceEvents: ServiceEventStore;
  readonly taskSets: TaskSetStore;
  readonly tasks: TaskStore;
  readonly taskCredentials: TaskCredentials;
  readonly tags: TagStore;
  readonly clientTokens: ClientTokenStore;
  readonly execTickets: ExecTickets;
}

export type EcsOperations = Operations<typeof import('@aws-sdk/client-ecs'), EcsContext>;
