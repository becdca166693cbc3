import { isDeepStrictEqual } from 'node:util';
import { describeObserved } from '../../../src/services/ecs/task/describe-task.ts';
import type { ObservedTask, Task, TaskStatus } from '../../../src/services/ecs/task/task.ts';
import type { TaskWorld } from '../task-world.ts';

/**
 * Records facts on the task as it stands now, not as it stood when the step began: events may have come in since.
 * Returns the task afterwards, or undefined when it is gone.
 */
export function observe(
  world: Pick<TaskWorld, 'tasks'>,
  taskArn: string,
  facts: (observed: ObservedTask, task: Task) => ObservedTask,
  change: { readonly lastStatus?: TaskStatus; readonly stoppedAtMs?: number } = {},
): Task | undefined {
  const task = world.tasks.find(taskArn);
  if (task === undefined) return undefined;
  const seen = {
    lastStatus: change.lastStatus ?? task.lastStatus,
    observed: facts(task.observed, task),
    stoppedAtMs: change.stoppedAtMs ?? task.stoppedAtMs,
  };
  if (seen.observed === task.observed && seen.lastStatus === task.lastStatus) return task;
  const version = task.observed.version + (isVisible(task, { ...task, ...seen }) ? 1 : 0);
  const observed = { ...seen.observed, version };
  // One statement is a transaction of its own, and in one turn nobody comes between the look and the write.
  world.tasks.observe(task, { ...seen, observed });
  return { ...task, ...seen, observed };
}

/** A task's version counts what clients can tell apart; much that is noted down shows nowhere. */
function isVisible(before: Task, after: Task): boolean {
  if (before.lastStatus !== after.lastStatus) return true;
  return !isDeepStrictEqual(describeObserved(before), describeObserved(after));
}
