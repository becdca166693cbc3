import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { isFargateSize } from './fargate-sizes.ts';

/** A definition as asked for, with cpu and memory in units and MiB. */
export interface Candidate extends TaskDefinition {
  readonly containers: readonly ContainerDefinition[];
  readonly isFargate: boolean;
}

/** AWS's sentence where the definition breaks the rule, undefined where it does not. */
type Rule = (candidate: Candidate) => string | undefined;

/** In the order in which AWS checks: the first that is broken is the answer. */
export const definitionRules: readonly Rule[] = [
  ({ family = '' }) => (family === '' ? 'Family should not be null or empty.' : undefined),
  ({ family = '' }) =>
    /^[a-zA-Z0-9\-_]{1,255}$/.test(family) ? undefined : 'Family contains invalid characters.',
  ({ containers }) => (containers.length === 0 ? 'Container list cannot be empty' : undefined),
  ofContainers(({ name = '' }) => (name === '' ? 'Container.name should not be null or empty.' : undefined)),
  ofContainers(({ name = '' }) =>
    /^[a-zA-Z0-9\-_]{1,255}$/.test(name) ? undefined : 'Container.name contains invalid characters.',
  ),
  ofContainers(({ image = '' }) =>
    image === '' ? 'Container.image should not be null or empty.' : undefined,
  ),
  ofContainers(({ image = '' }) =>
    /^[^\s]{1,255}$/.test(image) ? undefined : 'Container.image contains invalid characters.',
  ),
  ({ containers }) =>
    new Set(containers.map(({ name }) => name)).size < containers.length
      ? 'Container names must be unique within a task definition'
      : undefined,
  ({ containers }) =>
    containers.some(({ essential }) => essential ?? true)
      ? undefined
      : "Task definition doesn't have any essential container",
  (candidate) =>
    candidate.memory === undefined
      ? ofContainers(({ name, memory, memoryReservation }) =>
          memory === undefined && memoryReservation === undefined
            ? `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`
            : undefined,
        )(candidate)
      : undefined,
  ofContainers(({ name, memory, memoryReservation }) =>
    memory !== undefined && memoryReservation !== undefined && memory < memoryReservation
      ? `Invalid setting for container '${name}'. 'memory' must be greater than or equal to 'memoryReservation'`
      : undefined,
  ),
  (candidate) =>
    ofContainers(({ name, memory }) =>
      candidate.memory !== undefined && memory !== undefined && memory > Number(candidate.memory)
        ? `The 'memory' setting for container '${name}' is greater than for the task`
        : undefined,
    )(candidate),
  ({ containers, cpu }) =>
    cpu !== undefined && containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0) > Number(cpu)
      ? "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value"
      : undefined,
  forFargate(({ cpu }) =>
    cpu === undefined ? "Fargate requires that 'cpu' be defined at the task level." : undefined,
  ),
  forFargate(({ memory }) =>
    memory === undefined ? "Fargate requires that 'memory' be defined at the task level." : undefined,
  ),
  forFargate(({ cpu, memory }) =>
    isFargateSize(Number(cpu), Number(memory))
      ? undefined
      : `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory`,
  ),
  forFargate(({ networkMode }) =>
    networkMode === 'awsvpc' ? undefined : 'Fargate only supports network mode ‘awsvpc’.',
  ),
  portsMatch('awsvpc'),
  portsMatch('host'),
  uniquePorts,
  ofContainers(({ name, healthCheck: { interval = 30, timeout = 5, retries = 3, startPeriod = 0 } = {} }) => {
    const limits = [
      ['interval', interval, 300],
      ['timeout', timeout, 60],
      ['retries', retries, 10],
      ['startPeriod', startPeriod, 300],
    ] as const;
    const broken = limits.find(([, value, most]) => value > most);
    return (
      broken &&
      `Health check ${broken[0]} must be less than or equal to the maximum allowed value ${broken[2]} for container '${name}'`
    );
  }),
  dependencies,
  ({ containers, executionRoleArn }) =>
    executionRoleArn === undefined && containers.some(({ secrets }) => (secrets?.length ?? 0) > 0)
      ? "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'"
      : undefined,
  ofContainers(({ secrets = [], environment = [] }) => {
    const names = new Set(environment.map(({ name }) => name));
    const shared = secrets.find(({ name }) => names.has(name));
    return (
      shared &&
      `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${shared.name}'.`
    );
  }),
  (candidate) => ofContainers((container) => logging(container, candidate))(candidate),
  ofContainers(({ ulimits = [] }) => {
    const broken = ulimits.find(({ softLimit = 0, hardLimit = 0 }) => softLimit > hardLimit);
    return broken && `Soft limit exceeds hard limit for ulimit ${broken.name}`;
  }),
  ({ containers, volumes = [] }) => {
    const known = new Set(volumes.map(({ name }) => name));
    const unknown = containers
      .flatMap(({ mountPoints = [] }) => mountPoints)
      .find(({ sourceVolume }) => !known.has(sourceVolume));
    return unknown && `Unknown volume '${unknown.sourceVolume}'.`;
  },
];

