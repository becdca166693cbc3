import type { SchedulerMemory } from '../../../services/ecs/service/service.ts';
import { steadyText } from '../event-texts.ts';
import { planTaskSet, type TaskSetStep } from './plan-task-set.ts';
import type { TaskSetAction, TaskSetsPlan, TaskSetsView } from './task-sets-view.ts';

/**
 * Decides what a service of the EXTERNAL deployment controller needs next: each of its task sets by itself. Pure: the
 * same view and time give the same plan, and a plan that was carried out is not asked for again.
 */
export function planTaskSets(view: TaskSetsView, nowMs: number): TaskSetsPlan {
  if (isDrained(view))
    return {
      actions: [
        ...view.taskSets.map((taskSet): TaskSetAction => ({ type: 'remove-task-set', taskSet })),
        { type: 'set-inactive' },
      ],
    };
  const steps = view.taskSets.map((taskSet) => planTaskSet(view, taskSet, nowMs));
  const actions = [...steps.flatMap((step) => step.actions), ...remember(view, steps)];
  const ahead = steps
    .flatMap(({ wakeTimes }) => wakeTimes)
    .filter((time): time is number => time !== undefined && time > nowMs);
  return ahead.length === 0 ? { actions } : { actions, wakeAtMs: Math.min(...ahead) };
}

/** A service that is being deleted is INACTIVE once every task is STOPPING or further. */
function isDrained({ status, tasks }: TaskSetsView): boolean {
  return (
    status === 'DRAINING' &&
    tasks.every(({ lastStatus }) => ['STOPPING', 'DEPROVISIONING', 'STOPPED'].includes(lastStatus))
  );
}

/** States that are said once when they begin, and may be said again after they ended. */
function remember(view: TaskSetsView, steps: readonly TaskSetStep[]): TaskSetAction[] {
  if (view.status !== 'ACTIVE') return [];
  const left = view.taskSets.filter((_, index) => steps[index]?.isGone === false);
  const steady =
    left.length > 0 &&
    left.every(({ status }) => status !== 'DRAINING') &&
    steps.every(({ isGone, isSteady }) => isGone || isSteady);
  const said = steps.flatMap((step) => step.said);
  const texts = [
    ...said.filter((text) => !view.memory.said.includes(text)),
    ...(steady && !view.memory.steady ? [steadyText(view.name)] : []),
  ];
  const memory: SchedulerMemory = { steady, said };
  const isSame = steady === view.memory.steady && said.join('\n') === view.memory.said.join('\n');
  return [
    ...texts.map((message): TaskSetAction => ({ type: 'add-event', message })),
    ...(isSame ? [] : [{ type: 'remember', memory } satisfies TaskSetAction]),
  ];
}
