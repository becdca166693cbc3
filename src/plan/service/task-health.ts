import { type Timing, waitMs } from '../timing.ts';
import type { ServiceTask, ServiceView } from './service-view.ts';

/** What a task counts as for the scheduler. */
export type TaskHealth =
  | { readonly is: 'healthy' }
  /** Not healthy yet, and nothing speaks against it; `untilMs` when only time is missing. */
  | { readonly is: 'starting'; readonly untilMs?: number }
  | { readonly is: 'unhealthy'; readonly reason: string };

/** AWS waits this long after RUNNING before a task without any health check counts as healthy. */
const settlingMs = 40_000;
/** What is left of it where dead waits are cut: enough to see that a program does not exit at once. */
const survivalMs = 500;

/**
 * Whether a task counts as healthy: its essential containers' checks and its targets in every target group agree.
 * During the grace period after its start an unhealthy answer is ignored (the task is merely not healthy yet).
 */
export function taskHealth(task: ServiceTask, view: ServiceView, nowMs: number): TaskHealth {
  if (task.lastStatus !== 'RUNNING' || task.startedAtMs === undefined) return { is: 'starting' };
  const unhealthy = unhealthyReason(task);
  if (unhealthy !== undefined) {
    const graceEndsMs = task.startedAtMs + view.healthCheckGracePeriodMs / view.timing.speed;
    if (nowMs < graceEndsMs) return { is: 'starting', untilMs: graceEndsMs };
    return { is: 'unhealthy', reason: unhealthy };
  }
  if (task.containerHealth === 'UNKNOWN' || task.targets.some((target) => target.health.state !== 'healthy'))
    return { is: 'starting' };
  if (!isHealthChecked(task)) {
    const settledMs = task.startedAtMs + settlingWaitMs(view.timing);
    if (nowMs < settledMs) return { is: 'starting', untilMs: settledMs };
  }
  return { is: 'healthy' };
}

/** Whether anything but time says that the task is healthy. */
export function isHealthChecked({ containerHealth, targets }: ServiceTask): boolean {
  return containerHealth !== 'none' || targets.length > 0;
}

/** Whether a task without any check ran for so long that it was healthy in the end, though nobody looked. */
export function hadSettled(task: ServiceTask, timing: Timing): boolean {
  if (isHealthChecked(task) || task.startedAtMs === undefined || task.stop === undefined) return false;
  return task.stop.atMs - task.startedAtMs >= settlingWaitMs(timing);
}

function settlingWaitMs(timing: Timing): number {
  return timing.awsTiming ? waitMs(timing, settlingMs) : Math.min(survivalMs, waitMs(timing, settlingMs));
}

/** The stop reason that AWS gives when it replaces the task for its health. */
function unhealthyReason(task: ServiceTask): string | undefined {
  if (task.containerHealth === 'UNHEALTHY') return 'Task failed container health checks';
  const target = task.targets.find(({ health }) => health.state === 'unhealthy');
  return target && `Task failed ELB health checks in (target-group ${target.targetGroupArn})`;
}
