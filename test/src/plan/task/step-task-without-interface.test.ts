import { expect, test } from 'vitest';
import { stepTask } from '../../../../src/plan/task/step-task.ts';
import type { TaskStep } from '../../../../src/plan/task/task-view.ts';
import { ModelTask } from '../../../support/planner/history/model-task.ts';

const container = { name: 'web', essential: true, dependsOn: [], stopTimeoutMs: 30_000 };

/** Carries out the next step, and returns it. */
function act(task: ModelTask): TaskStep {
  const step = stepTask(task.view, task.nowMs);
  task.apply(step);
  return step;
}

test('a bridge, host or none task skips PROVISIONING and DEPROVISIONING: there is no interface to make or remove', () => {
  const task = new ModelTask({ containers: [container], hasNetworkInterface: false });
  expect(task.view.lastStatus).toBe('PENDING');
  expect([act(task), act(task), act(task)]).toEqual([
    { type: 'pull', containers: ['web'] },
    { type: 'start', containers: ['web'] },
    { type: 'advance', to: 'RUNNING' },
  ]);
  task.stop();
  expect([act(task), act(task)]).toEqual([
    { type: 'advance', to: 'STOPPING' },
    { type: 'signal', containers: ['web'] },
  ]);
  task.see('web', { status: 'STOPPED', exitCode: 0 });
  expect(act(task)).toEqual({ type: 'release' });
  expect(task.view.lastStatus).toBe('STOPPED');
  expect(act(task)).toEqual({ type: 'wait' });
});

test('one that is stopped before anything of it ran is over at once', () => {
  const task = new ModelTask({ containers: [container], hasNetworkInterface: false });
  task.stop();
  expect(act(task)).toEqual({ type: 'release' });
});
