import { lastPart } from '../../arn.ts';
import {
  type ContainerDocument,
  containerDocument,
  type KnownStatus,
  knownStatus,
  observedOf,
  time,
} from './container-document.ts';
import type { MetadataVersion, MetadataView } from './metadata-view.ts';

/** A task as the metadata endpoint shows it; what is undefined is left out. */
export interface TaskDocument {
  readonly Cluster: string;
  readonly TaskARN: string;
  readonly Family: string;
  readonly Revision: string;
  readonly DesiredStatus: 'RUNNING' | 'STOPPED';
  readonly KnownStatus: KnownStatus;
  /** CPU in whole processors, unlike a container's. */
  readonly Limits?: { readonly CPU?: number; readonly Memory?: number };
  readonly PullStartedAt?: string;
  readonly PullStoppedAt?: string;
  readonly ExecutionStoppedAt?: string;
  readonly AvailabilityZone: string;
  readonly LaunchType?: string;
  readonly ServiceName?: string;
  readonly Group?: string;
  /** Of a task on a container instance. */
  readonly VPCID?: string;
  readonly Containers: readonly ContainerDocument[];
  readonly TaskTags?: Readonly<Record<string, string>>;
  readonly ContainerInstanceTags?: Readonly<Record<string, string>>;
  readonly FaultInjectionEnabled?: boolean;
}

type Tags = readonly { readonly key: string; readonly value: string }[];

/** Tags that are shown with a task, where they were asked for. */
export interface DocumentTags {
  readonly task?: Tags;
  readonly containerInstance?: Tags;
}

const statusOrder: readonly KnownStatus[] = ['NONE', 'PULLED', 'CREATED', 'RUNNING', 'STOPPED'];

/** A task's metadata; with tags where they were asked for. */
export function taskDocument(
  view: MetadataView,
  version: MetadataVersion,
  tags: DocumentTags = {},
): TaskDocument {
  const { task, definition } = view;
  const { spec, observed } = task;
  return {
    Cluster: task.clusterArn,
    TaskARN: task.arn,
    Family: definition.family ?? '',
    Revision: String(definition.revision ?? 0),
    DesiredStatus: task.desiredStatus,
    KnownStatus: taskStatus(view),
    Limits: limits(spec),
    PullStartedAt: time(observed.pullStartedAtMs),
    PullStoppedAt: time(observed.pullStoppedAtMs),
    ExecutionStoppedAt: time(observed.executionStoppedAtMs),
    AvailabilityZone: spec.availabilityZone,
    Containers: spec.containers.map((identity) => containerDocument(view, identity, version)),
    TaskTags: tagMap(tags.task),
    ContainerInstanceTags: tagMap(tags.containerInstance),
    ...(version === 'v4'
      ? {
          LaunchType: spec.launchType,
          ServiceName: task.serviceArn === undefined ? undefined : lastPart(task.serviceArn),
          Group: spec.group,
          VPCID: view.vpcId,
          FaultInjectionEnabled: definition.enableFaultInjection ?? false,
        }
      : {}),
  };
}

function tagMap(tags: Tags = []): Readonly<Record<string, string>> | undefined {
  return tags.length === 0 ? undefined : Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** A task is as far as the container that is least far. */
function taskStatus(view: MetadataView): KnownStatus {
  const { task } = view;
  if (task.lastStatus === 'STOPPED' || task.lastStatus === 'DEPROVISIONING') return 'STOPPED';
  const reached = task.spec.containers.map(({ name }) =>
    statusOrder.indexOf(knownStatus(observedOf(view, name))),
  );
  return statusOrder[Math.min(...reached)] ?? 'NONE';
}

function limits({ cpu, memory }: { cpu?: string; memory?: string }): TaskDocument['Limits'] {
  if (cpu === undefined && memory === undefined) return undefined;
  return {
    CPU: cpu === undefined ? undefined : Number(cpu) / 1024,
    Memory: memory === undefined ? undefined : Number(memory),
  };
}
