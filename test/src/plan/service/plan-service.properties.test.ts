import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockedText } from '../../../../src/plan/service/event-texts.ts';
import { planService } from '../../../../src/plan/service/plan-service.ts';
import type { ServicePlan, ServiceTask } from '../../../../src/plan/service/service-view.ts';
import { ModelService, type ModelSettings } from '../../../support/planner/model-service.ts';

/** Histories for each property. */
const numRuns = 2500;

type Happening =
  | {
      readonly type: 'advance' | 'crash' | 'answer-well' | 'answer-badly' | 'stop-by-user';
      readonly pick: number;
    }
  | { readonly type: 'advance-all' | 'answer-all-well' | 'redeploy' | 'forget-stopped' }
  | { readonly type: 'scale'; readonly to: number }
  | { readonly type: 'wait'; readonly ms: number };

const pick = fc.nat(30);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('advance' as const), pick }) },
  { weight: 6, arbitrary: fc.constant({ type: 'advance-all' as const }) },
  { weight: 4, arbitrary: fc.constant({ type: 'answer-all-well' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constantFrom('answer-well' as const, 'answer-badly' as const), pick }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('crash' as const, 'stop-by-user' as const), pick }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ type: 'redeploy' as const }, { type: 'forget-stopped' as const }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('scale' as const), to: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 9_999, 40_000, 900_000),
    }),
  },
);

const settings: fc.Arbitrary<ModelSettings> = fc.record({
  maximumPercent: fc.constantFrom(100, 125, 150, 200),
  minimumHealthyPercent: fc.constantFrom(0, 33, 50, 75, 100),
  check: fc.constantFrom('none' as const, 'container' as const, 'target' as const),
  graceMs: fc.constantFrom(0, 60_000),
  awsTiming: fc.boolean(),
});

const history = fc.record({
  settings,
  desiredCount: fc.nat(6),
  happenings: fc.array(happening, { maxLength: 30, size: 'max' }),
  isDeleted: fc.boolean(),
});

function happen(model: ModelService, what: Happening): void {
  const { tasks } = model.view;
  switch (what.type) {
    case 'advance-all':
      for (const task of tasks) model.advance(task);
      return;
    case 'answer-all-well':
      for (const task of tasks) model.answer(task, true);
      return;
    case 'redeploy':
      return model.redeploy();
    case 'forget-stopped':
      return model.forgetStopped();
    case 'scale':
      return model.scaleTo(what.to);
    case 'wait':
      model.nowMs += what.ms;
      return;
  }
  const task = tasks[what.pick % Math.max(tasks.length, 1)];
  if (task === undefined) return;
  switch (what.type) {
    case 'advance':
      model.advance(task);
      return;
    case 'crash':
      return model.end(task, 'itself');
    case 'stop-by-user':
      return model.end(task, 'user');
    case 'answer-well':
      return model.answer(task, true);
    case 'answer-badly':
      return model.answer(task, false);
  }
}

/** Plans and carries out until nothing is left to do, after each happening; `watch` sees each plan before it is done. */
function live(
  model: ModelService,
  happenings: readonly Happening[],
  watch: (plan: ServicePlan, model: ModelService) => void,
): void {
  turn(model, watch);
  for (const what of happenings) {
    happen(model, what);
    turn(model, watch);
  }
}

function turn(model: ModelService, watch: (plan: ServicePlan, model: ModelService) => void): ServicePlan {
  const plan = planService(model.view, model.nowMs);
  watch(plan, model);
  for (const action of plan.actions) model.apply(action);
  return plan;
}

/** From now on every task does as it is told and every check that is open is passed. */
function obey(model: ModelService): void {
  for (let round = 0; round < 400; round++) {
    const { actions, wakeAtMs } = turn(model, () => {});
    if (model.isInactive) {
      for (const task of model.view.tasks) while (model.advance(currentOf(model, task.arn)));
      return;
    }
    let moved = actions.length > 0;
    for (const task of model.view.tasks) {
      if (model.advance(task)) moved = true;
      else if (isUnanswered(task)) {
        model.answer(task, true);
        moved = true;
      }
    }
    if (moved) continue;
    if (wakeAtMs === undefined) return;
    model.nowMs = wakeAtMs;
  }
  throw new Error('The plan came to no end.');
}

function isUnanswered({ lastStatus, containerHealth, targets }: ServiceTask): boolean {
  return (
    lastStatus === 'RUNNING' &&
    (containerHealth === 'UNKNOWN' || targets.some(({ health }) => health.state === 'pending'))
  );
}

