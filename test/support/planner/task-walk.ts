import { stepTask } from '../../../src/plan/task/step-task.ts';
import type { ContainerDependency, ContainerPlan, TaskStep } from '../../../src/plan/task/task-view.ts';
import type { ModelTask } from './history/model-task.ts';

/** A container that is essential and depends on nobody, unless told otherwise. */
export function container(name: string, facts: Partial<ContainerPlan> = {}): ContainerPlan {
  return { name, essential: true, dependsOn: [], stopTimeoutMs: 30_000, ...facts };
}

/** A dependency on that container. */
export function needs(
  containerName: string,
  condition: ContainerDependency['condition'],
): ContainerDependency {
  return { containerName, condition };
}

/** Steps until it is somebody else's turn; returns what was done, and what is waited for. */
export function walk(task: ModelTask): string[] {
  const steps: string[] = [];
  for (let count = 0; count < 50; count++) {
    const step = stepTask(task.view, task.nowMs);
    steps.push(textOf(step));
    if (step.type === 'wait') return steps;
    task.apply(step);
  }
  throw new Error(`the task came to no rest: ${steps.join(', ')}`);
}

/** A step in a few words. */
export function textOf(step: TaskStep): string {
  if ('containers' in step) return `${step.type} ${step.containers.join(' ')}`;
  if (step.type === 'advance') return step.to;
  if (step.type === 'stop') return `stop ${step.code}: ${step.reason}`;
  return step.type === 'wait' && step.untilMs !== undefined ? `wait until ${step.untilMs}` : step.type;
}

/** The task, once it has come to rest. */
export function running(task: ModelTask): ModelTask {
  walk(task);
  return task;
}
