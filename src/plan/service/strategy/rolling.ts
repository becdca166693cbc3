import {
  type DeploymentStrategy,
  isHealthy,
  isStarting,
  isUnhealthy,
  type JudgedTask,
  type StrategyPlan,
  type StrategyView,
} from './deployment-strategy.ts';
import { byDispensability, leaving, mayLeave } from './order-of-leaving.ts';
import { restartsOfSource } from './restarts-of-source.ts';

/**
 * The rolling update of AWS's ECS controller, recomputed from what is observed at every call.
 *
 * Running and pending tasks never exceed floor(desired x maximumPercent). By our own act healthy tasks never fall
 * below ceil(desired x minimumHealthyPercent): each stop needs one healthy task more than that, and is taken off.
 * Example: desired 4, 100/200: 4 start, and with each that becomes healthy one old task may stop. Desired 4, 50/100:
 * 2 stop, 2 start, and so on. Desired 1, 100/150: floor(1.5) = ceil(1) = 1, nothing may move: blocked.
 */
export const rolling: DeploymentStrategy = { plan: planRolling };

function planRolling(view: StrategyView): StrategyPlan {
  const ceiling = Math.floor((view.desiredCount * view.maximumPercent) / 100);
  const minimum = Math.ceil((view.desiredCount * view.minimumHealthyPercent) / 100);
  const healthyTasks = [...view.current, ...view.replaced].filter(isHealthy);
  const healthy = healthyTasks.length;
  const unhealthyCurrent = view.current.filter(isUnhealthy);
  const sound = view.current.length - unhealthyCurrent.length;

  const needed = Math.max(0, view.desiredCount - sound);
  const room = Math.max(0, ceiling - view.occupied);
  const healthyOthers = healthyTasks.filter((judged) => view.source?.tasks.includes(judged) !== true).length;
  const source = restartsOfSource(view, Math.max(0, minimum - healthyOthers), room);
  const wanted = view.mayStart ? Math.min(needed, room - source.restart.count) : 0;
  const placeable = (view.placeable ?? Number.POSITIVE_INFINITY) - source.restart.count;
  const start = Math.min(wanted, Math.max(0, placeable));

  const stop: JudgedTask[] = [];
  let spare = Math.max(0, healthy - minimum);
  const stopIfSpared = (judged: JudgedTask): void => {
    if (isHealthy(judged)) {
      if (spare === 0) return;
      spare -= 1;
    }
    stop.push(judged);
  };
  // What already leaves will make room, and what already starts is waited for: one task at a time.
  const inMotion =
    view.occupied > view.current.length + view.replaced.length ||
    [...view.current, ...source.awaited].some(isStarting);
  const stuck = source.isStuck || (view.mayStart && needed > 0 && room === 0 && !inMotion);
  const replaced = view.replaced.filter((judged) => mayLeave(judged) && !source.awaited.includes(judged));
  for (const judged of leaving(replaced, healthy >= minimum, stuck)) stopIfSpared(judged);
  for (const judged of surplus(view, sound, stuck && stop.length === 0)) stopIfSpared(judged);

  const wantsStep = needed > 0 || replaced.length > 0;
  const isStarted = wanted + source.restart.count > 0 || source.isUnplaced;
  const isMoving = isStarted || stop.length > 0 || !view.mayStart || inMotion;
  return {
    start: {
      count: start,
      replacedUnhealthy: Math.min(start, Math.max(0, view.current.length + start - view.desiredCount)),
    },
    restart: source.restart,
    stop,
    kept: source.keptAfter(stop),
    blocked: wantsStep && !isMoving,
    ...(start < wanted || source.isUnplaced ? { isUnplaced: true } : {}),
  };
}

/** The tasks of the PRIMARY deployment that are too many, the least useful first. */
function surplus(view: StrategyView, sound: number, stuck: boolean): readonly JudgedTask[] {
  const candidates = byDispensability(view.current);
  const unhealthy = candidates.filter(isUnhealthy);
  const healthySound = view.current.filter(isHealthy).length;
  // An unhealthy task leaves once its replacement is healthy.
  const outlived = Math.min(
    unhealthy.length,
    Math.max(0, healthySound + unhealthy.length - view.desiredCount),
  );
  // Where the ceiling leaves no room for a replacement, one unhealthy task leaves first.
  const inTheWay = stuck ? Math.min(1, unhealthy.length) : 0;
  const excess = Math.max(0, sound - view.desiredCount);
  return [
    ...unhealthy.slice(0, Math.max(outlived, inTheWay)),
    ...candidates.filter((judged) => !isUnhealthy(judged) && judged.isProtected !== true).slice(0, excess),
  ];
}
