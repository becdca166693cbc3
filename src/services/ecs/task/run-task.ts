import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { chooseSubnet } from '../../../plan/choose-subnet.ts';
import { distributeTasks } from '../../../plan/distribute-tasks.ts';
import { type Capacity, capacityOf } from '../capacity/capacity-strategy.ts';
import { checkClientToken, requestHash } from '../client-token.ts';
import type { Cluster } from '../cluster/cluster-store.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter } from '../errors.ts';
import { checkOneOf, launchTypes } from '../one-of.ts';
import { checkPlatformVersion } from '../platform-version.ts';
import { checkTags } from '../tag/check-tags.ts';
import { resolveTaskDefinition } from '../task-definition/resolve-task-definition.ts';
import { awsvpcNetwork } from './awsvpc-network.ts';
import { checkOverrides } from './check-overrides.ts';
import { describeTask } from './describe-task.ts';
import { checkVolumeConfigurations } from './managed-volume.ts';
import { newTask } from './new-task.ts';
import { checkRunnable } from './unsupported-fields.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-ecs'), 'RunTask'>;

const mostTasks = 10;
const longestToken = 64;

export const runTask = {
  RunTask: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      checkClientToken(input.clientToken, longestToken);
      const arns = once(context, cluster, input, () => {
        const definition = resolveTaskDefinition(context, scope, input.taskDefinition);
        if (definition.status !== 'ACTIVE') throw invalidParameter('TaskDefinition is inactive');
        const strategy = check(cluster, input, definition);
        const network = awsvpcNetwork(context, scope, definition, input.networkConfiguration);
        return launch(context, scope, cluster, definition, network, input, strategy);
      });
      return {
        tasks: arns.flatMap((arn) => {
          const task = context.tasks.find(arn);
          return task === undefined ? [] : [describeTask(task, context.tags.list(arn))];
        }),
        failures: [],
      };
    }),
} satisfies EcsOperations;

/** Returns the capacity provider strategy of the launch, where it has one. */
function check(cluster: Cluster, input: Input, definition: TaskDefinition): Capacity['strategy'] {
  const count = input.count ?? 1;
  if (!Number.isInteger(count) || count < 1 || count > mostTasks)
    throw invalidParameter(`Count must be between 1 and ${mostTasks}.`);
  checkTags(input.tags);
  checkOneOf('Launch type', input.launchType, launchTypes);
  // A task of its own has no service whose tags it could take.
  checkOneOf('Propagate tags', input.propagateTags, ['TASK_DEFINITION', 'NONE']);
  if (input.startedBy !== undefined && !/^[A-Za-z0-9\-_/]{0,128}$/.test(input.startedBy))
    throw invalidParameter(
      'startedBy must be at most 128 letters, digits, hyphens, slashes and underscores.',
    );
  // The name that ECS itself gives to the tasks of a service.
  if (input.group?.startsWith('service:')) throw invalidParameter('Invalid namespace for group.');
  const { launchType, strategy } = capacityOf(input, cluster.document);
  if (launchType === undefined && strategy === undefined)
    throw invalidParameter('No Container Instances were found in your cluster.');
  if (!definition.compatibilities?.includes('FARGATE'))
    throw invalidParameter('Task definition does not support launch_type FARGATE.');
  checkPlatformVersion(input.platformVersion);
  if (input.enableExecuteCommand === true && !(input.overrides?.taskRoleArn || definition.taskRoleArn))
    throw invalidParameter(
      'The execute command failed because a valid task role is not being used. Specify a valid task role in your task definition or as a task override and try again.',
    );
  if ((input.placementConstraints?.length ?? 0) > 0)
    throw invalidParameter('Placement constraints are not supported with FARGATE launch type.');
  if ((input.placementStrategy?.length ?? 0) > 0)
    throw invalidParameter('Placement strategies are not supported with FARGATE launch type.');
  checkOverrides(input.overrides, definition);
  checkRunnable(definition);
  checkVolumeConfigurations(input.volumeConfigurations, definition);
  return strategy;
}

/** The same token with the same parameters leads to the same tasks. */
function once(
  context: EcsContext,
  cluster: Cluster,
  input: Input,
  launchAll: () => string[],
): readonly string[] {
  const { clientToken } = input;
  if (clientToken === undefined) return launchAll();
  const nowMs = context.clock.now();
  const hash = requestHash(input);
  const scope = `RunTask ${cluster.arn}`;
  const used = context.clientTokens.find(scope, clientToken, nowMs);
  if (used !== undefined) {
    if (used.requestHash === hash) return used.resourceArns;
    throw ecsError(
      'ConflictException',
      'The clientToken was used in an earlier request with different parameters.',
      { resourceIds: used.resourceArns },
    );
  }
  const resourceArns = launchAll();
  context.clientTokens.add(scope, clientToken, { requestHash: hash, resourceArns }, nowMs);
  return resourceArns;
}

function launch(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  definition: TaskDefinition,
  network: ReturnType<typeof awsvpcNetwork>,
  input: Input,
  strategy: Capacity['strategy'],
): string[] {
  const count = input.count ?? 1;
  const providers = strategy === undefined ? [] : distributeTasks(strategy, new Map(), count);
  const inSubnet = new Map<string, number>();
  const tags = taskTags(context, cluster, definition, input);
  return Array.from({ length: count }, (_, index) => {
    const subnet = chooseSubnet(network.subnets, inSubnet);
    if (subnet === undefined) throw invalidParameter('subnets can not be empty.');
    inSubnet.set(subnet.id, (inSubnet.get(subnet.id) ?? 0) + 1);
    const fallback = context.network.defaultSecurityGroup(subnet.vpcId);
    const task = newTask({
      scope: { accountId: scope.accountId, region: scope.region },
      cluster,
      definition,
      place: {
        availabilityZone: subnet.availabilityZone,
        network: {
          mode: 'awsvpc',
          subnetId: subnet.id,
          vpcId: subnet.vpcId,
          securityGroups:
            network.securityGroups.length > 0 || fallback === undefined ? network.securityGroups : [fallback],
        },
      },
      overrides: input.overrides ?? {},
      startedBy: input.startedBy,
      group: input.group ?? `family:${definition.family}`,
      loadBalancers: [],
      volumeConfigurations: input.volumeConfigurations,
      tags,
      launchType: 'FARGATE',
      capacityProviderName: providers[index],
      platformVersion: input.platformVersion,
      enableExecuteCommand: input.enableExecuteCommand ?? false,
      sidecarPolicies: context.sidecarPolicies,
      nowMs: context.clock.now(),
    });
    context.tasks.insert(task);
    context.tags.put(task.arn, tags);
    return task.arn;
  });
}

function taskTags(context: EcsContext, cluster: Cluster, definition: TaskDefinition, input: Input) {
  const propagated =
    input.propagateTags === 'TASK_DEFINITION' ? context.tags.list(definition.taskDefinitionArn ?? '') : [];
  const managed =
    input.enableECSManagedTags === true ? [{ key: 'aws:ecs:clusterName', value: cluster.name }] : [];
  const own = (input.tags ?? []).map(({ key = '', value = '' }) => ({ key, value }));
  return [...propagated, ...managed, ...own];
}
