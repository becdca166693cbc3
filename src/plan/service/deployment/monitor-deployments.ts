import type { ServiceDeployment } from '../../../services/ecs/service-deployment/service-deployment.ts';
import type { ServiceView } from '../service-view.ts';
import {
  currentServiceDeployment,
  type PlanStep,
  primaryOf,
  withProgress,
  withServiceDeployment,
} from '../view-changes.ts';
import { countBreakerFailures } from './circuit-breaker.ts';
import { alarmWatch } from './deployment-alarms.ts';
import { failDeployment, failureOf } from './deployment-failure.ts';
import { endOvertaken } from './service-deployment-end.ts';
import { countFailedTasks, type TaskOutcome, taskOutcomes } from './task-outcomes.ts';

/**
 * Counts what became of tasks, and fails the deployment in progress where its circuit breaker, its alarms or its user
 * say so. In the view that comes out the PRIMARY deployment is the one to go on with.
 */
export function monitorDeployments(view: ServiceView, nowMs: number): PlanStep {
  const primary = primaryOf(view);
  if (primary === undefined) return { view, actions: [] };
  const { actions, outcomes, throttle } = taskOutcomes(view, primary, nowMs);
  const counted = withProgress(endOvertaken(view, nowMs), primary.id, {
    failedTasks: countFailedTasks(primary.progress.failedTasks, outcomes),
    throttle,
  });
  const current = currentServiceDeployment(counted);
  if (current === undefined || view.status !== 'ACTIVE') return { view: counted, actions };
  const watched = watch(counted, current, outcomes, nowMs);
  const failure = failureOf(watched, currentServiceDeployment(watched) ?? current);
  if (failure === undefined) return { view: watched, actions };
  const failed = failDeployment(watched, currentServiceDeployment(watched) ?? current, failure, nowMs);
  return {
    view: failed.view,
    actions: [...actions, ...failed.actions, ...pastOf(failed, primary.id, nowMs)],
  };
}

/** What became of tasks of the deployment that is gone back to is no success or failure of the rollback. */
function pastOf({ view }: PlanStep, failedId: string, nowMs: number): PlanStep['actions'] {
  const primary = primaryOf(view);
  return primary === undefined || primary.id === failedId ? [] : taskOutcomes(view, primary, nowMs).actions;
}

/** Begins a service deployment that is new, and keeps the books of what it watches. */
function watch(
  view: ServiceView,
  current: ServiceDeployment,
  outcomes: readonly TaskOutcome[],
  nowMs: number,
): ServiceView {
  const { deploymentCircuitBreaker: breaker } = view.settings;
  const { status, failureCount, rollback } = current.progress;
  const counted = (before: number): number =>
    breaker.enable ? countBreakerFailures(before, outcomes, breaker) : before;
  return withServiceDeployment(view, current.arn, {
    ...(status === 'PENDING' ? { status: 'IN_PROGRESS', startedAtMs: nowMs } : {}),
    ...(rollback === undefined
      ? { failureCount: counted(failureCount) }
      : { rollback: { ...rollback, failureCount: counted(rollback.failureCount) } }),
    alarms: alarmWatch(view, current),
  });
}
