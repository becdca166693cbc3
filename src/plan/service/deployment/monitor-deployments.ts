import type { Deployment } from '../../../services/ecs/service/service.ts';
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
import { failDeployment, failureOf, rollbackCandidate } from './deployment-failure.ts';
import { endOvertaken } from './service-deployment-end.ts';
import { countFailedTasks, type TaskOutcome, type TaskOutcomes, taskOutcomes } from './task-outcomes.ts';

/**
 * Counts what became of tasks, and fails the deployment in progress where its circuit breaker, its alarms or its user
 * say so. In the view that comes out the PRIMARY deployment is the one to go on with.
 */
export function monitorDeployments(view: ServiceView, nowMs: number): PlanStep {
  const primary = primaryOf(view);
  if (primary === undefined) return { view, actions: [] };
  const own = taskOutcomes(view, primary, nowMs);
  // What becomes of the source's tasks is no success or failure of the deployment that replaces it.
  const source = rollbackCandidate(view);
  const ofSource = source && taskOutcomes(view, source, nowMs);
  const actions = [...own.actions, ...(ofSource?.actions ?? [])];
  const counted = [
    { deployment: primary, seen: own },
    { deployment: source, seen: ofSource },
  ].reduce(withOutcomes, endOvertaken(view, nowMs));
  const current = currentServiceDeployment(counted);
  if (current === undefined || view.status !== 'ACTIVE') return { view: counted, actions };
  const watched = watch(counted, current, own.outcomes, nowMs);
  const failure = failureOf(watched, currentServiceDeployment(watched) ?? current);
  if (failure === undefined) return { view: watched, actions };
  const failed = failDeployment(watched, currentServiceDeployment(watched) ?? current, failure, nowMs);
  return { view: failed.view, actions: [...actions, ...failed.actions] };
}

function withOutcomes(
  view: ServiceView,
  { deployment, seen }: { readonly deployment?: Deployment; readonly seen?: TaskOutcomes },
): ServiceView {
  if (deployment === undefined || seen === undefined) return view;
  return withProgress(view, deployment.id, {
    failedTasks: countFailedTasks(deployment.progress.failedTasks, seen.outcomes),
    throttle: seen.throttle,
  });
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
