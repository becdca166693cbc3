import type {
  PlannedStatus,
  RevisionCounts,
  ServiceDeployment,
  ServiceDeploymentProgress,
} from '../../../services/ecs/service-deployment/service-deployment.ts';
import type { ServiceView } from '../service-view.ts';
import { currentServiceDeployment, withServiceDeployment } from '../view-changes.ts';
import { breakerThreshold } from './circuit-breaker.ts';

type EndStatus = Exclude<PlannedStatus, 'PENDING' | 'IN_PROGRESS' | 'ROLLBACK_IN_PROGRESS'>;

/**
 * Ends a service deployment. Docs, "View service history using Amazon ECS service deployments": the counts that it
 * shows from then on are those of this moment.
 */
export function endServiceDeployment(
  view: ServiceView,
  { arn, deploymentId, sourceDeploymentIds }: ServiceDeployment,
  status: EndStatus,
  nowMs: number,
  facts: Partial<ServiceDeploymentProgress> = {},
): ServiceView {
  const counts = [deploymentId, ...sourceDeploymentIds].map((id) => [id, revisionCounts(view, id)]);
  return withServiceDeployment(view, arn, {
    ...facts,
    status,
    end: {
      atMs: nowMs,
      settings: view.settings,
      threshold: breakerThreshold(view.settings.deploymentCircuitBreaker, view.desiredCount),
      counts: Object.fromEntries(counts),
    },
  });
}

/**
 * Ends the service deployments whose deployment a newer one overtook. Docs: a service deployment moves to
 * STOP_REQUESTED when "a user starts a new service deployment", and from there to STOPPED; one that is being rolled
 * back moves to ROLLBACK_SUCCESSFUL or ROLLBACK_FAILED alone.
 */
export function endOvertaken(view: ServiceView, nowMs: number): ServiceView {
  const current = currentServiceDeployment(view);
  return view.serviceDeployments
    .filter(({ arn, progress }) => arn !== current?.arn && progress.end === undefined)
    .reduce(
      (next, each) =>
        endServiceDeployment(
          next,
          each,
          each.progress.rollback === undefined ? 'STOPPED' : 'ROLLBACK_FAILED',
          nowMs,
        ),
      view,
    );
}

function revisionCounts({ deployments, tasks }: ServiceView, id: string): RevisionCounts {
  const own = tasks.filter(({ deploymentId }) => deploymentId === id);
  return {
    requested: deployments.find((each) => each.id === id)?.progress.desiredCount ?? 0,
    running: own.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pending: own.filter(
      ({ lastStatus, desiredStatus }) =>
        desiredStatus === 'RUNNING' && ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(lastStatus),
    ).length,
  };
}
