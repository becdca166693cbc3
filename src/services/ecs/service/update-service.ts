import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { serviceArnOf } from '../arn.ts';
import { capacityStrategy } from '../capacity/capacity-strategy.ts';
import type { Cluster } from '../cluster/cluster-store.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { clientError, ecsError, invalidParameter, notYet, serviceNotFound } from '../errors.ts';
import { checkCompatibility, checkLaunchType } from '../task/launch/check-launch.ts';
import { launchNetwork } from '../task/launch/launch-network.ts';
import { checkRunnable } from '../task/launch/unsupported-fields.ts';
import { checkVolumeConfigurations, presentConfigurations } from '../task/managed-volume.ts';
import { resolveTaskDefinition } from '../task-definition/resolve-task-definition.ts';
import { beginDeployment } from './begin-deployment.ts';
import { checkDesiredCount } from './create-service.ts';
import { describeService } from './describe-service.ts';
import { changedExternal } from './external/external-document.ts';
import type { EcsControlledDocument, Service } from './service.ts';
import { checkContainerPorts, serviceLoadBalancers } from './service-load-balancers.ts';
import { checkDaemon } from './settings/daemon-settings.ts';
import { deploymentSettings } from './settings/deployment-settings.ts';
import { checkController, checkExecRole, checkShared, refuseUnserved } from './settings/service-settings.ts';
import { zoneRebalancing } from './settings/zone-rebalancing.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-ecs'), 'UpdateService'>;

export const updateService = {
  UpdateService: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      const service = context.services.find(serviceArnOf(scope, cluster.name, input.service));
      if (service === undefined) throw serviceNotFound();
      if (service.status !== 'ACTIVE') throw ecsError('ServiceNotActiveException', 'Service was not ACTIVE.');
      refuseUnserved(input);
      checkShared(input);
      const { document: before } = service;
      if ((checkController(input.deploymentController?.type) ?? before.controller) !== before.controller)
        throw notYet("changing a service's deployment controller");
      if (before.controller === 'ECS') checkForScheduling(before, input);
      if (input.desiredCount !== undefined) checkDesiredCount(input.desiredCount);
      const updated: Service = {
        ...service,
        desiredCount: input.desiredCount ?? service.desiredCount,
        document:
          before.controller === 'ECS'
            ? changed(context, scope, cluster, before, input)
            : changedExternal(before, input),
        memory: { ...service.memory, steady: false },
      };
      context.services.put(updated);
      followUp(context, service, updated, input);
      return { service: describeService(context, updated, true) };
    }),
} satisfies EcsOperations;

/** @throws AwsError for what the launch type or the scheduling strategy cannot have */
function checkForScheduling({ launchType, schedulingStrategy }: EcsControlledDocument, input: Input): void {
  checkLaunchType(input, launchType);
  if (schedulingStrategy === 'DAEMON') checkDaemon(input, launchType);
}

/** A deployment where the change needs one; task sets are not steady until they follow a new desired count. */
function followUp(
  context: EcsContext,
  before: Service,
  { arn, desiredCount, document }: Service,
  input: Input,
) {
  if (document.controller === 'ECS' && before.document.controller === 'ECS') {
    if (needsDeployment(before.document, document, input)) beginDeployment(context, arn, document);
    return;
  }
  if (desiredCount === before.desiredCount) return;
  for (const taskSet of context.taskSets.listOfService(arn))
    context.taskSets.stabilize(taskSet, context.clock.now());
}

