import type { DeploymentSpec, StartThrottle } from '../service/service.ts';

/** PRIMARY serves production traffic, ACTIVE does not; DRAINING goes once its tasks are gone. */
export type TaskSetStatus = 'PRIMARY' | 'ACTIVE' | 'DRAINING';

/** Tasks of a service with the EXTERNAL deployment controller that are kept running and replaced together. */
export interface TaskSet {
  /** `ecs-svc/<19 digits>`: its tasks have it as their deployment's id. */
  readonly id: string;
  readonly arn: string;
  readonly serviceArn: string;
  readonly status: TaskSetStatus;
  /** Of the service's desired count, 0 to 100. */
  readonly scalePercent: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly externalId?: string;
  /** Fixed when the task set is created. */
  readonly spec: DeploymentSpec;
  readonly progress: TaskSetProgress;
}

/** Written by the service planner; what asks for other tasks makes `stability` STABILIZING at once. */
export interface TaskSetProgress {
  /** The number of tasks that it is being brought to. */
  readonly computedDesiredCount: number;
  readonly stability: 'STEADY_STATE' | 'STABILIZING';
  readonly stabilityAtMs: number;
  readonly throttle: StartThrottle;
}
