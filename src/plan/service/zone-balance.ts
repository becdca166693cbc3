import {
  rebalanceAbandonedText,
  rebalanceProtectedText,
  rebalanceStoppedText,
  zonesBalancedText,
  zonesUnbalancedText,
} from './event-texts.ts';
import type { ServiceTask } from './service-view.ts';
import type { JudgedTask } from './strategy/deployment-strategy.ts';

/** What decides on the balance of an ACTIVE service whose `availabilityZoneRebalancing` is ENABLED. */
export interface ZoneBalanceView {
  readonly service: string;
  readonly deploymentId: string;
  /** Where its tasks may be: the zones of its subnets, or on EC2 those of its instances. */
  readonly zones: readonly string[];
  readonly desiredCount: number;
  readonly maximumPercent: number;
  /** Tasks of the PRIMARY deployment that are meant to run. */
  readonly current: readonly JudgedTask[];
  /** Whether anything of a replaced deployment is left. */
  readonly isDeploying: boolean;
  /** Every task that a client still sees as running or pending, those that are about to stop among them. */
  readonly occupied: number;
  /** False while failed starts are being throttled. */
  readonly mayStart: boolean;
  /** What the last plan said of it: see `ZoneBalance`. */
  readonly isRebalancing: boolean;
}

export type ZoneStep =
  | { readonly type: 'none' }
  | { readonly type: 'start'; readonly availabilityZone: string }
  | { readonly type: 'stop'; readonly task: ServiceTask };

export interface ZoneBalance {
  readonly step: ZoneStep;
  /** To be remembered for the next plan. */
  readonly isRebalancing: boolean;
  /** How many tasks beyond the desired count belong to the rebalancing, and are no surplus. */
  readonly extra: 0 | 1;
  /** Events of what happens now. */
  readonly messages: readonly string[];
  /** States that hold now: to be said once when they begin. */
  readonly standing: readonly string[];
}

/**
 * The next step towards an even spread over the zones, recomputed from what is observed at every call.
 *
 * A settled service whose zones differ by more than one task gets one task more in the zone with the fewest; once that
 * one is healthy, a task in the zone with the most is stopped; and so on. So it never has fewer healthy tasks than it
 * is meant to have, nor more than one above. Nothing is done where floor(desired x maximumPercent) leaves no room for
 * that one. Whatever else happens to the service meanwhile ends the rebalancing; it begins anew when that is over.
 * Example: 3, 1, 1 tasks: one starts, 3, 2, 1; one stops, 2, 2, 1: balanced.
 * Docs: "Balancing an Amazon ECS service across Availability Zones".
 */
export function balanceZones(view: ZoneBalanceView): ZoneBalance {
  const { current, desiredCount, isRebalancing } = view;
  if (!isPossible(view) || isDisturbed(view)) return abandoned(view);
  const tasksByZone = countByZone(view);
  if (current.length > desiredCount) return finishRound(view, tasksByZone);
  // What is about to leave is waited for, the task that was stopped for the balance among it.
  if (view.occupied > desiredCount) return resting(view);
  const fewest = fewestOf(view.zones, tasksByZone);
  if (Math.max(...tasksByZone.values()) - fewest.count <= 1)
    return { ...idle, messages: isRebalancing ? [zonesBalancedText(view.service, tasksByZone)] : [] };
  if (stoppable(view, tasksByZone) === undefined) return keptByProtection(view);
  if (!view.mayStart) return resting(view);
  return {
    ...idle,
    step: { type: 'start', availabilityZone: fewest.zone },
    isRebalancing: true,
    messages: isRebalancing ? [] : [zonesUnbalancedText(view.service, tasksByZone)],
  };
}

const idle: ZoneBalance = {
  step: { type: 'none' },
  isRebalancing: false,
  extra: 0,
  messages: [],
  standing: [],
};

function resting({ isRebalancing }: ZoneBalanceView): ZoneBalance {
  return { ...idle, isRebalancing };
}

function abandoned({ isRebalancing, service }: ZoneBalanceView): ZoneBalance {
  return { ...idle, messages: isRebalancing ? [rebalanceAbandonedText(service)] : [] };
}

function isPossible({ zones, maximumPercent, desiredCount }: ZoneBalanceView): boolean {
  return new Set(zones).size > 1 && Math.floor((desiredCount * maximumPercent) / 100) > desiredCount;
}

/**
 * Whether anything is the matter but the balance: tasks are too few, or too many, or not well. Only the task that is
 * one more than desired may still be starting.
 */
function isDisturbed({ current, desiredCount, isDeploying, isRebalancing }: ZoneBalanceView): boolean {
  const starting = current.filter(({ health }) => health.is === 'starting').length;
  const more = current.length - desiredCount;
  return (
    isDeploying ||
    starting > more ||
    more > (isRebalancing ? 1 : 0) ||
    current.some(({ health }) => health.is === 'unhealthy')
  );
}

/** There is the one task more: once it is healthy, one leaves where there are most. */
function finishRound(view: ZoneBalanceView, tasksByZone: ReadonlyMap<string, number>): ZoneBalance {
  if (view.current.some(({ health }) => health.is === 'starting'))
    return { ...idle, isRebalancing: true, extra: 1 };
  const task = stoppable(view, tasksByZone);
  if (task === undefined) return keptByProtection(view);
  return {
    ...idle,
    step: { type: 'stop', task },
    isRebalancing: true,
    extra: 1,
    messages: [rebalanceStoppedText(view.service, task.availabilityZone, [task.id])],
  };
}

/** The newest of the tasks in the fullest zones that is not protected. */
function stoppable(
  { current }: ZoneBalanceView,
  tasksByZone: ReadonlyMap<string, number>,
): ServiceTask | undefined {
  const most = Math.max(...tasksByZone.values());
  return current
    .filter(
      ({ task, isProtected }) => isProtected !== true && tasksByZone.get(task.availabilityZone) === most,
    )
    .map(({ task }) => task)
    .sort((a, b) => b.sequence - a.sequence)[0];
}

/** Nothing may leave where there are most: what is one too many is a surplus like any other. */
function keptByProtection(view: ZoneBalanceView): ZoneBalance {
  const protectedTasks = view.current.filter(({ isProtected }) => isProtected === true).length;
  return {
    ...abandoned(view),
    standing: [rebalanceProtectedText(view.service, view.deploymentId, protectedTasks)],
  };
}

/** Every zone that has or may have tasks, those of the view first. */
function countByZone({ zones, current }: ZoneBalanceView): ReadonlyMap<string, number> {
  const counts = new Map(zones.map((zone) => [zone, 0]));
  for (const { task } of current)
    counts.set(task.availabilityZone, (counts.get(task.availabilityZone) ?? 0) + 1);
  return counts;
}

/** The first of the zones with the fewest tasks. */
function fewestOf(
  zones: readonly string[],
  tasksByZone: ReadonlyMap<string, number>,
): { readonly zone: string; readonly count: number } {
  return zones
    .map((zone) => ({ zone, count: tasksByZone.get(zone) ?? 0 }))
    .reduce((least, each) => (each.count < least.count ? each : least));
}
