import type { TaskDemand } from './instance-view.ts';

/** The members of a task definition that placement goes by, as RegisterTaskDefinition keeps them. */
export interface DemandingDefinition {
  readonly family?: string | undefined;
  readonly networkMode?: string | undefined;
  readonly requiresAttributes?: readonly { readonly name: string | undefined }[] | undefined;
  readonly containerDefinitions?: readonly DemandingContainer[] | undefined;
}

interface ContainerSize {
  readonly name?: string | undefined;
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
  readonly memoryReservation?: number | undefined;
  readonly resourceRequirements?: readonly ResourceRequirement[] | undefined;
}

interface ResourceRequirement {
  readonly type?: string | undefined;
  readonly value?: string | undefined;
}

export interface DemandingContainer extends ContainerSize {
  readonly portMappings?: readonly DemandingPort[] | undefined;
}

interface DemandingPort {
  readonly containerPort?: number | undefined;
  readonly hostPort?: number | undefined;
  readonly containerPortRange?: string | undefined;
  readonly protocol?: string | undefined;
}

export interface DemandOptions {
  readonly definition: DemandingDefinition;
  /** By the container's name; what one sets replaces what the definition says. */
  readonly containerOverrides?: readonly ContainerSize[] | undefined;
  /** CPU units and MiB of the whole task as digits, overrides applied: a task's `cpu` and `memory`. */
  readonly size: { readonly cpu?: string | undefined; readonly memory?: string | undefined };
  readonly group: string;
  readonly availabilityZones?: readonly string[];
}

/**
 * What a task takes of its instance: the size of the task, where it has none the sum over its containers, of each its
 * memoryReservation rather than its memory; and the host ports that are fixed. Docs: "Amazon ECS task definition
 * parameters".
 */
export function taskDemand(options: DemandOptions): TaskDemand {
  const { definition, containerOverrides = [], size, group, availabilityZones } = options;
  const containers = (definition.containerDefinitions ?? []).map((container) =>
    overridden(
      container,
      containerOverrides.find(({ name }) => name === container.name),
    ),
  );
  const total = (measure: (container: ContainerSize) => number): number =>
    containers.reduce((sum, container) => sum + measure(container), 0);
  const ports = hostPorts(containers, definition.networkMode);
  return {
    cpu: wholeSize(size.cpu) ?? total(({ cpu }) => cpu ?? 0),
    memoryMiB:
      wholeSize(size.memory) ?? total(({ memory, memoryReservation }) => memoryReservation ?? memory ?? 0),
    tcpPorts: ports.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port),
    udpPorts: ports.filter(({ protocol }) => protocol === 'udp').map(({ port }) => port),
    gpus: total(gpusOf),
    requiredAttributes: (definition.requiresAttributes ?? []).flatMap(({ name }) => name ?? []),
    group,
    taskDefinitionFamily: definition.family ?? '',
    ...(availabilityZones === undefined ? {} : { availabilityZones }),
  };
}

function overridden(container: DemandingContainer, override: ContainerSize | undefined): DemandingContainer {
  return {
    ...container,
    cpu: override?.cpu ?? container.cpu,
    memory: override?.memory ?? container.memory,
    memoryReservation: override?.memoryReservation ?? container.memoryReservation,
    resourceRequirements: override?.resourceRequirements ?? container.resourceRequirements,
  };
}

function wholeSize(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function gpusOf({ resourceRequirements = [] }: ContainerSize): number {
  return resourceRequirements
    .filter(({ type }) => type === 'GPU')
    .reduce((sum, { value }) => sum + (wholeSize(value) ?? 0), 0);
}

/** In bridge mode only a port that is asked for is fixed; with the host's network the container's ports are the host's. */
function hostPorts(
  containers: readonly DemandingContainer[],
  networkMode: string | undefined,
): { readonly port: number; readonly protocol: string }[] {
  if (networkMode === 'awsvpc' || networkMode === 'none') return [];
  return containers
    .flatMap(({ portMappings = [] }) => portMappings)
    .flatMap(({ containerPort, hostPort, containerPortRange, protocol = 'tcp' }) => {
      const fixed =
        networkMode === 'host' ? [...portRange(containerPortRange), hostPort || containerPort] : [hostPort];
      return fixed.flatMap((port) => (port === undefined || port === 0 ? [] : [{ port, protocol }]));
    });
}

function portRange(range: string | undefined): number[] {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined) return [];
  const length = Math.max(0, Number(last) - Number(first) + 1);
  return Array.from({ length }, (_, index) => Number(first) + index);
}
