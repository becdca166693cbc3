import { isUnhealthy, type JudgedTask } from './deployment-strategy.ts';

/** A protected task goes for its ill health alone. */
export function mayLeave(judged: JudgedTask): boolean {
  return judged.isProtected !== true || isUnhealthy(judged);
}

/**
 * The replaced deployments' tasks in the order in which they go. An unhealthy one stays until the others suffice
 * without it, unless it is what keeps its replacement from starting.
 */
export function leaving(
  replaced: readonly JudgedTask[],
  enough: boolean,
  stuck: boolean,
): readonly JudgedTask[] {
  const ordered = byDispensability(replaced);
  if (enough) return ordered;
  const unhealthy = ordered.filter(isUnhealthy);
  return [...(stuck ? unhealthy.slice(0, 1) : []), ...ordered.filter((judged) => !isUnhealthy(judged))];
}

/** Least useful first: not healthy, then from the zone with the most tasks, the newest first. */
export function byDispensability(tasks: readonly JudgedTask[]): JudgedTask[] {
  const inZone = new Map<string, number>();
  for (const { task } of tasks)
    inZone.set(task.availabilityZone, (inZone.get(task.availabilityZone) ?? 0) + 1);
  const rank = { unhealthy: 0, starting: 1, healthy: 2 } as const;
  const ordered: JudgedTask[] = [];
  const rest = [...tasks].sort((a, b) => b.task.sequence - a.task.sequence);
  while (rest.length > 0) {
    const next = rest.reduce((best, each) => {
      const byHealth = rank[each.health.is] - rank[best.health.is];
      const byZone =
        (inZone.get(best.task.availabilityZone) ?? 0) - (inZone.get(each.task.availabilityZone) ?? 0);
      return byHealth < 0 || (byHealth === 0 && byZone < 0) ? each : best;
    });
    rest.splice(rest.indexOf(next), 1);
    inZone.set(next.task.availabilityZone, (inZone.get(next.task.availabilityZone) ?? 1) - 1);
    ordered.push(next);
  }
  return ordered;
}
