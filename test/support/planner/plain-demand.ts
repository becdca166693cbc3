import type { TaskDemand } from '../../../src/plan/placement/instance-view.ts';

/** A task of the service `web` that takes a quarter of what `instanceView` gives, and no port. */
export function plainDemand(facts: Partial<TaskDemand> = {}): TaskDemand {
  return {
    cpu: 512,
    memoryMiB: 1024,
    tcpPorts: [],
    udpPorts: [],
    gpus: 0,
    requiredAttributes: [],
    group: 'service:web',
    taskDefinitionFamily: 'web',
    ...facts,
  };
}