function ofContainers(check: (container: ContainerDefinition) => string | undefined): Rule {
  return ({ containers }) => {
    for (const container of containers) {
      const broken = check(container);
      if (broken !== undefined) return broken;
    }
    return undefined;
  };
}

function forFargate(rule: Rule): Rule {
  return (candidate) => (candidate.isFargate ? rule(candidate) : undefined);
}

function portsMatch(mode: 'awsvpc' | 'host'): Rule {
  return ({ networkMode, containers }) =>
    networkMode === mode &&
    containers
      .flatMap(({ portMappings = [] }) => portMappings)
      .some(
        ({ containerPort, hostPort }) =>
          hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort,
      )
      ? `When networkMode=${mode}, the host ports and container ports in port mappings must match.`
      : undefined;
}

function uniquePorts({ networkMode, containers }: Candidate): string | undefined {
  if (networkMode !== 'awsvpc') return undefined;
  const seen = new Set<string>();
  for (const { containerPort, protocol = 'tcp' } of containers.flatMap(
    ({ portMappings = [] }) => portMappings,
  )) {
    const key = `${protocol} ${containerPort}`;
    if (containerPort !== undefined && seen.has(key))
      return `${protocol.toUpperCase()} container port '${containerPort}' is used multiple times in task when networkMode=awsvpc.`;
    seen.add(key);
  }
  return undefined;
}

function dependencies({ containers }: Candidate): string | undefined {
  for (const { dependsOn = [] } of containers)
    for (const { containerName, condition } of dependsOn) {
      const target = containers.find(({ name }) => name === containerName);
      if (target === undefined)
        return `Cannot depend on container + '${containerName}' because it does not exist`;
      if ((condition === 'SUCCESS' || condition === 'COMPLETE') && (target.essential ?? true))
        return 'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container';
      if (condition === 'HEALTHY' && target.healthCheck === undefined)
        return 'A dependency container with HEALTHY condition must have health check configured';
    }
  return hasCycle(containers) ? 'Container dependencies must not form a cycle' : undefined;
}

function hasCycle(containers: readonly ContainerDefinition[]): boolean {
  const left = new Map(
    containers.map(({ name, dependsOn = [] }) => [name, dependsOn.map(({ containerName }) => containerName)]),
  );
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [name, needs] of left) if (!needs.some((need) => left.has(need))) left.delete(name);
  }
  return left.size > 0;
}

function logging({ logConfiguration }: ContainerDefinition, candidate: Candidate): string | undefined {
  if (logConfiguration === undefined) return undefined;
  const { logDriver = '', options = {} } = logConfiguration;
  if (candidate.isFargate && !['awslogs', 'splunk', 'awsfirelens'].includes(logDriver))
    return `${logDriver} is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]`;
  if (logDriver !== 'awslogs') return undefined;
  for (const option of ['awslogs-group', 'awslogs-region'])
    if (options[option] === undefined) return `Log driver awslogs requires options: ${option}`;
  if (candidate.isFargate && options['awslogs-stream-prefix'] === undefined)
    return 'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.';
  return candidate.isFargate && candidate.executionRoleArn === undefined
    ? 'Fargate requires task definition to have execution role ARN to support log driver awslogs.'
    : undefined;
}
