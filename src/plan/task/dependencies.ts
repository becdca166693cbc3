import type { ObservedContainer } from '../../services/ecs/task/task.ts';
import type { ContainerDependency, ContainerPlan, TaskView } from './task-view.ts';

/** What a container that waits for others may hope for. */
export type Prospect =
  | { readonly type: 'met' }
  /** It can never come true, or did not in time. */
  | { readonly type: 'hopeless' }
  /** It may still come true; at the latest by `untilMs` where the dependency has a startTimeout. */
  | { readonly type: 'open'; readonly untilMs?: number };

/** How a container's dependencies stand, all together. */
export function prospectOf(view: TaskView, { dependsOn }: ContainerPlan, nowMs: number): Prospect {
  const each = dependsOn.map((dependency) => prospectOfOne(view, dependency, nowMs));
  if (each.some(({ type }) => type === 'hopeless')) return { type: 'hopeless' };
  const deadlines = each.flatMap((prospect) =>
    prospect.type === 'open' && prospect.untilMs !== undefined ? [prospect.untilMs] : [],
  );
  if (deadlines.length > 0) return { type: 'open', untilMs: Math.min(...deadlines) };
  return each.every(({ type }) => type === 'met') ? { type: 'met' } : { type: 'open' };
}

function prospectOfOne(view: TaskView, dependency: ContainerDependency, nowMs: number): Prospect {
  const container = view.observed.containers[dependency.containerName];
  const plan = view.containers.find(({ name }) => name === dependency.containerName);
  if (isMet(container, dependency)) return { type: 'met' };
  if (container?.status === 'STOPPED') return { type: 'hopeless' };
  // startTimeout counts from the dependency's own start, and START is met by that start.
  if (container?.startedAtMs === undefined || plan?.startTimeoutMs === undefined) return { type: 'open' };
  const untilMs = container.startedAtMs + plan.startTimeoutMs;
  return untilMs <= nowMs ? { type: 'hopeless' } : { type: 'open', untilMs };
}

function isMet(container: ObservedContainer | undefined, { condition }: ContainerDependency): boolean {
  switch (condition) {
    case 'START':
      return container?.status === 'RUNNING' || container?.status === 'STOPPED';
    case 'COMPLETE':
      return container?.status === 'STOPPED';
    case 'SUCCESS':
      return container?.status === 'STOPPED' && container.exitCode === 0;
    case 'HEALTHY':
      return container?.status === 'RUNNING' && container.health === 'HEALTHY';
  }
}
