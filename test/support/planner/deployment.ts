import type { Deployment, DeploymentProgress } from '../../../src/services/ecs/service/service.ts';

/** A deployment by its number: `ecs-svc/<number>`, the newer the higher. */
export function deployment(
  number: number,
  status: Deployment['status'],
  progress: Partial<DeploymentProgress> = {},
): Deployment {
  const id = `ecs-svc/${number}`;
  return {
    id,
    serviceArn: 'service/web',
    status,
    createdAtMs: number,
    spec: { taskDefinitionArn: `task-definition/web:${number}`, launchType: 'FARGATE', loadBalancers: [] },
    progress: {
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${id} in progress.`,
      updatedAtMs: number,
      desiredCount: 0,
      failedTasks: 0,
      throttle: { failedRounds: 0, lastSequence: 0 },
      ...progress,
    },
  };
}