function currentOf(model: ModelService, arn: string): ServiceTask {
  const task = model.view.tasks.find((each) => each.arn === arn);
  if (task === undefined) throw new Error(`${arn} is gone`);
  return task;
}

function limits({ view }: ModelService) {
  return {
    ceiling: Math.floor((view.desiredCount * view.maximumPercent) / 100),
    minimum: Math.ceil((view.desiredCount * view.minimumHealthyPercent) / 100),
  };
}

const startedBy = ({ actions }: ServicePlan): number =>
  actions.reduce((sum, action) => sum + (action.type === 'start-tasks' ? action.count : 0), 0);

const stoppedBy = ({ actions }: ServicePlan): string[] =>
  actions.flatMap((action) => (action.type === 'stop-tasks' ? action.taskArns : []));

/** Checks every plan of every history. */
function always(watch: (plan: ServicePlan, model: ModelService) => void): void {
  fc.assert(
    fc.property(history, ({ settings: chosen, desiredCount, happenings, isDeleted }) => {
      const model = new ModelService(chosen, desiredCount);
      live(model, happenings, watch);
      if (isDeleted) model.drain();
      turn(model, watch);
    }),
    { numRuns },
  );
}

describe('in every history', () => {
  test('starts never take running and pending tasks above floor(desired x maximumPercent)', () => {
    always((plan, model) => {
      if (startedBy(plan) > 0)
        expect(model.occupied() + startedBy(plan)).toBeLessThanOrEqual(limits(model).ceiling);
    });
  });

  test('stops never take healthy tasks below ceil(desired x minimumHealthyPercent)', () => {
    always((plan, model) => {
      const healthy = model.healthyTasks();
      const stopped = healthy.filter(({ arn }) => stoppedBy(plan).includes(arn)).length;
      if (stopped > 0) expect(healthy.length - stopped).toBeGreaterThanOrEqual(limits(model).minimum);
    });
  });

  test('only tasks of the PRIMARY deployment are started, and none once the service is being deleted', () => {
    always(({ actions }, { view }) => {
      const primary = view.deployments.find(({ status }) => status === 'PRIMARY');
      for (const action of actions)
        if (action.type === 'start-tasks')
          expect([view.status, action.deploymentId]).toEqual(['ACTIVE', primary?.id]);
    });
  });

  test('the same view and time give the same plan, and a plan that was carried out leaves nothing to do', () => {
    always((plan, model) => {
      expect(planService(structuredClone(model.view), model.nowMs)).toEqual(plan);
      const after = model.copy();
      for (const action of plan.actions) after.apply(action);
      if (!after.isInactive) expect(planService(after.view, after.nowMs).actions).toEqual([]);
    });
  });
});

describe('in a world that obeys from some time on', () => {
  test('planning ends with every task of the newest deployment healthy and nothing else left, or says why not', () => {
    fc.assert(
      fc.property(history, ({ settings: chosen, desiredCount, happenings }) => {
        const model = new ModelService(chosen, desiredCount);
        live(model, happenings, () => {});
        obey(model);
        const { view } = model;
        const { ceiling, minimum } = limits(model);
        if (view.memory.said.includes(blockedText('web'))) {
          expect(ceiling).toBe(minimum);
          return;
        }
        const [primary] = view.deployments;
        expect({
          deployments: view.deployments.length,
          progress: primary?.progress.rolloutState,
          desiredCount: primary?.progress.desiredCount,
          left: view.tasks
            .filter(({ lastStatus }) => lastStatus !== 'STOPPED')
            .map(({ deploymentId }) => deploymentId),
          healthy: model.healthyTasks().length,
          steady: view.memory.steady,
        }).toEqual({
          deployments: 1,
          progress: 'COMPLETED',
          desiredCount: view.desiredCount,
          left: Array.from({ length: view.desiredCount }, () => primary?.id),
          healthy: view.desiredCount,
          steady: true,
        });
      }),
      { numRuns },
    );
  });

  test('a service that is deleted ends INACTIVE without any task', () => {
    fc.assert(
      fc.property(history, ({ settings: chosen, desiredCount, happenings }) => {
        const model = new ModelService(chosen, desiredCount);
        live(model, happenings, () => {});
        model.drain();
        obey(model);
        expect({
          isInactive: model.isInactive,
          left: model.view.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED'),
        }).toEqual({ isInactive: true, left: [] });
      }),
      { numRuns: numRuns },
    );
  });
});
