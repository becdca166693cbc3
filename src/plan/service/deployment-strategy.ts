import type { ServiceTask } from './service-view.ts';
import type { TaskHealth } from './task-health.ts';

/**
 * How the tasks of the PRIMARY deployment come and those of older ones go, recomputed from what is observed at every
 * call. What a deployment's end is (success, failure, rollback) is decided outside.
 */
export interface DeploymentStrategy {
  plan(view: StrategyView): StrategyPlan;
}

/** A task with what it counts as. */
export interface JudgedTask {
  readonly task: ServiceTask;
  readonly health: TaskHealth;
  /** Neither scale-in nor a deployment may stop it; ill health may. */
  readonly isProtected?: boolean;
}

export interface StrategyView {
  readonly desiredCount: number;
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  /** Tasks of the PRIMARY deployment that are meant to run. */
  readonly current: readonly JudgedTask[];
  /** Tasks of replaced deployments that are meant to run. */
  readonly replaced: readonly JudgedTask[];
  /** Every task that a client still sees as running or pending, those that are about to stop among them. */
  readonly occupied: number;
  /** False while failed starts are being throttled, and once the service is being deleted. */
  readonly mayStart: boolean;
  /** The PRIMARY deployment failed with nothing to go back to: nothing will come in the place of what is stopped. */
  readonly isStalled: boolean;
}

export interface StrategyPlan {
  readonly start: number;
  /** How many of the starts stand in for an unhealthy task. */
  readonly replacedUnhealthy: number;
  readonly stop: readonly JudgedTask[];
  /** The settings leave no room for any step. */
  readonly blocked: boolean;
}
