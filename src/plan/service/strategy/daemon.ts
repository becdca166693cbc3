import type { DaemonRoom } from '../service-view.ts';
import {
  type DeploymentStrategy,
  isHealthy,
  isUnhealthy,
  type JudgedTask,
  type StrategyPlan,
  type StrategyView,
} from './deployment-strategy.ts';

/**
 * One task on each instance that is eligible. As maximumPercent is at most 100, an instance's old task is gone before
 * its new one starts, and by our own act no more than desired - ceil(desired x minimumHealthyPercent) are missing at a
 * time. Tasks on instances that are none of them any more, those that drain among them, go at once. Docs: "Amazon ECS
 * services", the daemon strategy.
 *
 * @param occupied instances on which a client still sees a task of the service as running or pending
 */
export function daemon(room: DaemonRoom, occupied: ReadonlySet<string>): DeploymentStrategy {
  return { plan: (view) => planDaemon(view, room, occupied) };
}

function planDaemon(view: StrategyView, room: DaemonRoom, occupied: ReadonlySet<string>): StrategyPlan {
  const eligible = new Set(view.desiredCount === 0 ? [] : room.eligible);
  const isPlaced = ({ task }: JudgedTask): boolean => eligible.has(task.containerInstanceArn ?? '');
  const tasks = [...view.current, ...view.replaced];
  const stop = tasks.filter((judged) => !isPlaced(judged));
  const minimum = Math.ceil((view.desiredCount * view.minimumHealthyPercent) / 100);
  let spare = Math.max(0, tasks.filter((each) => isPlaced(each) && isHealthy(each)).length - minimum);
  for (const judged of [...superfluous(view.current.filter(isPlaced)), ...view.replaced.filter(isPlaced)]) {
    if (judged.isProtected === true && !isUnhealthy(judged)) continue;
    if (isHealthy(judged)) {
      if (spare === 0) continue;
      spare -= 1;
    }
    stop.push(judged);
  }
  const empty = room.eligible.filter((arn) => eligible.has(arn) && !occupied.has(arn));
  const wanted = view.mayStart ? empty : [];
  const startOn = wanted.filter((arn) => !room.full.has(arn));
  const left = (view.source?.tasks ?? []).filter((judged) => !stop.includes(judged)).length;
  return {
    start: { count: startOn.length, replacedUnhealthy: 0, on: startOn },
    // An instance's old task is never started anew: its new one takes its place.
    restart: { count: 0, replacedUnhealthy: 0 },
    kept: Math.min(view.source?.kept ?? 0, left),
    stop,
    ...(startOn.length < wanted.length ? { isUnplaced: true } : {}),
    blocked: false,
  };
}

/** The tasks of the PRIMARY deployment that its instance does better without: unhealthy ones, and all but the oldest. */
function superfluous(current: readonly JudgedTask[]): JudgedTask[] {
  const kept = new Set<string>();
  const oldestFirst = [...current].sort((a, b) => a.task.sequence - b.task.sequence);
  return oldestFirst.filter((judged) => {
    const { containerInstanceArn = '' } = judged.task;
    if (isUnhealthy(judged) || kept.has(containerInstanceArn)) return true;
    kept.add(containerInstanceArn);
    return false;
  });
}
