import type { ServiceAction, ServiceTask } from '../../../src/plan/service/service-view.ts';
import type { TaskSetAction } from '../../../src/plan/service/task-set/task-sets-view.ts';
import type { DeploymentProgress } from '../../../src/services/ecs/service/service.ts';
import type { ServiceDeploymentProgress } from '../../../src/services/ecs/service-deployment/service-deployment.ts';
import type { TaskSet, TaskSetProgress } from '../../../src/services/ecs/task-set/task-set.ts';
import { deployment } from './deployment.ts';
import { serviceDeployment } from './service-deployment.ts';

/** When the tables of planner tests plan. */
export const nowMs = 1_000_000;

export const event = (message: string): ServiceAction => ({ type: 'add-event', message });
export const announce = (
  sequence: number,
  announcement: ServiceTask['announced'][number],
): ServiceAction => ({ type: 'announce', taskArn: `task/${sequence}`, announcement });
export const start = (number: number, count: number, replacedUnhealthy = 0): ServiceAction => ({
  type: 'start-tasks',
  deploymentId: `ecs-svc/${number}`,
  count,
  replacedUnhealthy,
});
export const stop = (number: number, ...sequences: number[]): ServiceAction => ({
  type: 'stop-tasks',
  taskArns: sequences.map((sequence) => `task/${sequence}`),
  reason: `Scaling activity initiated by (deployment ecs-svc/${number})`,
});
/** The progress of a deployment, as it was begun but for the facts. */
export const progress = (number: number, facts: Partial<DeploymentProgress>): ServiceAction => ({
  type: 'set-progress',
  deploymentId: `ecs-svc/${number}`,
  progress: { ...deployment(number, 'PRIMARY').progress, updatedAtMs: nowMs, ...facts },
});
/** The progress of a service deployment, as it was in progress but for the facts. */
export const serviceProgress = (
  number: number,
  facts: Partial<ServiceDeploymentProgress>,
): ServiceAction => ({
  type: 'set-service-deployment',
  arn: `service-deployment/web/${number}`,
  progress: { ...serviceDeployment(number).progress, updatedAtMs: nowMs, ...facts },
});
/** The task set's progress but for the facts; its time changes with the count it is brought to. */
export const setTaskSet = (before: TaskSet, facts: Partial<TaskSetProgress>): TaskSetAction => ({
  type: 'set-task-set',
  taskSet: before,
  progress: { ...before.progress, ...facts },
  updatedAtMs: facts.computedDesiredCount === undefined ? before.updatedAtMs : nowMs,
});
export const remember = (steady: boolean, ...said: string[]): ServiceAction => ({
  type: 'remember',
  memory: { steady, said },
});

export const steadyEvent = event('(service web) has reached a steady state.');

/** Nothing was said of the service's state. */
export const unsettled = { steady: false, said: [] };
export const completed = (number: number) => ({
  rolloutState: 'COMPLETED' as const,
  rolloutStateReason: `ECS deployment ecs-svc/${number} completed.`,
});
