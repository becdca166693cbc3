import type { TaskOverride } from '@aws-sdk/client-ecs';
import type { AppliedPolicy } from '../../../plan/sidecar-policies.ts';
import type { TaskStatus } from '../../../plan/task/task-status.ts';
import type { HostResources } from '../container-instance/host-resources.ts';
import type { ManagedVolume } from './managed-volume.ts';

export type { TaskStatus };

export type StopCode =
  | 'TaskFailedToStart'
  | 'EssentialContainerExited'
  | 'UserInitiated'
  | 'ServiceSchedulerInitiated';

/** Why a task stops. The first cause stays: later ones do not change it. */
export interface TaskStop {
  readonly code: StopCode;
  readonly reason: string;
  readonly atMs: number;
}

/** A task as it was asked for: fixed when it is launched. */
export interface TaskSpec {
  readonly accountId: string;
  readonly region: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  readonly launchType: 'FARGATE' | 'EC2';
  /** Set where a capacity provider strategy chose it. */
  readonly capacityProviderName?: string;
  readonly platformVersion?: string;
  /** CPU units and MiB of the task as strings, overrides applied. */
  readonly cpu?: string;
  readonly memory?: string;
  /** Absent on tasks that were launched before it was kept: they have what Fargate gives by itself. */
  readonly ephemeralStorageGiB?: number;
  readonly group: string;
  readonly overrides: TaskOverride;
  readonly availabilityZone: string;
  readonly network: TaskNetworkSpec;
  /** Where the task runs; absent on Fargate. */
  readonly containerInstance?: TaskInstance;
  readonly enableExecuteCommand: boolean;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly containers: readonly ContainerIdentity[];
  readonly loadBalancers: readonly TaskLoadBalancer[];
  /** The EBS volumes that were configured at launch. Absent on tasks that were launched before it was kept. */
  readonly managedVolumes?: readonly ManagedVolume[];
}

/** The network mode of a task's definition, with what its launch fixed for it. */
export type TaskNetworkSpec =
  | AwsvpcNetworkSpec
  | {
      readonly mode: 'bridge';
      /** Of its container instance, where ports are published. */
      readonly hostAddress: string;
    }
  | { readonly mode: 'host' | 'none' };

/** The subnet that was chosen for the task's network interface. */
export interface AwsvpcNetworkSpec {
  readonly mode: 'awsvpc';
  readonly subnetId: string;
  readonly vpcId: string;
  readonly securityGroups: readonly string[];
  readonly attachmentId: string;
}

/** The container instance that a task was placed on. */
export interface TaskInstance {
  readonly arn: string;
  readonly ec2InstanceId: string;
  /** What the task holds of it until it is STOPPED. */
  readonly resources: HostResources;
}

export interface ContainerIdentity {
  readonly name: string;
  readonly arn: string;
  readonly image: string;
  readonly cpu: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  /** Essential, with a health check: its health is the task's. */
  readonly isHealthChecked: boolean;
  /** What a sidecar policy made of it; `image` is the one that runs. */
  readonly sidecarPolicy?: Pick<AppliedPolicy, 'action' | 'reason'>;
}

export interface TaskLoadBalancer {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

/** What the task machine saw: it alone writes this. */
export interface ObservedTask {
  /** Grows by one with every change that a client can see, the decision to stop among them. */
  readonly version: number;
  readonly networkInterface?: ObservedNetworkInterface;
  readonly containers: Readonly<Record<string, ObservedContainer>>;
  readonly targets: 'none' | 'registered' | 'deregistered';
  readonly connected: boolean;
  readonly connectivityAtMs?: number;
  readonly pullStartedAtMs?: number;
  readonly pullStoppedAtMs?: number;
  readonly startedAtMs?: number;
  readonly executionStoppedAtMs?: number;
}

export interface ObservedNetworkInterface {
  readonly id: string;
  readonly address: string;
  readonly macAddress: string;
  readonly privateDnsName: string;
  readonly sandboxId: string;
  readonly released: boolean;
}

/** A container's port as the engine published it. */
export interface PublishedPort {
  readonly containerPort: number;
  readonly hostPort: number;
  readonly protocol: 'tcp' | 'udp';
  readonly hostAddress: string;
}

export type ContainerHealthStatus = 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';

export interface ObservedContainer {
  readonly status: 'PENDING' | 'PULLED' | 'CREATED' | 'RUNNING' | 'STOPPED';
  readonly runtimeId?: string;
  readonly imageId?: string;
  readonly imageDigest?: string;
  /** Names of the variables that the image itself sets. */
  readonly imageVariables?: readonly string[];
  readonly exitCode?: number;
  readonly reason?: string;
  /** Its own address, in the bridge mode. */
  readonly address?: string;
  /** Its ports on the host, in the bridge mode; of its last start. */
  readonly publishedPorts?: readonly PublishedPort[];
  readonly health: ContainerHealthStatus;
  /** When its health became what it is. */
  readonly healthSinceMs?: number;
  readonly createdAtMs?: number;
  /** Of its last start. */
  readonly startedAtMs?: number;
  /** Of its last end, by the engine's clock. */
  readonly finishedAtMs?: number;
  /** How often its restartPolicy had it started again. */
  readonly restartCount?: number;
  /** When its last restart was begun: what ended before belongs to an earlier life. */
  readonly restartedAtMs?: number;
  /** The engine did not start it again: no further try is made. */
  readonly restartFailed?: boolean;
  /** When its stop signal went out: stopTimeout counts from here. */
  readonly signalledAtMs?: number;
  readonly killedAtMs?: number;
}

/** Facts about a service's task that its planner took note of, so that none is told or counted twice. */
export type Announcement =
  | 'started'
  | 'healthy'
  | 'ended-early'
  | 'registered'
  | 'deregistered'
  | 'stopped'
  | 'unhealthy'
  | 'start-failure';

export interface Task {
  readonly arn: string;
  readonly id: string;
  /** Order of creation over all tasks. */
  readonly sequence: number;
  readonly clusterArn: string;
  readonly serviceArn?: string;
  readonly deploymentId?: string;
  readonly family: string;
  readonly startedBy?: string;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly lastStatus: TaskStatus;
  readonly createdAtMs: number;
  readonly stoppedAtMs?: number;
  readonly spec: TaskSpec;
  readonly stop?: TaskStop;
  /** Until then neither scale-in nor a deployment stops it. */
  readonly protectedUntilMs?: number;
  readonly announced: readonly Announcement[];
  /** Its container instance was deregistered while it was meant to run: it runs on, and is none of its service's any more. */
  readonly isOrphaned: boolean;
  readonly observed: ObservedTask;
}

/** A task that is about to be inserted. */
export type NewTask = Omit<
  Task,
  | 'sequence'
  | 'desiredStatus'
  | 'stop'
  | 'announced'
  | 'stoppedAtMs'
  | 'protectedUntilMs'
  | 'isOrphaned'
  | 'id'
>;
