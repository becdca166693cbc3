import type { ObservedTask, Task, TaskStatus } from '../../../src/services/ecs/task/task.ts';
import type { TaskWorld } from '../task-world.ts';

/**
 * Records facts on the task as it stands now, not as it stood when the step began: events may have come in since.
 * Returns the task afterwards, or undefined when it is gone.
 */
export function observe(
  world: Pick<TaskWorld, 'state' | 'tasks'>,
  taskArn: string,
  facts: (observed: ObservedTask, task: Task) => ObservedTask,
  change: { readonly lastStatus?: TaskStatus; readonly stoppedAtMs?: number } = {},
): Task | undefined {
  return world.state.transaction((): Task | undefined => {
    const task = world.tasks.find(taskArn);
    if (task === undefined) return undefined;
    world.tasks.observe(task, {
      lastStatus: change.lastStatus ?? task.lastStatus,
      observed: facts(task.observed, task),
      stoppedAtMs: change.stoppedAtMs ?? task.stoppedAtMs,
    });
    return world.tasks.find(taskArn);
  });
}
