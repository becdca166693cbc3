import type { Attachment, Container, ManagedAgent, Task as SdkTask } from '@aws-sdk/client-ecs';
import { cpuArchitecture } from '../cpu-architecture.ts';
import { seenContainers, taskHealth } from './container-health.ts';
import { containerOverride } from './container-override.ts';
import type { ManagedVolume } from './managed-volume.ts';
import type { ContainerIdentity, ObservedContainer, Task } from './task.ts';

const unseen: ObservedContainer = { status: 'PENDING', health: 'UNKNOWN' };

/** A task as DescribeTasks and RunTask show it. */
export function describeTask(task: Task, tags: readonly { key: string; value: string }[]): SdkTask {
  const { spec, observed, stop } = task;
  const isFargate = spec.launchType === 'FARGATE';
  const storage = { sizeInGiB: spec.ephemeralStorageGiB ?? 20 };
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: spec.taskDefinitionArn,
    group: spec.group,
    startedBy: task.startedBy,
    launchType: spec.launchType,
    capacityProviderName: spec.capacityProviderName,
    ...(isFargate ? { platformVersion: spec.platformVersion, platformFamily: 'Linux' } : {}),
    availabilityZone: spec.availabilityZone,
    containerInstanceArn: spec.containerInstance?.arn,
    cpu: spec.cpu,
    memory: spec.memory,
    desiredStatus: task.desiredStatus,
    createdAt: new Date(task.createdAtMs),
    stoppingAt: date(stop?.atMs),
    stopCode: stop?.code,
    stoppedReason: stop?.reason,
    ...describeObserved(task),
    attributes: [{ name: 'ecs.cpu-architecture', value: cpuArchitecture }],
    overrides: {
      ...spec.overrides,
      containerOverrides: spec.containers.map(
        ({ name }) => containerOverride(spec.overrides, name) ?? { name },
      ),
      inferenceAcceleratorOverrides: [],
    },
    enableExecuteCommand: spec.enableExecuteCommand,
    inferenceAccelerators: [],
    ...(isFargate ? { ephemeralStorage: storage, fargateEphemeralStorage: storage } : {}),
    tags: [...tags],
    version: observed.version,
  };
}

/** The part of it that follows from what the task machine saw. */
export function describeObserved(task: Task) {
  const { spec, observed } = task;
  return {
    lastStatus: task.lastStatus,
    healthStatus: taskHealth(task) ?? 'UNKNOWN',
    connectivity:
      observed.connectivityAtMs === undefined ? undefined : observed.connected ? 'CONNECTED' : 'DISCONNECTED',
    connectivityAt: date(observed.connectivityAtMs),
    pullStartedAt: date(observed.pullStartedAtMs),
    pullStoppedAt: date(observed.pullStoppedAtMs),
    startedAt: date(observed.startedAtMs),
    executionStoppedAt: date(observed.executionStoppedAtMs),
    stoppedAt: date(task.stoppedAtMs),
    attachments: [
      ...networkAttachment(task),
      ...(spec.managedVolumes ?? []).map((each) => volumeAttachment(task, each)),
    ],
    containers: spec.containers.map((identity) => container(task, identity)),
  } satisfies SdkTask;
}

function networkAttachment({ spec, observed, lastStatus }: Task): Attachment[] {
  if (spec.network.mode !== 'awsvpc') return [];
  const { attachmentId: id, subnetId } = spec.network;
  const network = observed.networkInterface;
  const subnet = { name: 'subnetId', value: subnetId };
  if (network === undefined)
    return [
      {
        id,
        type: 'ElasticNetworkInterface',
        // A task that stopped before it got an interface will get none.
        status: lastStatus === 'STOPPED' ? 'DELETED' : 'PRECREATED',
        details: [subnet],
      },
    ];
  return [
    {
      id,
      type: 'ElasticNetworkInterface',
      status: network.released ? 'DELETED' : 'ATTACHED',
      details: [
        subnet,
        { name: 'networkInterfaceId', value: network.id },
        { name: 'macAddress', value: network.macAddress },
        { name: 'privateDnsName', value: network.privateDnsName },
        { name: 'privateIPv4Address', value: network.address },
      ],
    },
  ];
}

/** An EBS volume: there is one from before the first container starts until the task has stopped. */
function volumeAttachment({ observed, lastStatus }: Task, volume: ManagedVolume): Attachment {
  const isAttached = Object.values(observed.containers).some(({ runtimeId }) => runtimeId !== undefined);
  return {
    id: volume.attachmentId,
    type: 'AmazonElasticBlockStorage',
    status: lastStatus === 'STOPPED' ? 'DELETED' : isAttached ? 'ATTACHED' : 'PRECREATED',
    details: [
      { name: 'roleArn', value: volume.roleArn },
      { name: 'volumeName', value: volume.name },
      { name: 'volumeId', value: volume.id },
      { name: 'volumeSizeInGiB', value: String(volume.sizeInGiB) },
      { name: 'volumeType', value: volume.volumeType },
      { name: 'filesystemType', value: volume.filesystemType },
      { name: 'deleteOnTermination', value: String(volume.deleteOnTermination) },
    ],
  };
}

function container(task: Task, identity: ContainerIdentity): Container {
  const seen = seenContainers(task)[identity.name] ?? unseen;
  return {
    containerArn: identity.arn,
    taskArn: task.arn,
    name: identity.name,
    image: identity.image,
    imageDigest: seen.imageDigest,
    runtimeId: seen.runtimeId,
    lastStatus: statusOf(seen),
    exitCode: seen.exitCode,
    reason: seen.reason ?? identity.sidecarPolicy?.reason,
    networkBindings: (seen.publishedPorts ?? []).map(({ hostAddress, ...port }) => ({
      bindIP: hostAddress,
      ...port,
    })),
    networkInterfaces: networkInterfaces(task),
    healthStatus: seen.health,
    ...(task.spec.enableExecuteCommand ? { managedAgents: [execAgent(seen)] } : {}),
    cpu: String(identity.cpu),
    memory: identity.memory === undefined ? undefined : String(identity.memory),
    memoryReservation:
      identity.memoryReservation === undefined ? undefined : String(identity.memoryReservation),
  };
}

function networkInterfaces({ spec: { network }, observed: { networkInterface } }: Task) {
  return network.mode !== 'awsvpc' || networkInterface === undefined
    ? []
    : [{ attachmentId: network.attachmentId, privateIpv4Address: networkInterface.address }];
}

/** What stands in for the SSM agent is the engine's own exec, which is there for as long as the container runs. */
function execAgent(seen: ObservedContainer): ManagedAgent {
  return {
    name: 'ExecuteCommandAgent',
    lastStatus: statusOf(seen),
    lastStartedAt: date(seen.startedAtMs),
  };
}

function statusOf({ status }: ObservedContainer): 'PENDING' | 'RUNNING' | 'STOPPED' {
  return status === 'RUNNING' || status === 'STOPPED' ? status : 'PENDING';
}

function date(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
