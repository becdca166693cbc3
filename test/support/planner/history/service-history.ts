import fc from 'fast-check';
import { planService } from '../../../../src/plan/service/plan-service.ts';
import type { ServicePlan, ServiceTask } from '../../../../src/plan/service/service-view.ts';
import type { CircuitBreakerSettings } from '../../../../src/services/ecs/service/service.ts';
import { circuitBreaker, deploymentAlarms, deploymentSettings } from '../deployment-settings.ts';
import { ModelService, type ModelSettings } from './model-service.ts';

/** Something that happens to a service or, by its pick, to one of its tasks. */
export type Happening =
  | {
      readonly type: 'advance' | 'crash' | 'answer-well' | 'answer-badly' | 'stop-by-user' | 'protect';
      readonly pick: number;
    }
  | {
      readonly type:
        | 'advance-all'
        | 'answer-all-well'
        | 'finish-all'
        | 'crash-starting'
        | 'redeploy'
        | 'forget-stopped'
        | 'ask-to-roll-back'
        | 'ask-to-abort';
    }
  | { readonly type: 'alarm'; readonly state: 'OK' | 'ALARM' }
  | { readonly type: 'scale'; readonly to: number }
  | { readonly type: 'wait'; readonly ms: number };

export interface ServiceHistory {
  readonly settings: ModelSettings;
  readonly desiredCount: number;
  /** Its first deployment is completed before anything happens. */
  readonly isSettled: boolean;
  readonly happenings: readonly Happening[];
  readonly isDeleted: boolean;
}

const pick = fc.nat(30);
const simple = <Type extends string>(...types: readonly Type[]): fc.Arbitrary<{ readonly type: Type }> =>
  fc.constantFrom(...types).map((type) => ({ type }));
const picked = <Type extends string>(
  ...types: readonly Type[]
): fc.Arbitrary<{ readonly type: Type; readonly pick: number }> =>
  fc.record({ type: fc.constantFrom(...types), pick });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: picked('advance') },
  { weight: 8, arbitrary: simple('advance-all') },
  { weight: 4, arbitrary: simple('answer-all-well') },
  { weight: 6, arbitrary: simple('finish-all') },
  { weight: 6, arbitrary: picked('answer-well', 'answer-badly') },
  { weight: 3, arbitrary: picked('crash', 'stop-by-user', 'protect') },
  { weight: 3, arbitrary: simple('crash-starting') },
  { weight: 4, arbitrary: simple('redeploy', 'redeploy', 'forget-stopped') },
  { weight: 1, arbitrary: simple('ask-to-roll-back', 'ask-to-abort') },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('alarm'), state: fc.constantFrom('OK', 'ALARM') }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('scale'), to: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('wait'),
      ms: fc.constantFrom(1, 500, 9_999, 40_000, 900_000),
    }),
  },
);

const breaker: fc.Arbitrary<CircuitBreakerSettings> = fc
  .record({
    enable: fc.boolean(),
    rollback: fc.boolean(),
    resetOnHealthyTask: fc.boolean(),
    thresholdConfiguration: fc.constantFrom(
      { type: 'BOUNDED_PERCENT' as const, value: 50 },
      { type: 'UNBOUNDED_PERCENT' as const, value: 25 },
      { type: 'COUNT' as const, value: 2 },
    ),
  })
  .map(circuitBreaker);

const alarms = fc.option(fc.record({ rollback: fc.boolean() }).map(deploymentAlarms), {
  nil: undefined,
  freq: 2,
});

const settings: fc.Arbitrary<ModelSettings> = fc.record({
  deployment: fc
    .record({
      maximumPercent: fc.constantFrom(100, 125, 150, 200),
      minimumHealthyPercent: fc.constantFrom(0, 33, 50, 75, 100),
      deploymentCircuitBreaker: breaker,
      alarms,
      bakeTimeInMinutes: fc.constantFrom(0, 5),
    })
    .map(deploymentSettings),
  check: fc.constantFrom('none' as const, 'container' as const, 'target' as const),
  graceMs: fc.constantFrom(0, 60_000),
  awsTiming: fc.boolean(),
});

/** Services with what happens to them. */
export const serviceHistory: fc.Arbitrary<ServiceHistory> = fc.record({
  settings,
  desiredCount: fc.nat(6),
  isSettled: fc.boolean(),
  happenings: fc.array(happening, { maxLength: 40, size: 'max' }),
  isDeleted: fc.boolean(),
});

export type Watch = (plan: ServicePlan, model: ModelService) => void;

/** Lets all of it happen; after each happening the service is planned, and `watch` sees each plan before it is done. */
export function live(history: ServiceHistory, watch: Watch): ModelService {
  const model = new ModelService(history.settings, history.desiredCount);
  if (history.isSettled) obey(model, watch);
  else turn(model, watch);
  for (const what of history.happenings) {
    happen(model, what);
    turn(model, watch);
  }
  return model;
}

/** Plans once, and carries the plan out. */
export function turn(model: ModelService, watch: Watch): ServicePlan {
  const plan = planService(model.view, model.nowMs);
  watch(plan, model);
  for (const action of plan.actions) model.apply(action);
  return plan;
}

/**
 * Goes on until nothing moves any more, in a world where every task does as it is told and every check that is open is
 * passed. Throws where that comes to no end.
 */
export function obey(model: ModelService, watch: Watch): void {
  for (let round = 0; round < 400; round++) {
    const { actions, wakeAtMs } = turn(model, watch);
    if (model.isInactive) {
      for (const { arn } of model.view.tasks) finish(model, arn);
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

export function happen(model: ModelService, what: Happening): void {
  const { tasks } = model.view;
  switch (what.type) {
    case 'advance-all':
      for (const task of tasks) model.advance(task);
      return;
    case 'answer-all-well':
      for (const task of tasks) model.answer(task, true);
      return;
    case 'finish-all':
      for (const { arn } of tasks) finish(model, arn);
      return;
    case 'crash-starting':
      for (const task of tasks) if (task.startedAtMs === undefined) model.end(task, 'itself');
      return;
    case 'redeploy':
      return model.redeploy();
    case 'forget-stopped':
      return model.forgetStopped();
    case 'ask-to-roll-back':
      return model.requestStop('ROLLBACK');
    case 'ask-to-abort':
      return model.requestStop('ABORT');
    case 'alarm':
      return model.setAlarms(what.state);
    case 'scale':
      return model.scaleTo(what.to);
    case 'wait':
      model.nowMs += what.ms;
      return;
    default: {
      const task = tasks[what.pick % Math.max(tasks.length, 1)];
      if (task !== undefined) happenTo(model, task, what.type);
    }
  }
}

function happenTo(
  model: ModelService,
  task: ServiceTask,
  what: Extract<Happening, { readonly pick: number }>['type'],
): void {
  switch (what) {
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
    case 'protect':
      return model.protect(task, 120_000);
  }
}

function isUnanswered({ lastStatus, containerHealth, targets }: ServiceTask): boolean {
  return (
    lastStatus === 'RUNNING' &&
    (containerHealth === 'UNKNOWN' || targets.some(({ health }) => health.state === 'pending'))
  );
}

/** It gets where it is meant to be, and passes its checks there. */
function finish(model: ModelService, arn: string): void {
  for (;;) {
    const task = model.view.tasks.find((each) => each.arn === arn);
    if (task === undefined) return;
    if (!model.advance(task)) return model.answer(task, true);
  }
}