/** The service's document with what the request gives; what it omits stays. */
function changed(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  before: EcsControlledDocument,
  input: Input,
): EcsControlledDocument {
  // A service may go on, and be scaled, on a revision that was deregistered or deleted since.
  const definition =
    (input.taskDefinition === undefined
      ? context.taskDefinitions.find(before.taskDefinitionArn)
      : undefined) ?? resolveTaskDefinition(context, scope, input.taskDefinition ?? before.taskDefinitionArn);
  const taskDefinitionArn = definition.taskDefinitionArn ?? '';
  if (definition.status !== 'ACTIVE' && taskDefinitionArn !== before.taskDefinitionArn)
    throw clientError('TaskDefinition is inactive');
  const enableExecuteCommand = input.enableExecuteCommand ?? before.enableExecuteCommand;
  checkExecRole(enableExecuteCommand, definition, 'updated');
  const networkConfiguration = input.networkConfiguration ?? before.networkConfiguration;
  if (taskDefinitionArn !== before.taskDefinitionArn || input.networkConfiguration !== undefined) {
    checkCompatibility(definition, before.launchType);
    checkRunnable(definition);
    launchNetwork(context, scope, definition, networkConfiguration);
  }
  const volumeConfigurations = presentConfigurations(
    input.volumeConfigurations ?? before.volumeConfigurations,
  );
  checkVolumeConfigurations(volumeConfigurations, definition);
  const loadBalancers = changedLoadBalancers(context, scope, before, input, definition);
  const deploymentConfiguration = deploymentSettings(
    input.deploymentConfiguration,
    context.alarmSource !== undefined,
    before.deploymentConfiguration,
  );
  return {
    ...before,
    taskDefinitionArn,
    networkConfiguration,
    capacityProviderStrategy: changedStrategy(cluster, before, input),
    platformVersion: input.platformVersion ?? before.platformVersion,
    loadBalancers,
    volumeConfigurations,
    placementConstraints: input.placementConstraints ?? before.placementConstraints,
    placementStrategy: input.placementStrategy ?? before.placementStrategy,
    deploymentConfiguration,
    healthCheckGracePeriodSeconds:
      input.healthCheckGracePeriodSeconds ??
      before.healthCheckGracePeriodSeconds ??
      (loadBalancers.length > 0 ? 0 : undefined),
    enableECSManagedTags: input.enableECSManagedTags ?? before.enableECSManagedTags,
    enableExecuteCommand,
    propagateTags: input.propagateTags ?? before.propagateTags,
    availabilityZoneRebalancing: zoneRebalancing(
      input.availabilityZoneRebalancing ?? before.availabilityZoneRebalancing,
      { schedulingStrategy: before.schedulingStrategy, deploymentConfiguration },
    ),
  };
}

/** An empty list goes back to the launch type. @throws AwsError for a change without a new deployment */
function changedStrategy(
  { document: { capacityProviders } }: Cluster,
  { capacityProviderStrategy: before, launchType }: EcsControlledDocument,
  { capacityProviderStrategy: asked, forceNewDeployment }: Input,
): EcsControlledDocument['capacityProviderStrategy'] {
  if (asked === undefined) return before;
  if (launchType === 'EC2' && asked.length > 0)
    throw notYet('a capacity provider strategy for a service on container instances');
  const after = capacityStrategy(asked, capacityProviders);
  if (forceNewDeployment !== true && JSON.stringify(after) !== JSON.stringify(before))
    throw invalidParameter(
      'When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.',
    );
  return after;
}

/** Target groups that stay are not looked at: a service can be scaled down though its load balancer went first. */
function changedLoadBalancers(
  context: EcsContext,
  scope: RequestScope,
  before: EcsControlledDocument,
  input: Input,
  definition: TaskDefinition,
): EcsControlledDocument['loadBalancers'] {
  if (input.loadBalancers !== undefined)
    return serviceLoadBalancers(context, scope, input.loadBalancers, definition);
  if (definition.taskDefinitionArn !== before.taskDefinitionArn)
    checkContainerPorts(before.loadBalancers, definition);
  return before.loadBalancers;
}

/** What a running task depends on changed, or the caller insists. */
function needsDeployment(before: EcsControlledDocument, after: EcsControlledDocument, input: Input): boolean {
  const relevant = ({
    taskDefinitionArn,
    networkConfiguration,
    platformVersion,
    loadBalancers,
    volumeConfigurations = [],
  }: EcsControlledDocument) =>
    JSON.stringify([
      taskDefinitionArn,
      networkConfiguration,
      platformVersion,
      loadBalancers,
      volumeConfigurations,
    ]);
  return input.forceNewDeployment === true || relevant(before) !== relevant(after);
}
