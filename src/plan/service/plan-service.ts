import type { Deployment, DeploymentProgress, SchedulerMemory } from '../../services/ecs/service/service.ts';
import { announceFacts } from './announce-facts.ts';
import { blockedText, completedText, impairedText, steadyText, stoppedText } from './event-texts.ts';
import { type JudgedTask, planRolling, type RollingPlan } from './rolling.ts';
import type { ServiceAction, ServicePlan, ServiceTask, ServiceView } from './service-view.ts';
import { isImpaired, startDelayMs } from './start-backoff.ts';
import { type TaskHealth, taskHealth } from './task-health.ts';

/**
 * Decides what a service needs next. Pure: the same view and time give the same plan, and a plan that was carried
 * out is not asked for again.
 */
export function planService(view: ServiceView, nowMs: number): ServicePlan {
  const primary = view.deployments.find(({ status }) => status === 'PRIMARY');
  const facts = announceFacts(view, nowMs);
  if (primary === undefined) return { actions: [...facts.actions, ...inactiveIfDrained(view)] };

  const failures = countStartFailures(view, primary, nowMs);
  const progress: DeploymentProgress = { ...primary.progress, ...failures.progress };
  const judged = judge(view, nowMs);
  const rolling = planRolling(rollingView(view, primary, progress, judged, nowMs));
  const actions: ServiceAction[] = [...facts.actions, ...failures.actions];
  const steps = rollingActions(view, primary, rolling);
  actions.push(...steps);

  const gone = view.deployments.filter(
    ({ id, status }) =>
      status !== 'PRIMARY' && !view.tasks.some((task) => task.deploymentId === id && isLeft(task)),
  );
  for (const { id } of gone) actions.push({ type: 'remove-deployment', deploymentId: id });

  const settled = steps.length === 0 && isSettled(view, primary, judged);
  const finished = settled && progress.rolloutState === 'IN_PROGRESS';
  const nextProgress: DeploymentProgress = {
    ...progress,
    desiredCount: view.desiredCount,
    ...(finished ? completed(primary.id) : {}),
  };
  if (!sameProgress(primary.progress, nextProgress))
    actions.push({
      type: 'set-progress',
      deploymentId: primary.id,
      progress: { ...nextProgress, updatedAtMs: nowMs },
    });
  if (finished && view.status === 'ACTIVE')
    actions.push({ type: 'add-event', message: completedText(view.name, primary.id) });
  actions.push(
    ...remember(view, { settled, blocked: rolling.blocked, impaired: isImpaired(nextProgress.failedTasks) }),
  );
  actions.push(...inactiveIfDrained(view));
  return withWakeAt(
    actions,
    [
      ...judged.map(({ health }) => ('untilMs' in health ? health.untilMs : undefined)),
      rolling.start === 0 ? nextProgress.nextStartAtMs : undefined,
    ],
    nowMs,
  );
}

interface Judged extends JudgedTask {
  readonly health: TaskHealth;
}

/** The tasks that are meant to run, with what each counts as. */
function judge(view: ServiceView, nowMs: number): Judged[] {
  return view.tasks
    .filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
    .map((task) => ({ task, health: taskHealth(task, view, nowMs) }));
}

function rollingView(
  view: ServiceView,
  primary: Deployment,
  progress: DeploymentProgress,
  judged: readonly Judged[],
  nowMs: number,
) {
  const isCurrent = ({ task }: Judged): boolean => task.deploymentId === primary.id;
  return {
    desiredCount: view.desiredCount,
    maximumPercent: view.maximumPercent,
    minimumHealthyPercent: view.minimumHealthyPercent,
    current: judged.filter(isCurrent),
    replaced: judged.filter((each) => !isCurrent(each)),
    occupied: view.tasks.filter(isOccupying).length,
    mayStart: view.status === 'ACTIVE' && nowMs >= (progress.nextStartAtMs ?? 0),
  };
}

/** Whether a client still sees the task as running or pending. */
function isOccupying({ lastStatus }: ServiceTask): boolean {
  return ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING'].includes(lastStatus);
}

/** Whether anything of the task is left: one that is draining or stopping still is. */
function isLeft({ lastStatus }: ServiceTask): boolean {
  return lastStatus !== 'STOPPED';
}

