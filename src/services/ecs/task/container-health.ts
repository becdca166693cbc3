import type { ContainerHealthStatus, ObservedContainer, Task } from './task.ts';

type SeenTask = Pick<Task, 'spec' | 'observed'>;

/** The containers as they were seen, where those that a sidecar policy treats as healthy are so while they run. */
export function seenContainers({ spec, observed }: SeenTask): Readonly<Record<string, ObservedContainer>> {
  const assumed = spec.containers.filter(({ sidecarPolicy }) => sidecarPolicy?.action === 'healthy');
  if (assumed.length === 0) return observed.containers;
  const healthy = assumed.flatMap(({ name }): [string, ObservedContainer][] => {
    const seen = observed.containers[name];
    return seen?.status === 'RUNNING' ? [[name, { ...seen, health: 'HEALTHY' }]] : [];
  });
  return { ...observed.containers, ...Object.fromEntries(healthy) };
}

/** A task is as healthy as the worst of its essential containers that have a check; undefined where none has. */
export function taskHealth(task: SeenTask): ContainerHealthStatus | undefined {
  const seen = seenContainers(task);
  const checked = task.spec.containers
    .filter(({ isHealthChecked }) => isHealthChecked)
    .map(({ name }) => seen[name]?.health ?? 'UNKNOWN');
  if (checked.length === 0) return undefined;
  if (checked.includes('UNHEALTHY')) return 'UNHEALTHY';
  return checked.includes('UNKNOWN') ? 'UNKNOWN' : 'HEALTHY';
}
