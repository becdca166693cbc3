import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { taskSetArn } from '../arn.ts';
import { capacityOf } from '../capacity/capacity-strategy.ts';
import { checkClientToken, requestHash as hashOf } from '../client-token.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { clientError, invalidParameter, notYet } from '../errors.ts';
import { newDeploymentId } from '../service/new-deployment-id.ts';
import type { DeploymentSpec } from '../service/service.ts';
import { serviceLoadBalancers } from '../service/service-load-balancers.ts';
import { checkExecRole } from '../service/settings/service-settings.ts';
import { checkTags } from '../tag/check-tags.ts';
import { checkCompatibility, checkLaunchType } from '../task/launch/check-launch.ts';
import { launchNetwork } from '../task/launch/launch-network.ts';
import { checkRunnable } from '../task/launch/unsupported-fields.ts';
import { checkVolumeConfigurations } from '../task/managed-volume.ts';
import { resolveTaskDefinition } from '../task-definition/resolve-task-definition.ts';
import { describeTaskSet } from './describe-task-set.ts';
import { type ExternalService, findActiveService } from './find-task-set.ts';
import { scalePercent } from './scale-percent.ts';
import type { TaskSet } from './task-set.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-ecs'), 'CreateTaskSet'>;

/** Of a client token, in characters. */
const longestToken = 36;
const mostTaskSets = 5;
/** Docs, "Registering multiple target groups": only the rolling update of the ECS controller takes several. */
const mostTargetGroups = 1;

export const createTaskSet = {
  CreateTaskSet: (context, input, scope) =>
    context.state.transaction(() => {
      const service = findActiveService(context, scope, input);
      checkClientToken(input.clientToken, longestToken);
      const taskSet = once(context, service, input, () => create(context, scope, service, input));
      return { taskSet: describeTaskSet(context, service, taskSet, true) };
    }),
} satisfies EcsOperations;

/** The same token with the same parameters leads to the same task set. */
function once(context: EcsContext, service: ExternalService, input: Input, make: () => TaskSet): TaskSet {
  const { clientToken } = input;
  if (clientToken === undefined) return make();
  const nowMs = context.clock.now();
  const requestHash = hashOf(input);
  const scope = `CreateTaskSet ${service.arn}`;
  const used = context.clientTokens.find(scope, clientToken, nowMs);
  if (used !== undefined) {
    const made = context.taskSets.find(used.resourceArns[0] ?? '');
    if (used.requestHash === requestHash && made !== undefined) return made;
    throw invalidParameter('Creation of task set was not idempotent.');
  }
  const made = make();
  context.clientTokens.add(scope, clientToken, { requestHash, resourceArns: [made.arn] }, nowMs);
  return made;
}

function create(context: EcsContext, scope: RequestScope, service: ExternalService, input: Input): TaskSet {
  const spec = checkedSpec(context, scope, service, input);
  const percent = scalePercent(input.scale) ?? 0;
  checkTags(input.tags);
  if (context.taskSets.listOfService(service.arn).length >= mostTaskSets)
    throw invalidParameter(
      `${mostTaskSets} deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.`,
    );
  const id = newDeploymentId();
  const nowMs = context.clock.now();
  const taskSet: TaskSet = {
    id,
    arn: taskSetArn(service.arn, id),
    serviceArn: service.arn,
    status: 'ACTIVE',
    scalePercent: percent,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    externalId: input.externalId,
    spec,
    progress: {
      computedDesiredCount: 0,
      stability: 'STABILIZING',
      stabilityAtMs: nowMs,
      throttle: { failedRounds: 0, lastSequence: 0 },
    },
  };
  context.taskSets.insert(taskSet);
  context.tags.replace(taskSet.arn, input.tags ?? []);
  return taskSet;
}

/** @throws AwsError with AWS's sentences, as for a service of the ECS controller */
function checkedSpec(
  context: EcsContext,
  scope: RequestScope,
  { document }: ExternalService,
  input: Input,
): DeploymentSpec {
  if ((input.serviceRegistries?.length ?? 0) > 0) throw notYet('service registries');
  const { launchType, strategy } = capacityOf(input, findCluster(context, scope, input.cluster).document);
  const { placementConstraints, placementStrategy } = document;
  checkLaunchType(
    { platformVersion: input.platformVersion, placementConstraints, placementStrategy },
    launchType,
  );
  const definition = resolveTaskDefinition(context, scope, input.taskDefinition);
  if (definition.status !== 'ACTIVE') throw clientError('TaskDefinition is inactive');
  checkCompatibility(definition, launchType);
  checkRunnable(definition);
  checkVolumeConfigurations(undefined, definition);
  checkExecRole(document.enableExecuteCommand, definition, 'updated');
  launchNetwork(context, scope, definition, input.networkConfiguration);
  const asked = input.loadBalancers ?? [];
  if (asked.length > mostTargetGroups)
    throw invalidParameter(`load balancers can have at most ${mostTargetGroups} items.`);
  return {
    taskDefinitionArn: definition.taskDefinitionArn ?? '',
    launchType,
    capacityProviderStrategy: strategy,
    platformVersion: launchType === 'EC2' ? undefined : (input.platformVersion ?? 'LATEST'),
    networkConfiguration: input.networkConfiguration,
    loadBalancers: serviceLoadBalancers(context, scope, asked, definition),
  };
}