function rollingActions(view: ServiceView, primary: Deployment, rolling: RollingPlan): ServiceAction[] {
  const actions: ServiceAction[] = [];
  if (rolling.start > 0)
    actions.push({
      type: 'start-tasks',
      deploymentId: primary.id,
      count: rolling.start,
      replacedUnhealthy: rolling.replacedUnhealthy,
    });
  const byReason = new Map<string, ServiceTask[]>();
  for (const { task, health } of rolling.stop) {
    // A service that is deleted stops all of its tasks for that one reason.
    const reason =
      health.is === 'unhealthy' && view.status === 'ACTIVE'
        ? health.reason
        : `Scaling activity initiated by (deployment ${primary.id})`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), task]);
  }
  for (const [reason, tasks] of byReason)
    actions.push({ type: 'stop-tasks', taskArns: tasks.map(({ arn }) => arn), reason });
  if (rolling.stop.length > 0)
    actions.push({
      type: 'add-event',
      message: stoppedText(
        view.name,
        rolling.stop.map(({ task }) => task.id),
      ),
    });
  return actions;
}

/** The deployment is where it was meant to get: all its tasks healthy, and nothing of an older one left. */
function isSettled(view: ServiceView, primary: Deployment, judged: readonly Judged[]): boolean {
  const left = view.tasks.filter(isLeft);
  return (
    left.length === view.desiredCount &&
    judged.length === view.desiredCount &&
    judged.every(({ task, health }) => task.deploymentId === primary.id && health.is === 'healthy')
  );
}

/** Counts, once each, the tasks that stopped before RUNNING; one that ran sets the count back. */
function countStartFailures(view: ServiceView, primary: Deployment, nowMs: number) {
  const actions: ServiceAction[] = [];
  let { failedTasks, nextStartAtMs } = primary.progress;
  for (const task of view.tasks) {
    if (task.deploymentId !== primary.id) continue;
    if (task.startedAtMs !== undefined) {
      if (task.announced.includes('started')) continue;
      actions.push({ type: 'announce', taskArn: task.arn, announcement: 'started' });
      failedTasks = 0;
      nextStartAtMs = undefined;
    } else if (failedToStart(task) && !task.announced.includes('start-failure')) {
      actions.push({ type: 'announce', taskArn: task.arn, announcement: 'start-failure' });
      failedTasks += 1;
      nextStartAtMs = nowMs + startDelayMs(failedTasks, view.timing);
    }
  }
  return { actions, progress: { failedTasks, nextStartAtMs } };
}

/** A task that we or the user stopped while it was starting did not fail. */
function failedToStart(task: ServiceTask): boolean {
  return (
    task.desiredStatus === 'STOPPED' &&
    (task.stop?.code === 'TaskFailedToStart' || task.stop?.code === 'EssentialContainerExited')
  );
}

function completed(deploymentId: string): Pick<DeploymentProgress, 'rolloutState' | 'rolloutStateReason'> {
  return { rolloutState: 'COMPLETED', rolloutStateReason: `ECS deployment ${deploymentId} completed.` };
}

function sameProgress(a: DeploymentProgress, b: DeploymentProgress): boolean {
  return (
    a.rolloutState === b.rolloutState &&
    a.desiredCount === b.desiredCount &&
    a.failedTasks === b.failedTasks &&
    a.nextStartAtMs === b.nextStartAtMs
  );
}

interface Remarkable {
  readonly settled: boolean;
  readonly blocked: boolean;
  readonly impaired: boolean;
}

/** States that are said once when they begin, and may be said again after they ended. */
function remember(view: ServiceView, now: Remarkable): ServiceAction[] {
  if (view.status !== 'ACTIVE') return [];
  const texts = [
    ...(now.blocked ? [blockedText(view.name)] : []),
    ...(now.impaired ? [impairedText(view.name)] : []),
  ];
  const fresh = [
    ...texts.filter((text) => !view.memory.said.includes(text)),
    ...(now.settled && !view.memory.steady ? [steadyText(view.name)] : []),
  ];
  const memory: SchedulerMemory = { steady: now.settled, said: texts };
  const unchanged = memory.steady === view.memory.steady && texts.join('\n') === view.memory.said.join('\n');
  return [
    ...fresh.map((message): ServiceAction => ({ type: 'add-event', message })),
    ...(unchanged ? [] : [{ type: 'remember', memory } satisfies ServiceAction]),
  ];
}

/** A service that is being deleted is INACTIVE once every task is STOPPING or further. */
function inactiveIfDrained(view: ServiceView): ServiceAction[] {
  const drained = view.tasks.every(({ lastStatus }) =>
    ['STOPPING', 'DEPROVISIONING', 'STOPPED'].includes(lastStatus),
  );
  return view.status === 'DRAINING' && drained ? [{ type: 'set-inactive' }] : [];
}

function withWakeAt(
  actions: readonly ServiceAction[],
  times: readonly (number | undefined)[],
  nowMs: number,
): ServicePlan {
  const ahead = times.filter((time): time is number => time !== undefined && time > nowMs);
  return ahead.length === 0 ? { actions } : { actions, wakeAtMs: Math.min(...ahead) };
}
