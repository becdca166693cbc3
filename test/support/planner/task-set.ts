import type { TaskSet, TaskSetProgress } from '../../../src/services/ecs/task-set/task-set.ts';

/** A task set by its number, at 100 percent and steady with two tasks: `ecs-svc/<number>`, the newer the higher. */
export function taskSet(
  number: number,
  { progress, ...facts }: Partial<Omit<TaskSet, 'progress'>> & { progress?: Partial<TaskSetProgress> } = {},
): TaskSet {
  return {
    id: `ecs-svc/${number}`,
    arn: `task-set/web/ecs-svc/${number}`,
    serviceArn: 'service/web',
    status: 'ACTIVE',
    scalePercent: 100,
    createdAtMs: number,
    updatedAtMs: number,
    spec: { taskDefinitionArn: `task-definition/web:${number}`, launchType: 'FARGATE', loadBalancers: [] },
    progress: {
      computedDesiredCount: 2,
      stability: 'STEADY_STATE',
      stabilityAtMs: number,
      throttle: { failedRounds: 0, lastSequence: 0 },
      ...progress,
    },
    ...facts,
  };
}
