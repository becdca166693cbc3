import type { Deployment as SdkDeployment, Service as SdkService } from '@aws-sdk/client-ecs';
import { serviceRevisionArn } from '../arn.ts';
import { shownCapacity } from '../capacity/shown-capacity.ts';
import type { EcsContext } from '../ecs-context.ts';
import { latestPlatform } from '../platform-version.ts';
import { liveCounts } from '../task/live-counts.ts';
import type { DeploymentTaskCounts } from '../task/task-store.ts';
import { describeTaskSet } from '../task-set/describe-task-set.ts';
import type { Deployment, DeploymentSpec, Service } from './service.ts';
import { describeSettings } from './settings/describe-settings.ts';

const serviceRole = 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';

/** A service as DescribeServices shows it, its counts taken from the tasks as they stand. */
export function describeService(context: EcsContext, service: Service, withTags: boolean): SdkService {
  const { document, arn } = service;
  const counts = context.tasks.countsOfService(arn);
  const deployments = context.deployments.listOfService(arn);
  const spec = shownSpec(context, service);
  const sum = (of: (each: DeploymentTaskCounts) => number): number =>
    counts.reduce((total, each) => total + of(each), 0);
  return {
    serviceArn: arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    loadBalancers: [...(spec?.loadBalancers ?? [])],
    serviceRegistries: [],
    status: service.status,
    desiredCount: desiredCountOf(service, deployments),
    runningCount: sum(({ running }) => running),
    pendingCount: sum(({ pending }) => pending),
    ...shownCapacity(spec),
    ...(spec?.launchType === 'FARGATE'
      ? { platformVersion: spec.platformVersion, platformFamily: 'Linux' }
      : {}),
    taskDefinition: spec?.taskDefinitionArn,
    deploymentConfiguration: describeSettings(document.deploymentConfiguration),
    deployments: deployments.map((deployment) => describeDeployment(deployment, counts)),
    ...describeTaskSets(context, service, withTags),
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
    networkConfiguration: spec?.networkConfiguration,
    healthCheckGracePeriodSeconds:
      document.healthCheckGracePeriodSeconds ??
      (spec !== undefined && spec.loadBalancers.length > 0 ? 0 : undefined),
    schedulingStrategy: document.schedulingStrategy,
    deploymentController: { type: document.controller },
    tags: withTags ? context.tags.list(arn) : [],
    createdBy: document.createdBy,
    enableECSManagedTags: document.enableECSManagedTags,
    propagateTags: document.propagateTags,
    enableExecuteCommand: document.enableExecuteCommand,
    availabilityZoneRebalancing: document.availabilityZoneRebalancing,
    resourceManagementType: 'CUSTOMER',
  };
}

/** What a service is shown to run: its own, or of the EXTERNAL controller what its primary task set was created with. */
export function shownSpec(
  { taskSets }: Pick<EcsContext, 'taskSets'>,
  { arn, document }: Pick<Service, 'arn' | 'document'>,
): DeploymentSpec | undefined {
  if (document.controller === 'ECS') return document;
  return taskSets.listOfService(arn).find(({ status }) => status === 'PRIMARY')?.spec;
}

/** Only services of the EXTERNAL controller have any. */
function describeTaskSets(
  context: EcsContext,
  service: Service,
  withTags: boolean,
): Pick<SdkService, 'taskSets'> {
  if (service.document.controller === 'ECS') return {};
  const taskSets = context.taskSets.listOfService(service.arn);
  return { taskSets: taskSets.map((each) => describeTaskSet(context, service, each, withTags)) };
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
    ...shownCapacity(spec),
    ...(spec.launchType === 'FARGATE' ? { platformVersion: latestPlatform, platformFamily: 'Linux' } : {}),
    networkConfiguration: spec.networkConfiguration,
    volumeConfigurations:
      spec.volumeConfigurations === undefined ? undefined : [...spec.volumeConfigurations],
    rolloutState: progress.rolloutState,
    rolloutStateReason: progress.rolloutStateReason,
  };
}
