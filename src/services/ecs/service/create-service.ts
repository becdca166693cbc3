import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { serviceArn } from '../arn.ts';
import { capacityOf } from '../capacity/capacity-strategy.ts';
import { checkClientToken, requestHash as hashOf } from '../client-token.ts';
import type { Cluster } from '../cluster/cluster-store.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { clientError, invalidParameter } from '../errors.ts';
import { checkOneOf } from '../one-of.ts';
import { checkTags } from '../tag/check-tags.ts';
import { checkCompatibility, checkLaunchType } from '../task/launch/check-launch.ts';
import { launchNetwork } from '../task/launch/launch-network.ts';
import { checkRunnable } from '../task/launch/unsupported-fields.ts';
import { checkVolumeConfigurations, presentConfigurations } from '../task/managed-volume.ts';
import { resolveTaskDefinition } from '../task-definition/resolve-task-definition.ts';
import { beginDeployment } from './begin-deployment.ts';
import { describeService } from './describe-service.ts';
import { externalDocument } from './external/external-document.ts';
import type { EcsControlledDocument, Service, ServiceDocument } from './service.ts';
import { serviceLoadBalancers } from './service-load-balancers.ts';
import { checkDaemon } from './settings/daemon-settings.ts';
import { deploymentSettings, initialDaemonSettings } from './settings/deployment-settings.ts';
import { checkController, checkExecRole, checkShared, refuseUnserved } from './settings/service-settings.ts';
import { zoneRebalancing } from './settings/zone-rebalancing.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-ecs'), 'CreateService'>;

const strategies = ['REPLICA', 'DAEMON'] as const;

/** Of a client token, in characters. */
const longestToken = 36;

export const createService = {
  CreateService: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      checkName(input.serviceName);
      checkClientToken(input.clientToken, longestToken);
      const arn = serviceArn(scope, cluster.name, input.serviceName);
      const existing = context.services.find(arn);
      const requestHash = hashOf(input);
      if (existing?.status === 'DRAINING')
        throw invalidParameter('Unable to Start a service that is still Draining.');
      if (existing?.status === 'ACTIVE') {
        const { document } = existing;
        const sameToken = input.clientToken === undefined || input.clientToken === document.clientToken;
        if (document.requestHash !== requestHash || !sameToken)
          throw invalidParameter('Creation of service was not idempotent.');
        return { service: describeService(context, existing, true) };
      }
      const service = checked(context, scope, cluster, input, requestHash);
      if (existing !== undefined) context.services.remove(arn);
      context.services.put(service);
      context.tags.replace(arn, input.tags ?? []);
      if (service.document.controller === 'ECS') beginDeployment(context, arn, service.document);
      return { service: describeService(context, service, true) };
    }),
} satisfies EcsOperations;

function checked(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  input: Input,
  requestHash: string,
): Service {
  const { controller, desiredCount } = checkedForAll(input);
  const document: ServiceDocument =
    controller === 'EXTERNAL'
      ? externalDocument(input, scope, requestHash, context.clock.now())
      : ecsControlledDocument(context, scope, cluster, input, requestHash);
  return {
    arn: serviceArn(scope, cluster.name, input.serviceName),
    clusterArn: cluster.arn,
    name: input.serviceName,
    status: 'ACTIVE',
    desiredCount,
    memory: { steady: false, said: [] },
    document,
  };
}

/** What services of every deployment controller have. */
function checkedForAll(input: Input): { controller: 'ECS' | 'EXTERNAL'; desiredCount: number } {
  const controller = checkController(input.deploymentController?.type) ?? 'ECS';
  refuseUnserved(input);
  checkShared(input);
  checkTags(input.tags);
  const schedulingStrategy = checkOneOf('Scheduling strategy', input.schedulingStrategy, strategies);
  // Only a classic load balancer takes a role of the caller's.
  if (input.role !== undefined)
    throw invalidParameter('You cannot specify an IAM role for services that require a service linked role.');
  if (input.desiredCount !== undefined) checkDesiredCount(input.desiredCount);
  else if (controller === 'ECS' && schedulingStrategy !== 'DAEMON')
    throw invalidParameter('Desired count is required.');
  // How many a daemon has follows from the instances that there are.
  return { controller, desiredCount: input.desiredCount ?? 0 };
}

function ecsControlledDocument(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  input: Input,
  requestHash: string,
): EcsControlledDocument {
  const { launchType, strategy } = capacityOf(input, cluster.document);
  const schedulingStrategy =
    checkOneOf('Scheduling strategy', input.schedulingStrategy, strategies) ?? 'REPLICA';
  if (schedulingStrategy === 'DAEMON') checkDaemon(input, launchType);
  checkLaunchType(input, launchType);
  if (input.taskDefinition === undefined) throw invalidParameter('TaskDefinition cannot be empty.');
  const definition = resolveTaskDefinition(context, scope, input.taskDefinition);
  if (definition.status !== 'ACTIVE') throw clientError('TaskDefinition is inactive');
  checkCompatibility(definition, launchType);
  checkRunnable(definition);
  checkVolumeConfigurations(input.volumeConfigurations, definition);
  checkExecRole(input.enableExecuteCommand ?? false, definition, 'created');
  launchNetwork(context, scope, definition, input.networkConfiguration);
  const loadBalancers = serviceLoadBalancers(context, scope, input.loadBalancers ?? [], definition);
  const deploymentConfiguration = deploymentSettings(
    input.deploymentConfiguration,
    context.alarmSource !== undefined,
    schedulingStrategy === 'DAEMON' ? initialDaemonSettings : undefined,
  );
  return {
    controller: 'ECS',
    accountId: scope.accountId,
    region: scope.region,
    createdAtMs: context.clock.now(),
    createdBy: scope.principalArn,
    taskDefinitionArn: definition.taskDefinitionArn ?? '',
    launchType,
    capacityProviderStrategy: strategy,
    platformVersion: launchType === 'EC2' ? undefined : (input.platformVersion ?? 'LATEST'),
    deploymentConfiguration,
    networkConfiguration: input.networkConfiguration,
    loadBalancers,
    volumeConfigurations: presentConfigurations(input.volumeConfigurations),
    placementConstraints: input.placementConstraints ?? [],
    placementStrategy: input.placementStrategy ?? [],
    healthCheckGracePeriodSeconds:
      input.healthCheckGracePeriodSeconds ?? (loadBalancers.length > 0 ? 0 : undefined),
    schedulingStrategy,
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    propagateTags: input.propagateTags ?? 'NONE',
    availabilityZoneRebalancing: zoneRebalancing(input.availabilityZoneRebalancing, {
      schedulingStrategy,
      deploymentConfiguration,
    }),
    clientToken: input.clientToken,
    requestHash,
  };
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9\-_]{1,255}$/.test(name))
    throw invalidParameter(`ServiceName must match ^[a-zA-Z0-9\\-_]{1,255}$, but was ${name.slice(0, 300)}`);
}

/** @throws AwsError for a count that no service can have */
export function checkDesiredCount(count: number): void {
  if (!Number.isInteger(count) || count < 0)
    throw invalidParameter('The desiredCount must be a non-negative integer.');
  if (count > 5000) throw invalidParameter('The desiredCount must be at most 5000.');
}
