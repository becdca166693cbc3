import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { taskHealth } from '../../../../../src/plan/service/task-health.ts';
import { computedDesiredCount } from '../../../../../src/plan/service/task-set/computed-desired-count.ts';
import { planTaskSets } from '../../../../../src/plan/service/task-set/plan-task-sets.ts';
import type { TaskSet } from '../../../../../src/services/ecs/task-set/task-set.ts';
import {
  happenToTaskSets,
  ModelTaskSets,
  obeyTaskSets,
  type TaskSetWatch,
  taskSetHappenings,
  turnTaskSets,
} from '../../../../support/planner/history/model-task-sets.ts';

const history = fc.record({
  check: fc.constantFrom('none' as const, 'container' as const, 'target' as const),
  desiredCount: fc.nat(6),
  happenings: taskSetHappenings,
});

/** Checks every plan of every history, and where it ends once every task does as it is told. */
function always(watch: TaskSetWatch, inTheEnd: (model: ModelTaskSets) => void = () => {}): void {
  fc.assert(
    fc.property(history, ({ check, desiredCount, happenings }) => {
      const model = new ModelTaskSets(check, desiredCount);
      for (const happening of happenings) {
        happenToTaskSets(model, happening);
        turnTaskSets(model, watch);
      }
      obeyTaskSets(model, watch);
      inTheEnd(model);
    }),
    { numRuns: 500 },
  );
}

const countOf = ({ tasks }: ModelTaskSets, { status, scalePercent }: TaskSet): number =>
  status === 'DRAINING' ? 0 : computedDesiredCount(tasks.view.desiredCount, scalePercent);

const healthyOf = (model: ModelTaskSets, taskSet: TaskSet): number =>
  model
    .tasksOf(taskSet)
    .filter((task) => taskHealth(task, model.tasks.view, model.tasks.nowMs).is === 'healthy').length;

describe('in every history', () => {
  test('a task set is started for what it lacks, and never for one that is going', () => {
    always(({ actions }, model) => {
      for (const action of actions) {
        if (action.type !== 'start-tasks') continue;
        const taskSet = model.taskSets.find(({ id }) => id === action.deploymentId);
        expect(taskSet?.status).toBe('ACTIVE');
        if (taskSet !== undefined) expect(action.count).toBeLessThanOrEqual(countOf(model, taskSet));
      }
    });
  });

  test('no healthy task is stopped that its task set needs', () => {
    always(({ actions }, model) => {
      const stopped = new Set(actions.flatMap((each) => (each.type === 'stop-tasks' ? each.taskArns : [])));
      if (stopped.size === 0) return;
      for (const taskSet of model.taskSets) {
        const before = healthyOf(model, taskSet);
        const after = model.copy();
        for (const action of actions) after.apply(action);
        const left = healthyOf(after, taskSet);
        if (left < before) expect(left).toBeGreaterThanOrEqual(countOf(model, taskSet));
      }
    });
  });

  test('the same view and time give the same plan, and a plan that was carried out leaves nothing to do', () => {
    always((plan, model) => {
      expect(planTaskSets(model.view, model.tasks.nowMs)).toEqual(plan);
      const next = model.copy();
      for (const action of plan.actions) next.apply(action);
      expect(planTaskSets(next.view, next.tasks.nowMs).actions).toEqual([]);
    });
  });

  test('every task set ends up steady with its computed desired count, and what was DRAINING is gone', () => {
    always(
      () => {},
      (model) => {
        expect(model.taskSets.map((each) => [each.status, each.progress.stability])).toEqual(
          model.taskSets.map(() => ['ACTIVE', 'STEADY_STATE']),
        );
        for (const taskSet of model.taskSets) {
          expect(healthyOf(model, taskSet)).toBe(countOf(model, taskSet));
          expect(taskSet.progress.computedDesiredCount).toBe(countOf(model, taskSet));
        }
        const live = model.tasks.view.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
        expect(live.every((task) => model.taskSets.some(({ id }) => id === task.deploymentId))).toBe(true);
        expect(model.tasks.view.memory.steady).toBe(model.taskSets.length > 0);
      },
    );
  });
});
