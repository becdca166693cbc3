import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { gatewayOf, parseCidr } from '../../../../plan/cidr.ts';
import { containerOverride } from '../container-override.ts';
import type { ContainerIdentity, ObservedContainer, TaskNetworkSpec } from '../task.ts';
import { containerName } from './container-name.ts';
import { ecsLabels } from './ecs-labels.ts';
import type { MetadataVersion, MetadataView } from './metadata-view.ts';

export type KnownStatus = 'NONE' | 'PULLED' | 'CREATED' | 'RUNNING' | 'STOPPED';

/** A container as the metadata endpoint shows it; what is undefined is left out. */
export interface ContainerDocument {
  readonly DockerId: string;
  readonly Name: string;
  readonly DockerName: string;
  readonly Image: string;
  readonly ImageID: string;
  readonly Ports?: readonly ContainerPort[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly DesiredStatus: 'RUNNING' | 'STOPPED';
  readonly KnownStatus: KnownStatus;
  readonly ExitCode?: number;
  readonly Limits: { readonly CPU: number; readonly Memory?: number };
  readonly CreatedAt?: string;
  readonly StartedAt?: string;
  readonly FinishedAt?: string;
  readonly Type: 'NORMAL';
  readonly Health?: { readonly status: string; readonly statusSince?: string };
  readonly LogDriver?: string;
  readonly LogOptions?: Readonly<Record<string, string>>;
  readonly ContainerARN?: string;
  readonly Networks?: readonly NetworkDocument[];
  /** Where a restartPolicy is in force. */
  readonly RestartCount?: number;
}

interface ContainerPort {
  readonly ContainerPort: number;
  readonly Protocol: string;
  readonly HostPort: number;
  readonly HostIp?: string;
}

interface NetworkDocument {
  readonly NetworkMode: TaskNetworkSpec['mode'];
  readonly IPv4Addresses: readonly string[];
  readonly AttachmentIndex?: number;
  readonly MACAddress?: string;
  readonly IPv4SubnetCIDRBlock?: string;
  readonly PrivateDNSName?: string;
  readonly SubnetGatewayIpv4Address?: string;
}

const unseen: ObservedContainer = { status: 'PENDING', health: 'UNKNOWN' };

/** Docker knows no smaller weight. */
const leastCpu = 2;

/** A container's metadata. Only what was observed is shown: a field that nobody measured is left out. */
export function containerDocument(
  view: MetadataView,
  identity: ContainerIdentity,
  version: MetadataVersion,
): ContainerDocument {
  const { task, definition } = view;
  const defined = definition.containerDefinitions?.find(({ name }) => name === identity.name) ?? {};
  const override = containerOverride(task.spec.overrides, identity.name);
  const seen = observedOf(view, identity.name);
  return {
    DockerId: seen.runtimeId ?? '',
    Name: identity.name,
    // Fargate's containers have no names of an engine.
    DockerName: task.spec.launchType === 'FARGATE' ? identity.name : containerName(view, identity.name),
    Image: identity.image,
    ImageID: seen.imageId ?? '',
    Ports: ports(task.spec.network, defined, seen, version),
    Labels: { ...defined.dockerLabels, ...ecsLabels(task, definition, identity.name) },
    DesiredStatus: task.desiredStatus,
    KnownStatus: knownStatus(seen),
    ExitCode: seen.exitCode,
    Limits: {
      CPU: Math.max(override?.cpu ?? identity.cpu, leastCpu),
      Memory: override?.memory ?? identity.memory,
    },
    CreatedAt: time(seen.createdAtMs),
    StartedAt: time(seen.startedAtMs),
    FinishedAt: time(seen.finishedAtMs),
    Type: 'NORMAL',
    Health: health(defined, seen),
    ...(version === 'v4' ? { ...log(view, defined, seen), ContainerARN: identity.arn } : {}),
    Networks: networks(view, seen, version),
    ...(version === 'v4' && defined.restartPolicy?.enabled === true
      ? { RestartCount: seen.restartCount ?? 0 }
      : {}),
  };
}

export function observedOf({ task }: MetadataView, containerName: string): ObservedContainer {
  return task.observed.containers[containerName] ?? unseen;
}

export function knownStatus({ status }: ObservedContainer): KnownStatus {
  return status === 'PENDING' ? 'NONE' : status;
}

/** RFC 3339, as Go prints it. */
export function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function ports(
  { mode }: TaskNetworkSpec,
  { portMappings = [] }: ContainerDefinition,
  { publishedPorts = [] }: ObservedContainer,
  version: MetadataVersion,
): ContainerPort[] | undefined {
  if (mode === 'bridge' && publishedPorts.length > 0)
    return publishedPorts.map(({ containerPort, protocol, hostPort, hostAddress }) => ({
      ...{ ContainerPort: containerPort, Protocol: protocol, HostPort: hostPort },
      ...(version === 'v4' ? { HostIp: hostAddress } : {}),
    }));
  if (mode === 'bridge') return undefined;
  if (portMappings.length === 0) return undefined;
  return portMappings.map(({ containerPort = 0, protocol = 'tcp' }) => ({
    ContainerPort: containerPort,
    Protocol: protocol,
    HostPort: containerPort,
  }));
}

function health({ healthCheck }: ContainerDefinition, seen: ObservedContainer): ContainerDocument['Health'] {
  if (healthCheck === undefined || seen.health === 'UNKNOWN') return undefined;
  return { status: seen.health, statusSince: time(seen.healthSinceMs) };
}

/** Of awslogs the place where the lines go: without a prefix the stream bears the container's id. */
function log(
  { task }: MetadataView,
  { name, logConfiguration }: ContainerDefinition,
  { runtimeId }: ObservedContainer,
) {
  if (logConfiguration === undefined) return {};
  const { logDriver, options = {} } = logConfiguration;
  if (logDriver !== 'awslogs') return { LogDriver: logDriver, LogOptions: options };
  const prefix = options['awslogs-stream-prefix'];
  const stream = prefix === undefined ? runtimeId : `${prefix}/${name}/${task.id}`;
  const awslogsStream: Record<string, string> = stream === undefined ? {} : { 'awslogs-stream': stream };
  return {
    LogDriver: 'awslogs',
    LogOptions: {
      'awslogs-group': options['awslogs-group'] ?? '',
      'awslogs-region': options['awslogs-region'] ?? task.spec.region,
      ...awslogsStream,
    },
  };
}

function networks(
  { task, subnetCidr }: MetadataView,
  { address }: ObservedContainer,
  version: MetadataVersion,
): NetworkDocument[] | undefined {
  const { mode } = task.spec.network;
  if (mode !== 'awsvpc')
    return [{ NetworkMode: mode, IPv4Addresses: address === undefined ? [] : [address] }];
  const network = task.observed.networkInterface;
  if (network === undefined) return undefined;
  const short: NetworkDocument = { NetworkMode: 'awsvpc', IPv4Addresses: [network.address] };
  if (version !== 'v4') return [short];
  const subnet = subnetCidr === undefined ? undefined : parseCidr(subnetCidr);
  return [
    {
      ...short,
      AttachmentIndex: 0,
      MACAddress: network.macAddress,
      IPv4SubnetCIDRBlock: subnetCidr,
      PrivateDNSName: network.privateDnsName,
      SubnetGatewayIpv4Address: subnet && `${gatewayOf(subnet)}/${subnet.prefix}`,
    },
  ];
}
