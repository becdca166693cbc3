import type { Deployment } from '../../../services/ecs/service/service.ts';
import { waitMs } from '../../timing.ts';
import { completedText } from '../event-texts.ts';
import type { ServiceTask, ServiceView } from '../service-view.ts';
import type { JudgedTask } from '../strategy/deployment-strategy.ts';
import {
  currentServiceDeployment,
  type PlanStep,
  primaryOf,
  withProgress,
  withServiceDeployment,
} from '../view-changes.ts';
import { rollbackCandidate } from './deployment-failure.ts';
import { endServiceDeployment } from './service-deployment-end.ts';

const minuteMs = 60_000;

/** The deployment is where it was meant to get: all its tasks healthy, and nothing of an older one left. */
export function isSettled(view: ServiceView, { id }: Deployment, judged: readonly JudgedTask[]): boolean {
  const left = view.tasks.filter(isLeft);
  return (
    left.length === view.desiredCount &&
    judged.length === view.desiredCount &&
    judged.every(({ task, health }) => task.deploymentId === id && health.is === 'healthy')
  );
}

/**
 * Completes the PRIMARY deployment once it is settled and its bake time is over, and removes older deployments whose
 * tasks are gone.
 */
export function finishDeployment(
  before: ServiceView,
  primary: Deployment,
  settled: boolean,
  nowMs: number,
): PlanStep {
  const view = withProgress(before, primary.id, { desiredCount: before.desiredCount });
  const isInProgress = primary.progress.rolloutState === 'IN_PROGRESS' && view.status === 'ACTIVE';
  if (!settled || !isInProgress) return { view: withoutDrained(view), actions: [] };
  const current = currentServiceDeployment(view);
  if (current !== undefined && current.progress.rollback === undefined) {
    const { bakeTimeInMinutes } = view.settings;
    const bakeEndsAtMs =
      current.progress.bakeEndsAtMs ?? nowMs + waitMs(view.timing, bakeTimeInMinutes * minuteMs);
    if (nowMs < bakeEndsAtMs)
      return {
        view: withoutDrained(withServiceDeployment(view, current.arn, { bakeEndsAtMs })),
        actions: [],
      };
  }
  const completed = withoutDrained(
    withProgress(view, primary.id, {
      rolloutState: 'COMPLETED',
      rolloutStateReason: `ECS deployment ${primary.id} completed.`,
    }),
  );
  const status = current?.progress.rollback === undefined ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL';
  return {
    view: current === undefined ? completed : endServiceDeployment(completed, current, status, nowMs),
    actions: [{ type: 'add-event', message: completedText(view.name, primary.id) }],
  };
}

/**
 * A deployment goes with its last task. The one to roll back to stays until the PRIMARY deployment is completed: docs,
 * "How CloudWatch alarms detect Amazon ECS deployment failures": "Amazon ECS does not change the status until it has
 * deleted the active deployment, and this does not happen until after the bake time."
 */
function withoutDrained(view: ServiceView): ServiceView {
  const isCompleted = primaryOf(view)?.progress.rolloutState === 'COMPLETED';
  const kept = isCompleted ? undefined : rollbackCandidate(view)?.id;
  return {
    ...view,
    deployments: view.deployments.filter(
      ({ id, status }) =>
        status === 'PRIMARY' ||
        id === kept ||
        view.tasks.some((task) => task.deploymentId === id && isLeft(task)),
    ),
  };
}

/** Whether anything of the task is left: one that is draining or stopping still is. */
function isLeft({ lastStatus }: ServiceTask): boolean {
  return lastStatus !== 'STOPPED';
}
