import { brokenDefinitionConstraints } from '../../../../plan/placement/check-placement.ts';
import { isFargateSize, noFargateSize } from '../fargate-sizes.ts';
import { containerRules } from './container-rules.ts';
import { fargateRules } from './fargate-rules.ts';
import { portRules } from './port-rules.ts';
import { proxyRules } from './proxy-rules.ts';
import { forFargate, isOutside, namePattern, ofContainers, oneOf, type Rule } from './rule.ts';
import { volumeRules } from './volume-rules.ts';

const mostContainers = 10;
/** Of a task that is not for Fargate: API reference, RegisterTaskDefinition. */
const leastTaskCpu = 128;
const mostTaskCpu = 196_608;
const rolePattern = /^(arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}|[\w+=,.@-]{1,64})$/;

/** Whether a text is the ARN or the name of a role. */
export function isRole(text: string): boolean {
  return rolePattern.test(text);
}

const identity: readonly Rule[] = [
  ({ family = '' }) => (family === '' ? 'Family should not be null or empty.' : undefined),
  ({ family = '' }) => (namePattern.test(family) ? undefined : 'Family contains invalid characters.'),
  ({ containers }) => (containers.length === 0 ? 'Container list cannot be empty' : undefined),
  ({ containers }) => (containers.length > mostContainers ? 'Too many containers.' : undefined),
  ofContainers(({ name = '' }) => (name === '' ? 'Container.name should not be null or empty.' : undefined)),
  ofContainers(({ name = '' }) =>
    namePattern.test(name) ? undefined : 'Container.name contains invalid characters.',
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
  ({ networkMode }) => oneOf('Network mode', networkMode, ['bridge', 'host', 'awsvpc', 'none']),
  ({ requiresCompatibilities = [] }) =>
    requiresCompatibilities
      .map((each) =>
        oneOf('Requires compatibilities', each, ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES']),
      )
      .find((broken) => broken !== undefined),
  ({ placementConstraints }) => brokenDefinitionConstraints(placementConstraints),
  ({ taskRoleArn, executionRoleArn }) =>
    [taskRoleArn, executionRoleArn].some((role) => role !== undefined && !isRole(role))
      ? 'Role is not valid'
      : undefined,
];

const sizes: readonly Rule[] = [
  ofContainers(({ name, cpu, memory, memoryReservation }) => {
    const settings = { cpu, memory, memoryReservation };
    const broken = Object.entries(settings).find(([, value]) => isOutside(value, 0));
    return (
      broken && `Invalid setting for container '${name}'. '${broken[0]}' must be a non-negative whole number.`
    );
  }),
  ofContainers(({ name, memory, memoryReservation }, task) =>
    task.memory === undefined && memory === undefined && memoryReservation === undefined
      ? `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`
      : undefined,
  ),
  ofContainers(({ name, memory, memoryReservation }) =>
    memory !== undefined && memoryReservation !== undefined && memory < memoryReservation
      ? `Invalid setting for container '${name}'. 'memory' must be greater than or equal to 'memoryReservation'`
      : undefined,
  ),
  ofContainers(({ name, memory }, task) =>
    task.memory !== undefined && memory !== undefined && memory > Number(task.memory)
      ? `The 'memory' setting for container '${name}' is greater than for the task`
      : undefined,
  ),
  ({ containers, cpu }) =>
    cpu !== undefined && containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0) > Number(cpu)
      ? "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."
      : undefined,
  ({ containers, memory }) =>
    memory !== undefined &&
    containers.reduce((sum, each) => sum + (each.memoryReservation ?? 0), 0) > Number(memory)
      ? "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'."
      : undefined,
  ({ cpu, isFargate }) =>
    !isFargate && cpu !== undefined && isOutside(Number(cpu), leastTaskCpu, mostTaskCpu)
      ? "Invalid 'cpu' setting for task."
      : undefined,
  forFargate(({ cpu }) =>
    cpu === undefined ? "Fargate requires that 'cpu' be defined at the task level." : undefined,
  ),
  forFargate(({ memory }) =>
    memory === undefined ? "Fargate requires that 'memory' be defined at the task level." : undefined,
  ),
  forFargate(({ cpu, memory }) =>
    isFargateSize(Number(cpu), Number(memory)) ? undefined : noFargateSize(cpu, memory),
  ),
  forFargate(({ networkMode }) =>
    networkMode === 'awsvpc' ? undefined : 'Fargate only supports network mode ‘awsvpc’.',
  ),
];

/** In the order in which AWS checks: the first that is broken is the answer. */
export const definitionRules: readonly Rule[] = [
  ...identity,
  ...sizes,
  ...portRules,
  ...containerRules,
  ...volumeRules,
  ...proxyRules,
  ...fargateRules,
];
