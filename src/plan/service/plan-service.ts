import type { Deployment, SchedulerMemory } from '../../services/ecs/service/service.ts';
import { announceFacts } from './announce-facts.ts';
import { finishDeployment, isSettled } from './deployment/finish-deployment.ts';
import { monitorDeployments } from './deployment/monitor-deployments.ts';
import { blockedText, impairedText, protectedText, steadyText, unplacedText } from './event-texts.ts';
import { judgeTasks, moveTasks, protectionEndsMs, sourceOf } from './move-tasks.ts';
import { type Rebalance, rebalance } from './rebalance.ts';
import type { ServiceAction, ServicePlan, ServiceView } from './service-view.ts';
import { isImpaired } from './start-backoff.ts';
import { isHealthy, type JudgedTask } from './strategy/deployment-strategy.ts';
import { changesBetween, currentServiceDeployment, primaryOf } from './view-changes.ts';

/**
 * Decides what a service needs next: watches over the deployment in progress, moves tasks by the strategy, completes
 * what is done. Pure: the same view and time give the same plan, and a plan that was carried out is not asked for
 * again.
 */
export function planService(view: ServiceView, nowMs: number): ServicePlan {
  const facts = announceFacts(view, nowMs);
  const monitored = monitorDeployments(view, nowMs);
  const primary = primaryOf(monitored.view);
  if (primary === undefined) return { actions: [...facts.actions, ...inactiveIfDrained(view)] };

  const judged = judgeTasks(monitored.view, nowMs);
  const balance = rebalance(monitored.view, primary, judged, nowMs);
  const moves = moveTasks(monitored.view, primary, judged, nowMs, balance.extra);
  const settled =
    !balance.isRebalancing &&
    moves.actions.length === 0 &&
    moves.plan.isUnplaced !== true &&
    isSettled(moves.view, primary, judged);
  const finished = finishDeployment(moves.view, primary, settled, nowMs);
  const staying = judged.filter((each) => each.isProtected === true && !moves.plan.stop.includes(each));
  const actions = [
    ...facts.actions,
    ...monitored.actions,
    ...balance.actions,
    ...moves.actions,
    ...changesBetween(view, finished.view, nowMs),
    ...finished.actions,
    ...remember(view, {
      // A deployment that bakes is not steady yet.
      settled: settled && primaryOf(finished.view)?.progress.rolloutState !== 'IN_PROGRESS',
      blocked: moves.plan.blocked,
      // A deployment that failed starts nothing any more.
      impaired:
        primary.progress.rolloutState !== 'FAILED' && isImpaired(primary.progress.throttle.failedRounds),
      unplaced: moves.plan.isUnplaced === true ? view.room?.why : undefined,
      balance,
      outnumbered: outnumbered(moves.view, primary, judged, staying),
    }),
    ...inactiveIfDrained(view),
  ];
  return withWakeAt(
    actions,
    [
      ...judged.map(({ health }) => ('untilMs' in health ? health.untilMs : undefined)),
      ...judged.map(({ task }) => protectionEndsMs(task, view, nowMs)),
      moves.plan.start.count === 0 ? primary.progress.throttle.nextStartAtMs : undefined,
      moves.plan.restart.count === 0 ? sourceOf(moves.view)?.progress.throttle.nextStartAtMs : undefined,
      currentServiceDeployment(finished.view)?.progress.bakeEndsAtMs,
    ],
    nowMs,
  );
}

interface Remarkable {
  readonly settled: boolean;
  readonly blocked: boolean;
  readonly impaired: boolean;
  /** Why not all that is to start has a place. */
  readonly unplaced: string | undefined;
  readonly balance: Rebalance;
  /** The deployments that cannot be scaled in for their protected tasks. */
  readonly outnumbered: readonly string[];
}

/** The PRIMARY deployment may have as many protected tasks as the service has tasks; older ones none once it serves. */
function outnumbered(
  { deployments, desiredCount }: ServiceView,
  primary: Deployment,
  judged: readonly JudgedTask[],
  staying: readonly JudgedTask[],
): string[] {
  const serving = judged.filter((each) => each.task.deploymentId === primary.id && isHealthy(each)).length;
  return deployments
    .map(({ id }) => id)
    .filter((id) => {
      const count = staying.filter(({ task }) => task.deploymentId === id).length;
      return id === primary.id ? count > desiredCount : count > 0 && serving >= desiredCount;
    });
}

/** States that are said once when they begin, and may be said again after they ended. */
function remember(view: ServiceView, now: Remarkable): ServiceAction[] {
  if (view.status !== 'ACTIVE') return [];
  const texts = [
    ...(now.blocked ? [blockedText(view.name)] : []),
    ...(now.unplaced === undefined ? [] : [unplacedText(view.name, now.unplaced)]),
    ...now.balance.standing,
    ...(now.impaired ? [impairedText(view.name)] : []),
    ...now.outnumbered.map((id) => protectedText(view.name, id)),
  ];
  const fresh = [
    ...texts.filter((text) => !view.memory.said.includes(text)),
    ...(now.settled && !view.memory.steady ? [steadyText(view.name)] : []),
  ];
  const { isRebalancing } = now.balance;
  const memory: SchedulerMemory = {
    ...{ steady: now.settled, said: texts },
    ...(isRebalancing ? { isRebalancing } : {}),
  };
  const unchanged =
    memory.steady === view.memory.steady &&
    isRebalancing === (view.memory.isRebalancing ?? false) &&
    texts.join('\n') === view.memory.said.join('\n');
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
