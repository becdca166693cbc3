import type { DeploymentTaskCounts } from './task-store.ts';

/** How many tasks of a deployment, or of a task set, run and are about to. */
export function liveCounts(counts: readonly DeploymentTaskCounts[], id: string) {
  const own = counts.find(({ deploymentId }) => deploymentId === id);
  return { runningTaskCount: own?.running ?? 0, pendingTaskCount: own?.pending ?? 0 };
}
