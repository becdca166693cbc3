import type { ObservedTask, StopCode, Task, TaskStatus } from '../../../src/services/ecs/task/task.ts';
import type { DefinedTask } from '../defined-task.ts';
import { withFacts } from '../observed-task.ts';
import type { TaskWorld } from '../task-world.ts';
import { observe } from './observe.ts';

/** Moves a task on to a status, with the time that AWS stamps at it. */
export function advance(world: TaskWorld, { task }: DefinedTask, to: TaskStatus): true {
  const nowMs = world.clock.now();
  observe(world, task.arn, (observed) => withFacts(observed, timesAt(to, observed, nowMs)), {
    lastStatus: to,
  });
  world.log.debug({ task: task.id, lastStatus: to }, 'task moved on');
  return true;
}

function timesAt(status: TaskStatus, observed: ObservedTask, nowMs: number): Partial<ObservedTask> {
  if (status === 'RUNNING') return { startedAtMs: nowMs };
  return status === 'DEPROVISIONING' ? executionEnd(observed, nowMs) : {};
}

/** That the execution is over; also of a task that had containers running and never was RUNNING itself. */
export function executionEnd(
  { containers, executionStoppedAtMs }: ObservedTask,
  nowMs: number,
): Pick<ObservedTask, 'executionStoppedAtMs'> {
  const hadStarted = Object.values(containers).some(
    ({ startedAtMs, restartCount }) => startedAtMs !== undefined || restartCount !== undefined,
  );
  return hadStarted ? { executionStoppedAtMs: executionStoppedAtMs ?? nowMs } : {};
}

/** Decides that a task stops. What was decided before stays. */
export function decideStop(
  world: Pick<TaskWorld, 'tasks' | 'clock' | 'log'>,
  task: Task,
  code: StopCode,
  reason: string,
): true {
  world.tasks.decideStop(task, { code, reason, atMs: world.clock.now() });
  world.log.info({ task: task.id, code, reason }, 'task stops');
  return true;
}
