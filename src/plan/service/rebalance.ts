import type { Deployment } from '../../services/ecs/service/service.ts';
import { isOccupying } from './move-tasks.ts';
import type { ServiceAction, ServiceView } from './service-view.ts';
import type { JudgedTask } from './strategy/deployment-strategy.ts';
import { balanceZones } from './zone-balance.ts';

export interface Rebalance {
  readonly actions: readonly ServiceAction[];
  /** To be remembered for the next plan. */
  readonly isRebalancing: boolean;
  /** How many tasks beyond the desired count are no surplus. */
  readonly extra: 0 | 1;
  /** States that hold now: to be said once when they begin. */
  readonly standing: readonly string[];
}

const none: Rebalance = { actions: [], isRebalancing: false, extra: 0, standing: [] };

/** What a service does for an even spread over its zones, where AWS rebalances it at all. */
export function rebalance(
  view: ServiceView,
  { id: deploymentId, progress }: Deployment,
  judged: readonly JudgedTask[],
  nowMs: number,
): Rebalance {
  if (view.balancedZones === undefined || view.status !== 'ACTIVE') return none;
  const { step, messages, ...rest } = balanceZones({
    service: view.name,
    deploymentId,
    zones: view.balancedZones,
    desiredCount: view.desiredCount,
    maximumPercent: view.settings.maximumPercent,
    current: judged.filter(({ task }) => task.deploymentId === deploymentId),
    isDeploying:
      progress.rolloutState === 'FAILED' ||
      view.tasks.some((task) => task.deploymentId !== deploymentId && task.lastStatus !== 'STOPPED'),
    occupied: view.tasks.filter(isOccupying).length,
    mayStart: nowMs >= (progress.throttle.nextStartAtMs ?? 0),
    isRebalancing: view.memory.isRebalancing ?? false,
  });
  const actions: ServiceAction[] = messages.map((message) => ({ type: 'add-event', message }));
  if (step.type === 'start') {
    const { availabilityZone } = step;
    const where = { type: 'zone' as const, availabilityZone };
    actions.push({ type: 'start-tasks', deploymentId, count: 1, where, replacedUnhealthy: 0 });
  }
  if (step.type === 'stop')
    actions.push({
      type: 'stop-tasks',
      taskArns: [step.task.arn],
      reason: `Scaling activity initiated by (deployment ${deploymentId})`,
    });
  return { ...rest, actions };
}
