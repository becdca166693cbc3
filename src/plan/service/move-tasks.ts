import type { Deployment } from '../../services/ecs/service/service.ts';
import { rollbackCandidate } from './deployment/deployment-failure.ts';
import { stoppedPendingText, stoppedText } from './event-texts.ts';
import type { ServiceAction, ServiceTask, ServiceView } from './service-view.ts';
import { daemon } from './strategy/daemon.ts';
import type { DeploymentStrategy, JudgedTask, Starts, StrategyPlan } from './strategy/deployment-strategy.ts';
import { rolling } from './strategy/rolling.ts';
import { stalled } from './strategy/stalled.ts';
import { taskHealth } from './task-health.ts';
import { type PlanStep, primaryOf, withProgress } from './view-changes.ts';

export interface TaskMoves extends PlanStep {
  readonly plan: StrategyPlan;
}

/** The strategy by which a service deploys; one that is deleted stops all the same. */
function strategyOf(
  { status, room, tasks }: ServiceView,
  { rolloutState }: Deployment['progress'],
): DeploymentStrategy {
  if (room?.type === 'daemon') {
    const occupied = tasks
      .filter(isOccupying)
      .flatMap(({ containerInstanceArn }) => containerInstanceArn ?? []);
    return daemon(room, new Set(occupied));
  }
  return status === 'ACTIVE' && rolloutState === 'FAILED' ? stalled : rolling;
}

/** The tasks that are meant to run, with what each counts as. */
export function judgeTasks(view: ServiceView, nowMs: number): JudgedTask[] {
  return view.tasks
    .filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
    .map((task) => ({
      task,
      health: taskHealth(task, view, nowMs),
      isProtected: protectionEndsMs(task, view, nowMs) !== undefined,
    }));
}

/** A service that is being deleted protects nothing any more. */
export function protectionEndsMs(task: ServiceTask, view: ServiceView, nowMs: number): number | undefined {
  const { protectedUntilMs } = task;
  const holds = view.status === 'ACTIVE' && protectedUntilMs !== undefined && protectedUntilMs > nowMs;
  return holds ? protectedUntilMs : undefined;
}

/**
 * What is started for the PRIMARY deployment and its source, and what is stopped, of it and of older ones. A task whose
 * instance drains is replaced like one of an older deployment.
 *
 * @param extra tasks beyond the desired count that are no surplus
 */
export function moveTasks(
  view: ServiceView,
  { id, progress }: Deployment,
  judged: readonly JudgedTask[],
  nowMs: number,
  extra = 0,
): TaskMoves {
  const of = (deploymentId: string | undefined): readonly JudgedTask[] =>
    judged.filter(({ task }) => task.deploymentId === deploymentId && task.isDisplaced !== true);
  const current = of(id);
  const source = sourceOf(view);
  const isActive = view.status === 'ACTIVE';
  const plan = strategyOf(view, progress).plan({
    desiredCount: view.desiredCount + extra,
    placeable: view.room?.type === 'replica' ? view.room.placeable : undefined,
    maximumPercent: view.settings.maximumPercent,
    minimumHealthyPercent: view.settings.minimumHealthyPercent,
    current,
    replaced: judged.filter((each) => !current.includes(each)),
    source: source && {
      tasks: of(source.id),
      kept: keptOf(source, progress, view),
      mayStart: isActive && mayStart(source, nowMs),
    },
    occupied: view.tasks.filter(isOccupying).length,
    mayStart: isActive && progress.rolloutState !== 'FAILED' && mayStart({ progress }, nowMs),
  });
  const actions = [
    ...startActions(source?.id, plan.restart),
    ...startActions(id, plan.start),
    ...stopActions(view, id, plan.stop),
  ];
  return { view: withKept(view, source, plan.kept), actions, plan };
}

/** The deployment that serves until the PRIMARY one does: the one that could be gone back to. */
export function sourceOf(view: ServiceView): Deployment | undefined {
  return primaryOf(view)?.progress.rolloutState === 'COMPLETED' ? undefined : rollbackCandidate(view);
}

function mayStart({ progress }: Pick<Deployment, 'progress'>, nowMs: number): boolean {
  return nowMs >= (progress.throttle.nextStartAtMs ?? 0);
}

/**
 * How many tasks of its source a deployment lets it have before this plan. What's New, 2025-11, "Amazon ECS improves
 * Service Availability during Rolling deployments": ECS applies scale-out to both revisions.
 */
function keptOf(
  { progress: { desiredCount: kept } }: Deployment,
  { desiredCount: scheduled }: Deployment['progress'],
  { desiredCount }: ServiceView,
): number {
  return scheduled === 0 ? Math.min(kept, desiredCount) : Math.max(0, kept + desiredCount - scheduled);
}

/** Of older deployments than the source nothing is kept. */
function withKept(view: ServiceView, source: Deployment | undefined, kept: number): ServiceView {
  return view.deployments
    .filter(({ status }) => status === 'ACTIVE')
    .reduce((next, { id }) => withProgress(next, id, { desiredCount: id === source?.id ? kept : 0 }), view);
}

function startActions(
  deploymentId: string | undefined,
  { count, replacedUnhealthy, on }: Starts,
): ServiceAction[] {
  if (deploymentId === undefined || count === 0) return [];
  const where = on === undefined ? {} : { where: { type: 'instances' as const, arns: on } };
  return [{ type: 'start-tasks', deploymentId, count, replacedUnhealthy, ...where }];
}

function stopActions(view: ServiceView, primaryId: string, stop: readonly JudgedTask[]): ServiceAction[] {
  const byReason = new Map<string, ServiceTask[]>();
  for (const { task, health } of stop) {
    // A service that is deleted stops all of its tasks for that one reason.
    const reason =
      health.is === 'unhealthy' && view.status === 'ACTIVE'
        ? health.reason
        : `Scaling activity initiated by (deployment ${primaryId})`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), task]);
  }
  const running = stop.filter(({ task }) => task.lastStatus === 'RUNNING').map(({ task }) => task.id);
  const pending = stop.length - running.length;
  return [
    ...[...byReason].map(
      ([reason, tasks]): ServiceAction => ({
        type: 'stop-tasks',
        taskArns: tasks.map(({ arn }) => arn),
        reason,
      }),
    ),
    ...told(running.length > 0, stoppedText(view.name, running)),
    ...told(pending > 0, stoppedPendingText(view.name, pending)),
  ];
}

function told(isSo: boolean, message: string): ServiceAction[] {
  return isSo ? [{ type: 'add-event', message }] : [];
}

/** Whether a client still sees the task as running or pending. */
export function isOccupying({ lastStatus }: ServiceTask): boolean {
  return ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING'].includes(lastStatus);
}
