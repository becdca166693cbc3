import type { Deployment as SdkDeployment, Service as SdkService } from '@aws-sdk/client-ecs';
import { serviceRevisionArn } from '../arn.ts';
import type { EcsContext } from '../ecs-context.ts';
import { latestPlatform } from '../platform-version.ts';
import type { DeploymentTaskCounts } from '../task/task-store.ts';
import type { Deployment, DeploymentSpec, Service } from './service.ts';
import { describeSettings } from './settings/describe-settings.ts';

const serviceRole = 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';

/** A service as DescribeServices shows it, its counts taken from the tasks as they stand. */
export function describeService(context: EcsContext, service: Service, withTags: boolean): SdkService {
  const { document, arn } = service;
  const counts = context.tasks.countsOfService(arn);
  const deployments = context.deployments.listOfService(arn);
  const sum = (of: (each: DeploymentTaskCounts) => number): number =>
    counts.reduce((total, each) => total + of(each), 0);
  return {
    serviceArn: arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    loadBalancers: [...document.loadBalancers],
    serviceRegistries: [],
    status: service.status,
    desiredCount: desiredCountOf(service, deployments),
    runningCount: sum(({ running }) => running),
    pendingCount: sum(({ pending }) => pending),
    ...capacity(document),
    ...(document.launchType === 'FARGATE'
      ? { platformVersion: document.platformVersion, platformFamily: 'Linux' }
      : {}),
    taskDefinition: document.taskDefinitionArn,
    deploymentConfiguration: describeSettings(document.deploymentConfiguration),
    deployments: deployments.map((deployment) => describeDeployment(deployment, counts)),
    roleArn: `arn:aws:iam::${document.accountId}:role/${serviceRole}`,
    events: context.serviceEvents
      .list(arn)
      .map(({ id, createdAtMs, message }) => ({ id, createdAt: new Date(createdAtMs), message })),
    createdAt: new Date(document.createdAtMs),
    currentServiceDeployment: currentServiceDeployment(context, arn),
    currentServiceRevisions: deployments.map(({ id, progress }) => ({
      arn: serviceRevisionArn(arn, id),
      requestedTaskCount: progress.desiredCount,
      ...liveCounts(counts, id),
    })),
    placementConstraints: [...document.placementConstraints],
    placementStrategy: [...document.placementStrategy],
    networkConfiguration: document.networkConfiguration,
    healthCheckGracePeriodSeconds: document.healthCheckGracePeriodSeconds,
    schedulingStrategy: document.schedulingStrategy,
    deploymentController: document.deploymentController ?? { type: 'ECS' },
    tags: withTags ? context.tags.list(arn) : [],
    createdBy: document.createdBy,
    enableECSManagedTags: document.enableECSManagedTags,
    propagateTags: document.propagateTags,
    enableExecuteCommand: document.enableExecuteCommand,
    availabilityZoneRebalancing: document.availabilityZoneRebalancing,
    resourceManagementType: 'CUSTOMER',
  };
}

/** A daemon's is what its scheduler found: how many container instances are to have a task. */
function desiredCountOf({ document, desiredCount }: Service, deployments: readonly Deployment[]): number {
  if (document.schedulingStrategy === 'REPLICA') return desiredCount;
  return deployments.find(({ status }) => status === 'PRIMARY')?.progress.desiredCount ?? 0;
}

/** The one that goes on; one that is new has not begun yet, and is not shown (recorded of CreateService). */
function currentServiceDeployment(context: EcsContext, serviceArn: string): string | undefined {
  const [newest] = context.serviceDeployments.listRunning(serviceArn);
  return newest?.progress.status === 'PENDING' ? undefined : newest?.arn;
}

/** How many tasks of a deployment run and are about to. */
export function liveCounts(counts: readonly DeploymentTaskCounts[], id: string) {
  const own = counts.find(({ deploymentId }) => deploymentId === id);
  return { runningTaskCount: own?.running ?? 0, pendingTaskCount: own?.pending ?? 0 };
}

/** Either the one or the other is shown. */
export function capacity({
  launchType,
  capacityProviderStrategy: strategy,
}: Pick<DeploymentSpec, 'launchType' | 'capacityProviderStrategy'>) {
  return strategy === undefined ? { launchType } : { capacityProviderStrategy: [...strategy] };
}

function describeDeployment(deployment: Deployment, counts: readonly DeploymentTaskCounts[]): SdkDeployment {
  const { id, status, createdAtMs, spec, progress } = deployment;
  const { runningTaskCount, pendingTaskCount } = liveCounts(counts, id);
  return {
    id,
    status,
    taskDefinition: spec.taskDefinitionArn,
    desiredCount: progress.desiredCount,
    pendingCount: pendingTaskCount,
    runningCount: runningTaskCount,
    failedTasks: progress.failedTasks,
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(progress.updatedAtMs),
    ...capacity(spec),
    ...(spec.launchType === 'FARGATE' ? { platformVersion: latestPlatform, platformFamily: 'Linux' } : {}),
    networkConfiguration: spec.networkConfiguration,
    volumeConfigurations:
      spec.volumeConfigurations === undefined ? undefined : [...spec.volumeConfigurations],
    rolloutState: progress.rolloutState,
    rolloutStateReason: progress.rolloutStateReason,
  };
}
