import {
  type DeploymentStrategy,
  isHealthy,
  isUnhealthy,
  type JudgedTask,
  type StrategyPlan,
  type StrategyView,
} from './deployment-strategy.ts';
import { byDispensability, leaving, mayLeave } from './order-of-leaving.ts';
import { restartsOfSource } from './restarts-of-source.ts';

/**
 * What becomes of a deployment that failed and is not rolled back. Docs, "How the Amazon ECS deployment circuit breaker
 * detects failures": it stops launching tasks. Nothing that serves is stopped for it either, but by scaling in; what of
 * it is unhealthy goes.
 */
export const stalled: DeploymentStrategy = { plan: planStalled };

function planStalled(view: StrategyView): StrategyPlan {
  const { desiredCount } = view;
  const ceiling = Math.floor((desiredCount * view.maximumPercent) / 100);
  const source = restartsOfSource(view, desiredCount, Math.max(0, ceiling - view.occupied));
  const stop: JudgedTask[] = [];

  const healthy = view.replaced.filter(isHealthy).length;
  let tooMany = Math.max(0, healthy - desiredCount);
  const old = view.replaced.filter((judged) => mayLeave(judged) && !source.awaited.includes(judged));
  for (const judged of leaving(old, healthy >= desiredCount, source.isStuck)) {
    if (isHealthy(judged)) {
      if (tooMany === 0) continue;
      tooMany -= 1;
    }
    stop.push(judged);
  }

  const sound = view.current.filter((judged) => !isUnhealthy(judged));
  const surplus = byDispensability(sound)
    .filter(mayLeave)
    .slice(0, Math.max(0, sound.length - desiredCount));
  // A protected task that is not healthy yet stays, and is no substitute for a healthy one.
  const minimum = Math.ceil((desiredCount * view.minimumHealthyPercent) / 100);
  const healthyLeft =
    [...view.current, ...view.replaced].filter(isHealthy).length - stop.filter(isHealthy).length;
  const spared = surplus.filter(isHealthy).slice(0, Math.max(0, healthyLeft - minimum));
  stop.push(
    ...view.current.filter(isUnhealthy),
    ...surplus.filter((judged) => !isHealthy(judged) || spared.includes(judged)),
  );
  return {
    start: { count: 0, replacedUnhealthy: 0 },
    restart: source.restart,
    stop,
    kept: source.keptAfter(stop),
    ...(source.isUnplaced ? { isUnplaced: true } : {}),
    blocked: false,
  };
}
