import type { ServicePlan, ServiceTask, ServiceView } from '../../../src/plan/service/service-view.ts';
import type { Deployment, DeploymentProgress } from '../../../src/services/ecs/service/service.ts';
import { completed, event, nowMs } from './actions.ts';
import { deployment } from './deployment.ts';
import { serviceTask } from './service-task.ts';

/** A row of a table of views with the plans that they give. */
export interface PlanCase {
  readonly title: string;
  readonly view: Partial<ServiceView>;
  readonly plan: ServicePlan;
}

/** Deployment 2 rolls over deployment 1, which was completed; of two tasks unless the facts say otherwise. */
export const newest = (facts: Partial<DeploymentProgress> = {}): Deployment[] => [
  deployment(2, 'PRIMARY', { desiredCount: 2, ...facts }),
  deployment(1, 'ACTIVE', { ...completed(1), desiredCount: facts.desiredCount ?? 2 }),
];
export const done = (desiredCount: number): Deployment =>
  deployment(1, 'PRIMARY', { ...completed(1), desiredCount });

export const old = (sequence: number): ServiceTask => serviceTask(sequence);
export const current = (sequence: number, facts: Partial<ServiceTask> = {}): ServiceTask =>
  serviceTask(sequence, { deploymentId: 'ecs-svc/2', ...facts });

export const starting: Partial<ServiceTask> = {
  lastStatus: 'PENDING',
  startedAtMs: undefined,
  announced: [],
};
/** It never reached RUNNING, which nobody took note of yet. */
export const failed: Partial<ServiceTask> = {
  lastStatus: 'STOPPED',
  desiredStatus: 'STOPPED',
  startedAtMs: undefined,
  announced: [],
  stop: { code: 'TaskFailedToStart', reason: 'CannotPullContainerError: not found', atMs: nowMs },
};
export const notPlaced = event(
  '(service web) was unable to place a task. Reason: CannotPullContainerError: not found.',
);
export const impaired = '(service web) is unable to consistently start tasks successfully.';
