import type { ServiceTask } from '../service-view.ts';
import type { TaskHealth } from '../task-health.ts';

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
  /** Tasks of older deployments that are meant to run, the source's among them. */
  readonly replaced: readonly JudgedTask[];
  /** The deployment that serves until the PRIMARY one does; none once that is completed. */
  readonly source?: SourceView;
  /** Every task that a client still sees as running or pending, those that are about to stop among them. */
  readonly occupied: number;
  /** How many further tasks find a place now; no bound where it is absent. */
  readonly placeable?: number;
  /** False while failed starts are being throttled, and once the service is being deleted. */
  readonly mayStart: boolean;
}

export interface SourceView {
  readonly tasks: readonly JudgedTask[];
  /** How many tasks it is to have where the others do not suffice: those that were not given up for new ones. */
  readonly kept: number;
  /** False while its own failed starts are being throttled. */
  readonly mayStart: boolean;
}

export interface StrategyPlan {
  /** Of the PRIMARY deployment. */
  readonly start: Starts;
  /** Of the source, in the place of its tasks that failed. */
  readonly restart: Starts;
  readonly stop: readonly JudgedTask[];
  /** The source's `kept` from now on. */
  readonly kept: number;
  /** The settings leave no room for any step. */
  readonly blocked: boolean;
  /** There is no place for all that is to start. */
  readonly isUnplaced?: boolean;
}

export interface Starts {
  readonly count: number;
  /** How many of them stand in for an unhealthy task. */
  readonly replacedUnhealthy: number;
  /** The container instance of each, where the strategy says which. */
  readonly on?: readonly string[];
}

export function isHealthy({ health }: JudgedTask): boolean {
  return health.is === 'healthy';
}

export function isStarting({ health }: JudgedTask): boolean {
  return health.is === 'starting';
}

export function isUnhealthy({ health }: JudgedTask): boolean {
  return health.is === 'unhealthy';
}
