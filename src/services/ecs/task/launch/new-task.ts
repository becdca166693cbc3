import { randomBytes } from 'node:crypto';
import type { TaskDefinition, TaskOverride, TaskVolumeConfiguration } from '@aws-sdk/client-ecs';
import { v4 as uuid } from 'uuid';
import { applySidecarPolicy, type SidecarPolicy } from '../../../../plan/sidecar-policies.ts';
import { latestPlatform } from '../../platform-version.ts';
import { newManagedVolumes } from '../managed-volume.ts';
import type {
  ContainerIdentity,
  NewTask,
  ObservedTask,
  TaskInstance,
  TaskLoadBalancer,
  TaskNetworkSpec,
} from '../task.ts';
import { taskSize, taskStorageGiB } from '../task-size.ts';

export interface NewTaskRequest {
  readonly scope: { readonly accountId: string; readonly region: string };
  readonly cluster: { readonly arn: string; readonly name: string };
  readonly definition: TaskDefinition;
  readonly place: TaskPlace;
  readonly overrides: TaskOverride;
  readonly startedBy?: string;
  readonly group: string;
  readonly serviceArn?: string;
  readonly deploymentId?: string;
  readonly loadBalancers: readonly TaskLoadBalancer[];
  readonly volumeConfigurations?: readonly TaskVolumeConfiguration[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly launchType: 'FARGATE' | 'EC2';
  readonly capacityProviderName?: string;
  readonly platformVersion?: string;
  readonly enableExecuteCommand: boolean;
  readonly sidecarPolicies: readonly SidecarPolicy[];
  readonly nowMs: number;
}

/** Where a task was placed. */
export interface TaskPlace {
  readonly availabilityZone: string;
  readonly network: DistributiveOmit<TaskNetworkSpec, 'attachmentId'>;
  readonly containerInstance?: TaskInstance;
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/**
 * A task as it begins: PROVISIONING where its network interface has to be made first. One without such an interface
 * is PENDING, and what runs it is there already.
 */
export function newTask(request: NewTaskRequest): NewTask {
  const { scope, cluster, definition, place, overrides } = request;
  const id = randomBytes(16).toString('hex');
  const arnOf = (kind: string): string =>
    `arn:aws:ecs:${scope.region}:${scope.accountId}:${kind}/${cluster.name}/${id}`;
  const containers = (definition.containerDefinitions ?? []).map((container): ContainerIdentity => {
    const { name = '', image = '' } = container;
    const policy = applySidecarPolicy(request.sidecarPolicies, { name, image });
    return {
      name,
      arn: `${arnOf('container')}/${uuid()}`,
      image: policy?.image ?? image,
      cpu: container.cpu ?? 0,
      memory: container.memory,
      memoryReservation: container.memoryReservation,
      isHealthChecked:
        (container.essential ?? true) && container.healthCheck !== undefined && policy?.action !== 'skip',
      ...(policy === undefined ? {} : { sidecarPolicy: { action: policy.action, reason: policy.reason } }),
    };
  });
  const hasInterface = place.network.mode === 'awsvpc';
  const observed: ObservedTask = {
    version: 1,
    containers: Object.fromEntries(
      containers.map(({ name, sidecarPolicy }) => [
        name,
        {
          status: sidecarPolicy?.action === 'skip' ? ('STOPPED' as const) : ('PENDING' as const),
          health: 'UNKNOWN' as const,
        },
      ]),
    ),
    targets: 'none',
    ...(hasInterface ? { connected: false } : { connected: true, connectivityAtMs: request.nowMs }),
  };
  return {
    arn: arnOf('task'),
    clusterArn: cluster.arn,
    serviceArn: request.serviceArn,
    deploymentId: request.deploymentId,
    family: definition.family ?? '',
    startedBy: request.startedBy,
    lastStatus: hasInterface ? 'PROVISIONING' : 'PENDING',
    createdAtMs: request.nowMs,
    observed,
    spec: {
      ...scope,
      clusterArn: cluster.arn,
      taskDefinitionArn: definition.taskDefinitionArn ?? '',
      launchType: request.launchType,
      capacityProviderName: request.capacityProviderName,
      platformVersion: platformOf(request),
      ...taskSize(definition, overrides),
      ephemeralStorageGiB: taskStorageGiB(definition, overrides),
      group: request.group,
      overrides,
      availabilityZone: place.availabilityZone,
      network: place.network.mode === 'awsvpc' ? { ...place.network, attachmentId: uuid() } : place.network,
      containerInstance: place.containerInstance,
      enableExecuteCommand: request.enableExecuteCommand,
      tags: request.tags,
      containers,
      loadBalancers: request.loadBalancers,
      managedVolumes: newManagedVolumes(request.volumeConfigurations),
    },
  };
}

function platformOf({ launchType, platformVersion }: NewTaskRequest): string | undefined {
  if (launchType !== 'FARGATE') return undefined;
  return platformVersion === undefined || platformVersion === 'LATEST' ? latestPlatform : platformVersion;
}
