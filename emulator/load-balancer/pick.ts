import type { MinimumHealthy, WeightedTargetGroup } from './snapshot.ts';

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
 * The targets that take new requests: the healthy ones; where there are fewer of them than the minimum, all that are
 * registered ("fail open", ELBv2's unhealthy-state routing). A draining target takes nothing new either way.
 */
export function candidates<T extends PickableTarget>(
  targets: readonly T[],
  { count, percentage = 0 }: MinimumHealthy,
): readonly T[] {
  const registered = targets.filter((target) => !target.draining);
  const healthy = registered.filter((target) => target.up);
  const enough = healthy.length >= count && healthy.length * 100 >= registered.length * percentage;
  return enough ? healthy : registered;
}

/** Where the round goes on after the one at `last`; `takesTurn` may let a target's turn go by, but not all of them. */
export function nextInTurn<T>(
  targets: readonly T[],
  last: number,
  takesTurn: (target: T) => boolean = always,
): T | undefined {
  const count = targets.length;
  for (let step = 1; step <= count; step += 1) {
    const target = targets[(last + step) % count];
    if (target !== undefined && takesTurn(target)) return target;
  }
  return targets[(last + 1) % count];
}

function always(): boolean {
  return true;
}

/** The one with the fewest requests outstanding; of several the one that is next after `last`, so that they take turns. */
export function leastOutstanding<T extends { readonly inFlight: number }>(
  targets: readonly T[],
  last: number,
): T | undefined {
  const count = targets.length;
  let least: T | undefined;
  for (let step = 1; step <= count; step += 1) {
    const target = targets[(last + step) % count];
    if (target === undefined || (least !== undefined && target.inFlight >= least.inFlight)) continue;
    if (target.inFlight === 0) return target;
    least = target;
  }
  return least;
}

/** Any of them, all alike: the weights of `weighted_random` while no anomaly is mitigated. `random` is in [0, 1). */
export function atRandom<T>(targets: readonly T[], random: number): T | undefined {
  return targets[Math.floor(random * targets.length)];
}

/**
 * Where in a changed list the round goes on, so that nobody is passed over or asked twice for the change: the place
 * of the one that had the last turn, or of the nearest before it that is still there; -1 when there is none.
 */
export function placeInRound<T>(before: readonly T[], last: number, after: readonly T[]): number {
  for (let index = last; index >= 0; index -= 1) {
    const target = before[index];
    const place = target === undefined ? -1 : after.indexOf(target);
    if (place !== -1) return place;
  }
  return -1;
}
