import { attributeValue, type InstanceView } from './instance-view.ts';

/** A placement strategy as it was understood; `check-placement.ts` reads the API's form. */
export type PlacementStrategy =
  | { readonly type: 'random' }
  | { readonly type: 'spread'; readonly over: 'instance' }
  | { readonly type: 'spread'; readonly over: 'attribute'; readonly attribute: string }
  | { readonly type: 'binpack'; readonly on: 'cpu' | 'memory' };

/**
 * What a service without a strategy has: the zone with the fewest of its tasks, there the instance with the fewest.
 * RunTask has no default. API: CreateService, "the service scheduler attempts to balance tasks across Availability
 * Zones".
 */
export const defaultServiceStrategies: readonly PlacementStrategy[] = [
  { type: 'spread', over: 'attribute', attribute: 'ecs.availability-zone' },
  { type: 'spread', over: 'instance' },
];

export interface PlacementScene {
  /** Every instance of the cluster: those that cannot take the task count in a spread too. */
  readonly instances: readonly InstanceView[];
  /** The task's group: only its tasks are spread against each other. */
  readonly group: string;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

/**
 * The candidate that the strategies prefer: each chooses among those that the one before it found equally good, and
 * chance among those that are left. Undefined without candidates.
 */
export function chooseInstance(
  candidates: readonly InstanceView[],
  strategies: readonly PlacementStrategy[],
  scene: PlacementScene,
): InstanceView | undefined {
  const best = strategies.reduce((left, strategy) => preferred(left, strategy, scene), candidates);
  return pick(best, scene.random);
}

function preferred(
  candidates: readonly InstanceView[],
  strategy: PlacementStrategy,
  { instances, group, random }: PlacementScene,
): readonly InstanceView[] {
  switch (strategy.type) {
    case 'random': {
      const picked = pick(candidates, random);
      return picked === undefined ? [] : [picked];
    }
    case 'binpack':
      return withLeast(candidates, ({ remaining }) =>
        strategy.on === 'cpu' ? remaining.cpu : remaining.memoryMiB,
      );
    case 'spread': {
      const placeOf = (instance: InstanceView): string | undefined =>
        strategy.over === 'instance' ? instance.arn : attributeValue(instance, strategy.attribute);
      const held = new Map<string | undefined, number>();
      for (const instance of instances) {
        const own = instance.tasks.filter((task) => task.group === group).length;
        held.set(placeOf(instance), (held.get(placeOf(instance)) ?? 0) + own);
      }
      return withLeast(candidates, (instance) => held.get(placeOf(instance)) ?? 0);
    }
  }
}

function withLeast(
  candidates: readonly InstanceView[],
  measure: (instance: InstanceView) => number,
): readonly InstanceView[] {
  const least = Math.min(...candidates.map(measure));
  return candidates.filter((instance) => measure(instance) === least);
}

function pick(candidates: readonly InstanceView[], random: () => number): InstanceView | undefined {
  return candidates.length < 2 ? candidates[0] : candidates[Math.floor(random() * candidates.length)];
}
