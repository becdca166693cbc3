/** One capacity provider of a strategy: `base` tasks first, then its share by weight. */
export interface StrategyItem {
  readonly capacityProvider: string;
  readonly weight: number;
  readonly base: number;
}

/**
 * The capacity provider of each of `count` further tasks. What runs already counts: the base is filled first, and
 * beyond it each task goes to the provider that is furthest behind its share; on a tie, to the one listed first.
 */
export function distributeTasks(
  strategy: readonly StrategyItem[],
  running: ReadonlyMap<string, number>,
  count: number,
): string[] {
  const held = new Map(running);
  return Array.from({ length: count }, () => {
    const heldBy = ({ capacityProvider }: StrategyItem): number => held.get(capacityProvider) ?? 0;
    const [first, ...rest] = strategy.filter(({ weight }) => weight > 0);
    const fill = (item: StrategyItem): number => (Math.max(0, heldBy(item) - item.base) + 1) / item.weight;
    const next =
      strategy.find((item) => heldBy(item) < item.base) ??
      (first && rest.reduce((best, item) => (fill(item) < fill(best) ? item : best), first));
    if (next === undefined) throw new Error('A capacity provider strategy gives no task to anybody.');
    held.set(next.capacityProvider, heldBy(next) + 1);
    return next.capacityProvider;
  });
}
