import type { WeightedTargetGroup } from './snapshot.ts';

/**
 * Weighted choice of a forward action's target group; `random` is in [0, 1). undefined when all weights are zero,
 * which the load balancer answers with 503.
 */
export function pickTargetGroup(
  groups: readonly WeightedTargetGroup[],
  random: number,
): WeightedTargetGroup | undefined {
  let total = 0;
  for (const group of groups) total += group.weight;
  let left = random * total;
  for (const group of groups) {
    if (left < group.weight) return group;
    left -= group.weight;
  }
  return undefined;
}

/** What the choice of a target needs to know of it. */
export interface PickableTarget {
  readonly up: boolean;
  readonly draining: boolean;
}

/**
 * The targets that take new requests: the healthy ones; where there is none, all that are registered ("fail open",
 * ELBv2's unhealthy-state routing with its default minimum of 1). A draining target takes nothing new either way.
 */
export function candidates<T extends PickableTarget>(targets: readonly T[]): readonly T[] {
  const registered = targets.filter((target) => !target.draining);
  const healthy = registered.filter((target) => target.up);
  return healthy.length > 0 ? healthy : registered;
}
