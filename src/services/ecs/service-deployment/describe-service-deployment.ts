import type {
  ServiceDeploymentRollbackMonitorsStatus as MonitorStatus,
  ServiceDeployment as SdkServiceDeployment,
  ServiceDeploymentAlarms,
  ServiceDeploymentBrief,
  ServiceDeploymentCircuitBreaker,
  ServiceDeploymentStatus,
  ServiceRevisionSummary,
} from '@aws-sdk/client-ecs';
import { breakerThreshold } from '../../../plan/service/deployment/circuit-breaker.ts';
import { serviceRevisionArn } from '../arn.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { DeploymentSettings, Service } from '../service/service.ts';
import { describeSettings } from '../service/settings/describe-settings.ts';
import { liveCounts } from '../task/live-counts.ts';
import type { FailureCause, ServiceDeployment } from './service-deployment.ts';

/** A service deployment as ListServiceDeployments shows it. */
export function briefServiceDeployment(
  context: EcsContext,
  { clusterArn }: Service,
  deployment: ServiceDeployment,
): ServiceDeploymentBrief {
  const { arn, serviceArn, progress } = deployment;
  return {
    serviceDeploymentArn: arn,
    serviceArn,
    clusterArn,
    startedAt: date(progress.startedAtMs),
    createdAt: new Date(deployment.createdAtMs),
    finishedAt: date(progress.end?.atMs),
    targetServiceRevisionArn: serviceRevisionArn(serviceArn, deployment.deploymentId),
    status: shownStatus(context, deployment),
    statusReason: progress.statusReason,
  };
}

/** As DescribeServiceDeployments shows it: live until it ends, and then as it stood. */
export function describeServiceDeployment(
  context: EcsContext,
  service: Service,
  deployment: ServiceDeployment,
): SdkServiceDeployment {
  const { targetServiceRevisionArn: _target, ...brief } = briefServiceDeployment(
    context,
    service,
    deployment,
  );
  const { progress, serviceArn } = deployment;
  const settings = progress.end?.settings ?? service.document.deploymentConfiguration;
  return {
    ...brief,
    stoppedAt: date(progress.stoppedAtMs),
    updatedAt: new Date(progress.updatedAtMs),
    sourceServiceRevisions: deployment.sourceDeploymentIds.map((id) => revision(context, deployment, id)),
    targetServiceRevision: revision(context, deployment, deployment.deploymentId),
    deploymentConfiguration: describeSettings(settings),
    rollback: progress.rollback && {
      reason: progress.rollback.reason,
      startedAt: new Date(progress.rollback.startedAtMs),
      serviceRevisionArn:
        progress.rollback.deploymentId && serviceRevisionArn(serviceArn, progress.rollback.deploymentId),
    },
    deploymentCircuitBreaker: breaker(deployment, settings, service.desiredCount),
    alarms: alarms(deployment, settings),
  };
}

/** What was asked for is shown until the planner has seen to it, also that of a deployment that was overtaken. */
export function shownStatus(context: EcsContext, deployment: ServiceDeployment): ServiceDeploymentStatus {
  const { serviceArn, deploymentId, stopRequest, progress } = deployment;
  if (progress.status !== 'PENDING' && progress.status !== 'IN_PROGRESS') return progress.status;
  if (stopRequest !== undefined) return stopRequest === 'ROLLBACK' ? 'ROLLBACK_REQUESTED' : 'STOP_REQUESTED';
  const [primary] = context.deployments.listOfService(serviceArn);
  return primary?.id === deploymentId ? progress.status : 'STOP_REQUESTED';
}

function revision(
  context: EcsContext,
  { serviceArn, progress }: ServiceDeployment,
  id: string,
): ServiceRevisionSummary {
  const arn = serviceRevisionArn(serviceArn, id);
  const ended = progress.end?.counts[id];
  if (ended !== undefined)
    return {
      arn,
      requestedTaskCount: ended.requested,
      runningTaskCount: ended.running,
      pendingTaskCount: ended.pending,
    };
  const deployment = context.deployments.listOfService(serviceArn).find((each) => each.id === id);
  return {
    arn,
    requestedTaskCount: deployment?.progress.desiredCount ?? 0,
    ...liveCounts(context.tasks.countsOfService(serviceArn), id),
  };
}

function breaker(
  deployment: ServiceDeployment,
  { deploymentCircuitBreaker: settings }: DeploymentSettings,
  desiredCount: number,
): ServiceDeploymentCircuitBreaker {
  const { end, failureCount } = deployment.progress;
  if (!settings.enable) return { status: 'DISABLED', failureCount: 0, threshold: 0 };
  return {
    status: monitorStatus(deployment, 'circuit-breaker'),
    failureCount,
    threshold: end?.threshold ?? breakerThreshold(settings, desiredCount),
  };
}

function alarms(deployment: ServiceDeployment, settings: DeploymentSettings): ServiceDeploymentAlarms {
  const { progress } = deployment;
  if (settings.alarms?.enable !== true) return { status: 'DISABLED' };
  return {
    status: progress.alarms === 'ignored' ? 'DISABLED' : monitorStatus(deployment, 'alarms'),
    alarmNames: [...settings.alarms.alarmNames],
    triggeredAlarmNames: [...progress.triggeredAlarmNames],
  };
}

function monitorStatus({ progress }: ServiceDeployment, monitor: FailureCause): MonitorStatus {
  if (progress.failedBy === monitor) return 'TRIGGERED';
  return progress.end === undefined && progress.rollback === undefined ? 'MONITORING' : 'MONITORING_COMPLETE';
}

function date(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
