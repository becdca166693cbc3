import type { Deployment, StartThrottle } from '../../../services/ecs/service/service.ts';
import type { Announcement } from '../../../services/ecs/task/task.ts';
import type { ServiceAction, ServiceTask, ServiceView } from '../service-view.ts';
import { startDelayMs } from '../start-backoff.ts';
import { hadSettled, isHealthChecked, taskHealth } from '../task-health.ts';

/** What became of a task, as failures are counted. */
export type TaskOutcome =
  /** It reached RUNNING. */
  | { readonly type: 'ran'; readonly isHealthChecked: boolean }
  | { readonly type: 'healthy' }
  | {
      readonly type: 'failed';
      /** Whether it never reached RUNNING, or failed afterwards. */
      readonly stage: 'start' | 'health';
      /** Another task of the deployment was where this one failed to get: RUNNING, or healthy. */
      readonly besideOthers: boolean;
    };

export interface TaskOutcomes {
  /** Marks the tasks, so that nothing is counted twice. */
  readonly actions: readonly ServiceAction[];
  readonly outcomes: readonly TaskOutcome[];
  readonly throttle: StartThrottle;
}

/**
 * What became of a deployment's tasks since the last plan. A task fails that never reaches RUNNING, that
 * fails its health checks, or that ends by itself before it was ever healthy.
 */
export function taskOutcomes(view: ServiceView, { id, progress }: Deployment, nowMs: number): TaskOutcomes {
  const own = view.tasks.filter(({ deploymentId }) => deploymentId === id);
  const health = (task: ServiceTask) =>
    task.desiredStatus === 'RUNNING' ? taskHealth(task, view, nowMs).is : 'starting';
  const failure = {
    start: {
      type: 'failed',
      stage: 'start',
      besideOthers: own.some(
        ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
      ),
    },
    health: {
      type: 'failed',
      stage: 'health',
      besideOthers: own.some((task) => health(task) === 'healthy'),
    },
  } as const;
  const newest = Math.max(0, ...own.map(({ sequence }) => sequence));
  const actions: ServiceAction[] = [];
  const outcomes: TaskOutcome[] = [];
  let throttle = progress.throttle;
  const mark = (task: ServiceTask, announcement: Announcement, outcome: TaskOutcome): void => {
    actions.push({ type: 'announce', taskArn: task.arn, announcement });
    outcomes.push(outcome);
  };
  for (const task of own) {
    const isNew = (announcement: Announcement): boolean => !task.announced.includes(announcement);
    if (task.startedAtMs === undefined) {
      if (!failedToStart(task) || !isNew('start-failure')) continue;
      mark(task, 'start-failure', failure.start);
      throttle = slowedDown(throttle, task, newest, view, nowMs);
      continue;
    }
    if (isNew('started')) {
      mark(task, 'started', { type: 'ran', isHealthChecked: isHealthChecked(task) });
      throttle = { failedRounds: 0, lastSequence: throttle.lastSequence };
    }
    if (isNew('healthy') && (health(task) === 'healthy' || hadSettled(task, view.timing)))
      mark(task, 'healthy', { type: 'healthy' });
    // Ill health is told in an event, which marks it.
    else if (isNew('unhealthy') && health(task) === 'unhealthy') outcomes.push(failure.health);
    else if (endedEarly(task) && isNew('ended-early') && isNew('healthy') && isNew('unhealthy'))
      mark(task, 'ended-early', failure.health);
  }
  return { actions, outcomes, throttle };
}

/**
 * Failed tasks in a row, as DescribeServices counts them. SDK, `failedTasks`: "Once a service deployment has one or
 * more successfully running tasks, the failed task count resets to zero and stops being evaluated."
 */
export function countFailedTasks(before: number, outcomes: readonly TaskOutcome[]): number {
  return outcomes.reduce(nextCount, before);
}

function nextCount(count: number, outcome: TaskOutcome): number {
  switch (outcome.type) {
    case 'ran':
      return outcome.isHealthChecked ? count : 0;
    case 'healthy':
      return 0;
    case 'failed':
      return outcome.besideOthers ? count : count + 1;
  }
}

/** A task that we or the user stopped while it was starting did not fail. */
function failedToStart({ desiredStatus, stop }: ServiceTask): boolean {
  return (
    desiredStatus === 'STOPPED' &&
    (stop?.code === 'TaskFailedToStart' || stop?.code === 'EssentialContainerExited')
  );
}

function endedEarly({ desiredStatus, stop }: ServiceTask): boolean {
  return desiredStatus === 'STOPPED' && stop?.code === 'EssentialContainerExited';
}

/** The delay grows once for all that was started together: what fails of it later belongs to the same round. */
function slowedDown(
  throttle: StartThrottle,
  task: ServiceTask,
  newest: number,
  { timing }: ServiceView,
  nowMs: number,
): StartThrottle {
  if (task.sequence <= throttle.lastSequence) return throttle;
  const failedRounds = throttle.failedRounds + 1;
  return { failedRounds, lastSequence: newest, nextStartAtMs: nowMs + startDelayMs(failedRounds, timing) };
}
