import type { Deployment } from '../../services/ecs/service/service.ts';
import type { DeploymentStrategy, JudgedTask, StrategyPlan } from './deployment-strategy.ts';
import { stoppedPendingText, stoppedText } from './event-texts.ts';
import { rolling } from './rolling.ts';
import type { ServiceAction, ServiceTask, ServiceView } from './service-view.ts';
import { taskHealth } from './task-health.ts';

export interface TaskMoves {
  readonly actions: readonly ServiceAction[];
  readonly plan: StrategyPlan;
}

/** The strategy by which a service deploys: the one that there is. */
const strategy: DeploymentStrategy = rolling;

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

/** What is started for the PRIMARY deployment, and what is stopped, of it and of older ones. */
export function moveTasks(
  view: ServiceView,
  { id, progress }: Deployment,
  judged: readonly JudgedTask[],
  nowMs: number,
): TaskMoves {
  const isCurrent = ({ task }: JudgedTask): boolean => task.deploymentId === id;
  const isStalled = progress.rolloutState === 'FAILED';
  const plan = strategy.plan({
    desiredCount: view.desiredCount,
    maximumPercent: view.settings.maximumPercent,
    minimumHealthyPercent: view.settings.minimumHealthyPercent,
    current: judged.filter(isCurrent),
    replaced: judged.filter((each) => !isCurrent(each)),
    occupied: view.tasks.filter(isOccupying).length,
    mayStart: view.status === 'ACTIVE' && !isStalled && nowMs >= (progress.throttle.nextStartAtMs ?? 0),
    isStalled: view.status === 'ACTIVE' && isStalled,
  });
  return { actions: [...startActions(id, plan), ...stopActions(view, id, plan.stop)], plan };
}

function startActions(deploymentId: string, { start, replacedUnhealthy }: StrategyPlan): ServiceAction[] {
  return start === 0 ? [] : [{ type: 'start-tasks', deploymentId, count: start, replacedUnhealthy }];
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
function isOccupying({ lastStatus }: ServiceTask): boolean {
  return ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING'].includes(lastStatus);
}
