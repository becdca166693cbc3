import type { Deployment } from '../../../services/ecs/service/service.ts';
import type { TaskSet, TaskSetProgress } from '../../../services/ecs/task-set/task-set.ts';
import { announceFacts } from '../announce-facts.ts';
import { taskOutcomes } from '../deployment/task-outcomes.ts';
import {
  computedCountText,
  impairedText,
  protectedText,
  steadyTaskSetText,
  taskSetSubject,
  unplacedText,
} from '../event-texts.ts';
import { isOccupying, judgeTasks, moveTasks, protectionEndsMs, type TaskMoves } from '../move-tasks.ts';
import type { ServiceTask, ServiceView } from '../service-view.ts';
import { isImpaired } from '../start-backoff.ts';
import type { JudgedTask } from '../strategy/deployment-strategy.ts';
import { computedDesiredCount } from './computed-desired-count.ts';
import type { TaskSetAction, TaskSetsView } from './task-sets-view.ts';

export interface TaskSetStep {
  readonly actions: readonly TaskSetAction[];
  /** It is DRAINING, and nothing is left of it. */
  readonly isGone: boolean;
  readonly isSteady: boolean;
  /** What holds of it now and is said once. */
  readonly said: readonly string[];
  /** When time alone may change something; those past are of no matter. */
  readonly wakeTimes: readonly (number | undefined)[];
}

/**
 * What one task set needs next: it is kept at its computed desired count as a deployment is that replaces nothing. One
 * that is DRAINING is brought to none.
 */
export function planTaskSet(view: TaskSetsView, taskSet: TaskSet, nowMs: number): TaskSetStep {
  const tasks = view.tasks.filter(({ deploymentId }) => deploymentId === taskSet.id);
  const isGoing = taskSet.status === 'DRAINING' || view.status === 'DRAINING';
  const count = isGoing ? 0 : computedDesiredCount(view.desiredCount, taskSet.scalePercent);
  const deployment = asDeployment(taskSet, count);
  const alone = asService({ ...view, status: isGoing ? 'DRAINING' : 'ACTIVE' }, deployment, tasks);
  const outcomes = taskOutcomes(alone, deployment, nowMs);
  const slowed = asDeployment(taskSet, count, outcomes.throttle);
  const judged = judgeTasks(alone, nowMs);
  const moves = moveTasks(alone, slowed, judged, nowMs);
  const isGone = taskSet.status === 'DRAINING' && tasks.every(({ lastStatus }) => lastStatus === 'STOPPED');
  const isSteady = !isGoing && moves.actions.length === 0 && isStable(tasks, judged, count);
  return {
    actions: [
      ...announceFacts(alone, nowMs, () => alone.name).actions,
      ...outcomes.actions,
      ...recount(view, taskSet, count),
      ...moves.actions,
      ...(isGone
        ? [{ type: 'remove-task-set', taskSet } satisfies TaskSetAction]
        : progressed(view, taskSet, { count, isSteady, throttle: outcomes.throttle }, nowMs)),
    ],
    isGone,
    isSteady,
    said: isGoing ? [] : remarks(view, slowed, judged, moves),
    wakeTimes: [
      ...judged.map(({ health }) => ('untilMs' in health ? health.untilMs : undefined)),
      ...judged.map(({ task }) => protectionEndsMs(task, alone, nowMs)),
      moves.plan.start.count === 0 ? outcomes.throttle.nextStartAtMs : undefined,
    ],
  };
}

function asDeployment(
  { id, serviceArn, createdAtMs, updatedAtMs, spec, progress }: TaskSet,
  desiredCount: number,
  throttle = progress.throttle,
): Deployment {
  return {
    id,
    serviceArn,
    status: 'PRIMARY',
    createdAtMs,
    spec,
    progress: {
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: '',
      updatedAtMs,
      desiredCount,
      failedTasks: 0,
      throttle,
    },
  };
}

/**
 * The task set as if it were a service of its own. Model, CreateService: for the EXTERNAL controller the percentages "are
 * used only to define the lower and upper limit on the number of the tasks [...] while the container instances are in
 * the DRAINING state". Otherwise they are AWS's defaults here: a replacement comes first.
 */
function asService(view: TaskSetsView, deployment: Deployment, tasks: readonly ServiceTask[]): ServiceView {
  const isDisplaced = tasks.some((task) => task.isDisplaced === true);
  return {
    name: taskSetSubject(view.name, deployment.id),
    status: view.status,
    desiredCount: deployment.progress.desiredCount,
    settings: isDisplaced
      ? view.settings
      : { ...view.settings, maximumPercent: 200, minimumHealthyPercent: 100 },
    healthCheckGracePeriodMs: view.healthCheckGracePeriodMs,
    deployments: [deployment],
    serviceDeployments: [],
    alarms: [],
    tasks,
    room: view.rooms.get(deployment.id),
    memory: view.memory,
    timing: view.timing,
  };
}

/** Model, `stabilityStatus`: as many RUNNING as desired, none PENDING, all healthy, none on an instance that drains. */
function isStable(tasks: readonly ServiceTask[], judged: readonly JudgedTask[], count: number): boolean {
  return (
    tasks.filter(isOccupying).length === count &&
    judged.length === count &&
    judged.every(({ task, health }) => health.is === 'healthy' && task.isDisplaced !== true)
  );
}

function recount({ name }: TaskSetsView, { id, progress }: TaskSet, count: number): TaskSetAction[] {
  if (progress.computedDesiredCount === count) return [];
  return [{ type: 'add-event', message: computedCountText(name, id, count) }];
}

interface Observed {
  readonly count: number;
  readonly isSteady: boolean;
  readonly throttle: TaskSetProgress['throttle'];
}

function progressed(
  view: TaskSetsView,
  taskSet: TaskSet,
  { count, isSteady, throttle }: Observed,
  nowMs: number,
): TaskSetAction[] {
  const { progress: before } = taskSet;
  const stability = isSteady ? 'STEADY_STATE' : 'STABILIZING';
  const isNew = stability !== before.stability;
  const progress: TaskSetProgress = {
    ...before,
    computedDesiredCount: count,
    stability,
    stabilityAtMs: isNew ? nowMs : before.stabilityAtMs,
    throttle,
  };
  // Plain data, made by spreading the one into the other: their members stand in the same order.
  if (JSON.stringify(progress) === JSON.stringify(before)) return [];
  const updatedAtMs = count === before.computedDesiredCount ? taskSet.updatedAtMs : nowMs;
  return [
    { type: 'set-task-set', taskSet, progress, updatedAtMs },
    ...(isNew && isSteady
      ? [{ type: 'add-event', message: steadyTaskSetText(view.name, taskSet.id) } satisfies TaskSetAction]
      : []),
  ];
}

function remarks(
  { name, rooms }: TaskSetsView,
  { id, progress: { desiredCount, throttle } }: Deployment,
  judged: readonly JudgedTask[],
  { plan }: TaskMoves,
): string[] {
  const subject = taskSetSubject(name, id);
  const why = plan.isUnplaced === true ? rooms.get(id)?.why : undefined;
  const staying = judged.filter((each) => each.isProtected === true && !plan.stop.includes(each));
  return [
    ...(why === undefined ? [] : [unplacedText(subject, why)]),
    ...(isImpaired(throttle.failedRounds) ? [impairedText(subject)] : []),
    ...(staying.length > desiredCount ? [protectedText(name, id)] : []),
  ];
}
