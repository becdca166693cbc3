import type { ServiceTask } from '../../../src/plan/service/service-view.ts';

/** A task as the service planner sees it: running, healthy without any health check, told of; `id` and `sequence` are one. */
export function serviceTask(sequence: number, facts: Partial<ServiceTask> = {}): ServiceTask {
  return {
    arn: `task/${sequence}`,
    id: String(sequence),
    sequence,
    deploymentId: 'ecs-svc/1',
    availabilityZone: 'us-east-1a',
    desiredStatus: 'RUNNING',
    lastStatus: 'RUNNING',
    startedAtMs: 0,
    containerHealth: 'none',
    targets: [],
    targetState: 'none',
    announced: ['started', 'healthy'],
    ...facts,
  };
}
