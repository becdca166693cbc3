import type { Attachment, Container, Task as SdkTask } from '@aws-sdk/client-ecs';
import { seenContainers, taskHealth } from './container-health.ts';
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
    availabilityZone: spec.network.availabilityZone,
    cpu: spec.cpu,
    memory: spec.memory,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: taskHealth(task) ?? 'UNKNOWN',
    connectivity:
      observed.connectivityAtMs === undefined ? undefined : observed.connected ? 'CONNECTED' : 'DISCONNECTED',
    connectivityAt: date(observed.connectivityAtMs),
    createdAt: new Date(task.createdAtMs),
    pullStartedAt: date(observed.pullStartedAtMs),
    pullStoppedAt: date(observed.pullStoppedAtMs),
    startedAt: date(observed.startedAtMs),
    stoppingAt: date(stop?.atMs),
    executionStoppedAt: date(observed.executionStoppedAtMs),
    stoppedAt: date(task.stoppedAtMs),
    stopCode: stop?.code,
    stoppedReason: stop?.reason,
    attachments: [attachment(task)],
    attributes: [{ name: 'ecs.cpu-architecture', value: process.arch === 'arm64' ? 'arm64' : 'x86_64' }],
    containers: spec.containers.map((identity) => container(task, identity)),
    overrides: {
      ...spec.overrides,
      containerOverrides: spec.containers.map(
        ({ name }) => spec.overrides.containerOverrides?.find((each) => each.name === name) ?? { name },
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

function attachment({ spec, observed, lastStatus }: Task): Attachment {
  const { attachmentId: id, subnetId } = spec.network;
  const network = observed.networkInterface;
  const subnet = { name: 'subnetId', value: subnetId };
  if (network === undefined)
    return {
      id,
      type: 'ElasticNetworkInterface',
      // A task that stopped before it got an interface will get none.
      status: lastStatus === 'STOPPED' ? 'DELETED' : 'PRECREATED',
      details: [subnet],
    };
  return {
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
  };
}

function container(task: Task, identity: ContainerIdentity): Container {
  const seen = seenContainers(task)[identity.name] ?? unseen;
  const network = task.observed.networkInterface;
  return {
    containerArn: identity.arn,
    taskArn: task.arn,
    name: identity.name,
    image: identity.image,
    imageDigest: seen.imageDigest,
    runtimeId: seen.runtimeId,
    lastStatus: seen.status === 'RUNNING' || seen.status === 'STOPPED' ? seen.status : 'PENDING',
    exitCode: seen.exitCode,
    reason: seen.reason ?? identity.sidecarPolicy?.reason,
    networkBindings: [],
    networkInterfaces:
      network === undefined
        ? []
        : [{ attachmentId: task.spec.network.attachmentId, privateIpv4Address: network.address }],
    healthStatus: seen.health,
    cpu: String(identity.cpu),
    memory: identity.memory === undefined ? undefined : String(identity.memory),
    memoryReservation:
      identity.memoryReservation === undefined ? undefined : String(identity.memoryReservation),
  };
}

function date(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
