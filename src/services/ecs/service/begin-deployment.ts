import { randomInt } from 'node:crypto';
import type { EcsContext } from '../ecs-context.ts';
import type { DeploymentSpec } from './service.ts';

/** Begins a deployment as PRIMARY: desiredCount stays 0 until its scheduling starts, as AWS shows it. */
export function beginDeployment(context: EcsContext, serviceArn: string, spec: DeploymentSpec): void {
  const id = `ecs-svc/${deploymentDigits()}`;
  const nowMs = context.clock.now();
  context.deployments.begin({
    id,
    serviceArn,
    createdAtMs: nowMs,
    spec,
    progress: {
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${id} in progress.`,
      updatedAtMs: nowMs,
      desiredCount: 0,
      failedTasks: 0,
    },
  });
}

/** Nineteen digits, the first of them not zero. */
function deploymentDigits(): string {
  return `${randomInt(1, 10)}${Array.from({ length: 3 }, () => String(randomInt(1_000_000)).padStart(6, '0')).join('')}`;
}
