import type { Deployment as SdkDeployment, Service as SdkService } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../ecs-context.ts';
import type { DeploymentTaskCounts } from '../task/task-store.ts';
import type { Deployment, DeploymentSpec, Service } from './service.ts';

const fargatePlatform = '1.4.0';
const serviceRole = 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';

/** A service as DescribeServices shows it, its counts taken from the tasks as they stand. */
export function describeService(context: EcsContext, service: Service, withTags: boolean): SdkService {
  const { document, arn } = service;
  const counts = context.tasks.countsOfService(arn);
  const sum = (of: (each: DeploymentTaskCounts) => number): number =>
    counts.reduce((total, each) => total + of(each), 0);
  return {
    serviceArn: arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    loadBalancers: [...document.loadBalancers],
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: sum(({ running }) => running),
    pendingCount: sum(({ pending }) => pending),
    ...capacity(document),
    ...(document.launchType === 'FARGATE'
      ? { platformVersion: document.platformVersion, platformFamily: 'Linux' }
      : {}),
    taskDefinition: document.taskDefinitionArn,
    deploymentConfiguration: {
      ...document.deploymentConfiguration,
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
    },
    deployments: context.deployments
      .listOfService(arn)
      .map((deployment) => describeDeployment(deployment, counts)),
    roleArn: `arn:aws:iam::${document.accountId}:role/${serviceRole}`,
    events: context.serviceEvents
      .list(arn)
      .map(({ id, createdAtMs, message }) => ({ id, createdAt: new Date(createdAtMs), message })),
    createdAt: new Date(document.createdAtMs),
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

/** Either the one or the other is shown. */
function capacity({
  launchType,
  capacityProviderStrategy: strategy,
}: Pick<DeploymentSpec, 'launchType' | 'capacityProviderStrategy'>) {
  return strategy === undefined ? { launchType } : { capacityProviderStrategy: [...strategy] };
}

function describeDeployment(deployment: Deployment, counts: readonly DeploymentTaskCounts[]): SdkDeployment {
  const { id, status, createdAtMs, spec, progress } = deployment;
  const own = counts.find(({ deploymentId }) => deploymentId === id);
  return {
    id,
    status,
    taskDefinition: spec.taskDefinitionArn,
    desiredCount: progress.desiredCount,
    pendingCount: own?.pending ?? 0,
    runningCount: own?.running ?? 0,
    failedTasks: progress.failedTasks,
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(progress.updatedAtMs),
    ...capacity(spec),
    ...(spec.launchType === 'FARGATE' ? { platformVersion: fargatePlatform, platformFamily: 'Linux' } : {}),
    networkConfiguration: spec.networkConfiguration,
    volumeConfigurations:
      spec.volumeConfigurations === undefined ? undefined : [...spec.volumeConfigurations],
    rolloutState: progress.rolloutState,
    rolloutStateReason: progress.rolloutStateReason,
  };
}
