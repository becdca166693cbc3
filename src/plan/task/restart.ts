import type { ObservedContainer } from '../../services/ecs/task/task.ts';
import type { ContainerPlan } from './task-view.ts';

/**
 * Whether a container is to be started again in place: its policy says so, it ended with a code that counts, and it
 * ran long enough since its last start. One whose restart has begun and not ended yet goes on.
 */
export function isToRestart(
  { restartPolicy }: ContainerPlan,
  container: ObservedContainer | undefined,
): boolean {
  if (container === undefined) return false;
  if (container.status === 'CREATED') return container.restartedAtMs !== undefined;
  const { exitCode, startedAtMs, finishedAtMs } = container;
  if (container.status !== 'STOPPED' || restartPolicy === undefined || container.restartFailed) return false;
  if (exitCode === undefined || startedAtMs === undefined || finishedAtMs === undefined) return false;
  return (
    !restartPolicy.ignoredExitCodes.includes(exitCode) &&
    finishedAtMs - startedAtMs >= restartPolicy.restartAttemptPeriodMs
  );
}
