import { describe, expect, test } from 'vitest';
import { stepTask } from '../../../../src/plan/task/step-task.ts';
import type { ContainerDependency } from '../../../../src/plan/task/task-view.ts';
import type { ObservedContainer } from '../../../../src/services/ecs/task/task.ts';
import { ModelTask } from '../../../support/planner/history/model-task.ts';
import { container, needs, textOf, walk } from '../../../support/planner/task-walk.ts';

describe('with a startTimeout', () => {
  const slow = (condition: ContainerDependency['condition'], startTimeoutMs?: number) => {
    const task = new ModelTask({
      containers: [
        container('app', { dependsOn: [needs('db', condition)] }),
        container('db', { essential: false, startTimeoutMs }),
      ],
    });
    walk(task);
    return task;
  };

  test.each(['COMPLETE', 'SUCCESS', 'HEALTHY'] as const)(
    'a dependency that does not become %s in time stops the task, and its dependents never start',
    (condition) => {
      const task = slow(condition, 10_000);
      task.see('db', { startedAtMs: 500 });
      expect(textOf(stepTask(task.view, 10_499))).toBe('wait until 10500');
      expect(textOf(stepTask(task.view, 10_500))).toBe(unresolvable);
    },
  );

  test('a dependency without one is waited for without end', () => {
    const task = slow('HEALTHY');
    task.see('db', { startedAtMs: 500 });
    expect(textOf(stepTask(task.view, 1e9))).toBe('wait');
  });

  test('a condition that came true in time stays so', () => {
    const task = slow('HEALTHY', 10_000);
    task.see('db', { startedAtMs: 500, health: 'HEALTHY' });
    task.nowMs = 20_000;
    expect(walk(task)).toEqual(['start app', 'RUNNING', 'wait']);
  });
});

interface Dependency {
  readonly condition: ContainerDependency['condition'];
  readonly seen: Partial<ObservedContainer>;
  readonly step: string;
}

const unresolvable = 'stop TaskFailedToStart: Task failed to start';

const dependencies: readonly Dependency[] = [
  { condition: 'START', seen: { status: 'CREATED' }, step: 'start first' },
  { condition: 'START', seen: { status: 'RUNNING' }, step: 'start second' },
  { condition: 'START', seen: { status: 'STOPPED', exitCode: 1 }, step: 'start second' },
  { condition: 'COMPLETE', seen: { status: 'RUNNING' }, step: 'wait' },
  { condition: 'COMPLETE', seen: { status: 'STOPPED', exitCode: 1 }, step: 'start second' },
  { condition: 'SUCCESS', seen: { status: 'RUNNING' }, step: 'wait' },
  { condition: 'SUCCESS', seen: { status: 'STOPPED', exitCode: 0 }, step: 'start second' },
  { condition: 'SUCCESS', seen: { status: 'STOPPED', exitCode: 1 }, step: unresolvable },
  { condition: 'SUCCESS', seen: { status: 'STOPPED' }, step: unresolvable },
  { condition: 'HEALTHY', seen: { status: 'RUNNING', health: 'UNKNOWN' }, step: 'wait' },
  { condition: 'HEALTHY', seen: { status: 'RUNNING', health: 'UNHEALTHY' }, step: 'wait' },
  { condition: 'HEALTHY', seen: { status: 'RUNNING', health: 'HEALTHY' }, step: 'start second' },
  { condition: 'HEALTHY', seen: { status: 'STOPPED', exitCode: 0, health: 'HEALTHY' }, step: unresolvable },
];

test.each(dependencies)('dependsOn $condition with $seen: $step', ({ condition, seen, step }) => {
  const task = new ModelTask({
    containers: [
      container('second', { dependsOn: [needs('first', condition)] }),
      container('first', { essential: false }),
    ],
  });
  task.apply({ type: 'attach-network' });
  task.apply({ type: 'advance', to: 'PENDING' });
  task.see('second', { status: 'PULLED' });
  task.see('first', seen);
  expect(textOf(stepTask(task.view, 0))).toBe(step);
});

test('a task stays PENDING until the last container of a chain runs', () => {
  const task = new ModelTask({
    containers: [
      container('app', { dependsOn: [needs('migrate', 'SUCCESS'), needs('proxy', 'HEALTHY')] }),
      container('migrate', { essential: false, dependsOn: [needs('proxy', 'START')] }),
      container('proxy'),
    ],
  });
  expect(walk(task).slice(1)).toEqual([
    'PENDING',
    'pull app migrate proxy',
    'start proxy',
    'start migrate',
    'wait',
  ]);
  task.see('migrate', { status: 'STOPPED', exitCode: 0 });
  expect(walk(task)).toEqual(['wait']);
  task.see('proxy', { health: 'HEALTHY' });
  expect(walk(task)).toEqual(['start app', 'RUNNING', 'wait']);
});

test('ill health after the start has no effect on the order', () => {
  const task = new ModelTask({
    containers: [container('app', { dependsOn: [needs('db', 'HEALTHY')] }), container('db')],
  });
  walk(task);
  task.see('db', { health: 'HEALTHY' });
  walk(task);
  task.see('db', { health: 'UNHEALTHY' });
  expect(walk(task)).toEqual(['wait']);
});
