import type { Deployment, DeploymentProgress } from '../../services/ecs/service/service.ts';
import type {
  ServiceDeployment,
  ServiceDeploymentProgress,
} from '../../services/ecs/service-deployment/service-deployment.ts';
import type { ServiceAction, ServiceView } from './service-view.ts';

/** A part of a plan: the view as it will be then, and what is to be done beside what the view itself tells. */
export interface PlanStep {
  readonly view: ServiceView;
  readonly actions: readonly ServiceAction[];
}

export function primaryOf({ deployments }: ServiceView): Deployment | undefined {
  return deployments.find(({ status }) => status === 'PRIMARY');
}

/** The service deployment that the PRIMARY deployment belongs to: one that makes it, or rolls back to it. */
export function currentServiceDeployment(view: ServiceView): ServiceDeployment | undefined {
  const primary = primaryOf(view);
  return view.serviceDeployments.find(
    ({ deploymentId, progress }) => (progress.rollback?.deploymentId ?? deploymentId) === primary?.id,
  );
}

export function withProgress(
  view: ServiceView,
  deploymentId: string,
  facts: Partial<DeploymentProgress>,
): ServiceView {
  return {
    ...view,
    deployments: view.deployments.map((each) =>
      each.id === deploymentId ? { ...each, progress: { ...each.progress, ...facts } } : each,
    ),
  };
}

export function withServiceDeployment(
  view: ServiceView,
  arn: string,
  facts: Partial<ServiceDeploymentProgress>,
): ServiceView {
  return {
    ...view,
    serviceDeployments: view.serviceDeployments.map((each) =>
      each.arn === arn ? { ...each, progress: { ...each.progress, ...facts } } : each,
    ),
  };
}

/** Makes that deployment PRIMARY, which stands first. */
export function withPrimary(view: ServiceView, deploymentId: string): ServiceView {
  const deployments = view.deployments
    .map((each): Deployment => ({ ...each, status: each.id === deploymentId ? 'PRIMARY' : 'ACTIVE' }))
    .sort((a, b) => Number(b.status === 'PRIMARY') - Number(a.status === 'PRIMARY'));
  return { ...view, deployments };
}

/** The actions that make the one view of the deployments into the other; what changed is stamped with the time. */
export function changesBetween(before: ServiceView, after: ServiceView, nowMs: number): ServiceAction[] {
  const primary = primaryOf(after);
  const actions: ServiceAction[] = [];
  if (primary !== undefined && primary.id !== primaryOf(before)?.id)
    actions.push({ type: 'roll-back', deploymentId: primary.id });
  for (const { id, progress } of before.deployments) {
    const next = after.deployments.find((each) => each.id === id);
    if (next === undefined) actions.push({ type: 'remove-deployment', deploymentId: id });
    else if (!isSame(progress, next.progress))
      actions.push({
        type: 'set-progress',
        deploymentId: id,
        progress: { ...next.progress, updatedAtMs: nowMs },
      });
  }
  for (const { arn, progress } of before.serviceDeployments) {
    const next = after.serviceDeployments.find((each) => each.arn === arn);
    if (next !== undefined && !isSame(progress, next.progress))
      actions.push({
        type: 'set-service-deployment',
        arn,
        progress: { ...next.progress, updatedAtMs: nowMs },
      });
  }
  return actions;
}

/** Both are plain data, made by spreading one from the other: their members stand in the same order. */
function isSame(a: object, b: object): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
