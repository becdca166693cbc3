import { attributeValue, type InstanceView, type TaskDemand } from './instance-view.ts';

/** Why an instance cannot take a task, as `failures[].reason` says it. */
export type InstanceFailureReason =
  | 'INACTIVE'
  | 'AGENT'
  | 'ATTRIBUTE'
  | 'LOCATION'
  | 'RESOURCE:CPU'
  | 'RESOURCE:MEMORY'
  | 'RESOURCE:PORTS'
  | 'RESOURCE:GPU';

type Check = (instance: InstanceView, demand: TaskDemand) => boolean;

const checks: readonly (readonly [InstanceFailureReason, Check])[] = [
  ['INACTIVE', ({ status }) => status === 'ACTIVE'],
  ['AGENT', ({ agentConnected }) => agentConnected],
  [
    'ATTRIBUTE',
    (instance, { requiredAttributes }) =>
      requiredAttributes.every((name) => attributeValue(instance, name) !== undefined),
  ],
  [
    'LOCATION',
    ({ availabilityZone }, { availabilityZones }) => availabilityZones?.includes(availabilityZone) ?? true,
  ],
  ['RESOURCE:CPU', ({ remaining }, { cpu }) => cpu <= remaining.cpu],
  ['RESOURCE:MEMORY', ({ remaining }, { memoryMiB }) => memoryMiB <= remaining.memoryMiB],
  [
    'RESOURCE:PORTS',
    ({ remaining }, { tcpPorts, udpPorts }) =>
      !tcpPorts.some((port) => remaining.tcpPorts.has(port)) &&
      !udpPorts.some((port) => remaining.udpPorts.has(port)),
  ],
  ['RESOURCE:GPU', ({ remaining }, { gpus }) => gpus <= (remaining.gpus ?? 0)],
];

/**
 * The first reason why the instance cannot take the task, undefined where it can. Constraints and strategies are no
 * part of it: this is all that StartTask asks. Docs: "Amazon ECS API failure reasons".
 */
export function checkInstance(instance: InstanceView, demand: TaskDemand): InstanceFailureReason | undefined {
  return checks.find(([, passes]) => !passes(instance, demand))?.[0];
}

/** How many of the checks a failure for that reason passed. */
export function checksPassed(reason: InstanceFailureReason): number {
  return checks.findIndex(([each]) => each === reason);
}
