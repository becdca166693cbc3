import fc from 'fast-check';
import type { ServiceTask } from '../../../../src/plan/service/service-view.ts';
import { planTaskSets } from '../../../../src/plan/service/task-set/plan-task-sets.ts';
import type {
  TaskSetAction,
  TaskSetsPlan,
  TaskSetsView,
} from '../../../../src/plan/service/task-set/task-sets-view.ts';
import type { TaskSet } from '../../../../src/services/ecs/task-set/task-set.ts';
import { deploymentSettings } from '../deployment-settings.ts';
import { taskSet } from '../task-set.ts';
import { ModelService } from './model-service.ts';
import { type Happening, happen } from './service-history.ts';

/** A service of the EXTERNAL controller in memory: its tasks live as those of any service do. */
export class ModelTaskSets {
  readonly tasks: ModelService;
  taskSets: readonly TaskSet[] = [];
  #created = 0;

  constructor(check: 'none' | 'container' | 'target', desiredCount: number) {
    this.tasks = new ModelService(
      { deployment: deploymentSettings(), check, graceMs: 0, awsTiming: false },
      desiredCount,
    );
  }

  copy(): ModelTaskSets {
    const copy = new ModelTaskSets('none', 0);
    Object.assign(copy, { tasks: this.tasks.copy(), taskSets: this.taskSets });
    return copy;
  }

  get view(): TaskSetsView {
    const { name, status, desiredCount, settings, healthCheckGracePeriodMs, tasks, memory, timing } =
      this.tasks.view;
    const service = { name, status, desiredCount, settings, healthCheckGracePeriodMs, memory, timing };
    return { ...service, taskSets: this.taskSets, tasks, rooms: new Map() };
  }

  tasksOf({ id }: TaskSet): ServiceTask[] {
    return this.tasks.view.tasks.filter(
      ({ deploymentId, desiredStatus }) => deploymentId === id && desiredStatus === 'RUNNING',
    );
  }

  create(scalePercent: number): void {
    if (this.taskSets.length >= 5) return;
    const progress = { computedDesiredCount: 0, stability: 'STABILIZING' as const };
    this.taskSets = [taskSet(++this.#created, { scalePercent, progress }), ...this.taskSets];
  }

  change(pick: number, facts: Partial<TaskSet>): void {
    const picked = this.taskSets[pick % Math.max(this.taskSets.length, 1)];
    if (picked === undefined || picked.status === 'DRAINING') return;
    this.taskSets = this.taskSets.map((each) => (each === picked ? { ...each, ...facts } : each));
  }

  apply(action: TaskSetAction): void {
    if (action.type === 'set-task-set') {
      const { taskSet: changed, progress } = action;
      this.taskSets = this.taskSets.map((each) => (each.id === changed.id ? { ...each, progress } : each));
    } else if (action.type === 'remove-task-set') {
      this.taskSets = this.taskSets.filter(({ id }) => id !== action.taskSet.id);
    } else {
      this.tasks.apply(action);
    }
  }
}

export type TaskSetHappening =
  | { readonly type: 'of-tasks'; readonly what: Happening }
  | { readonly type: 'create'; readonly percent: number }
  | { readonly type: 'rescale'; readonly pick: number; readonly percent: number }
  | { readonly type: 'drain'; readonly pick: number };

const pick = fc.nat(10);
const percent = fc.constantFrom(0, 10, 33.3, 50, 100);
const ofTasks: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      'advance' as const,
      'crash' as const,
      'answer-well' as const,
      'answer-badly' as const,
    ),
    pick,
  }),
  fc.record({
    type: fc.constantFrom('advance-all' as const, 'finish-all' as const, 'crash-starting' as const),
  }),
  fc.record({ type: fc.constant('scale' as const), to: fc.nat(6) }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(1, 500, 40_000) }),
);

export const taskSetHappenings: fc.Arbitrary<TaskSetHappening[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: ofTasks.map((what) => ({ type: 'of-tasks' as const, what })) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('create' as const), percent }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('rescale' as const), pick, percent }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('drain' as const), pick }) },
  ),
  { maxLength: 30, size: 'max' },
);

export type TaskSetWatch = (plan: TaskSetsPlan, model: ModelTaskSets) => void;

export function happenToTaskSets(model: ModelTaskSets, happening: TaskSetHappening): void {
  switch (happening.type) {
    case 'of-tasks':
      return happen(model.tasks, happening.what);
    case 'create':
      return model.create(happening.percent);
    case 'rescale':
      return model.change(happening.pick, { scalePercent: happening.percent });
    case 'drain':
      return model.change(happening.pick, { status: 'DRAINING' });
  }
}

/** Plans once, and carries the plan out. */
export function turnTaskSets(model: ModelTaskSets, watch: TaskSetWatch): TaskSetsPlan {
  const plan = planTaskSets(model.view, model.tasks.nowMs);
  watch(plan, model);
  for (const action of plan.actions) model.apply(action);
  return plan;
}

/** Goes on until nothing moves any more, in a world where every task does as it is told and passes its checks. */
export function obeyTaskSets(model: ModelTaskSets, watch: TaskSetWatch): void {
  for (let round = 0; round < 400; round++) {
    const { actions, wakeAtMs } = turnTaskSets(model, watch);
    const before = JSON.stringify(model.tasks.view.tasks);
    happen(model.tasks, { type: 'finish-all' });
    if (actions.length > 0 || JSON.stringify(model.tasks.view.tasks) !== before) continue;
    if (wakeAtMs === undefined) return;
    model.tasks.nowMs = wakeAtMs;
  }
  throw new Error('The plan came to no end.');
}
