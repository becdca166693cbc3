import type { Failure, TaskDefinition } from '@aws-sdk/client-ecs';
import type { OperationInput } from '../../../../aws/operation.ts';
import type { RequestScope } from '../../../../aws/request-scope.ts';
import { distributeTasks } from '../../../../plan/distribute-tasks.ts';
import { type Capacity, capacityOf } from '../../capacity/capacity-strategy.ts';
import { checkClientToken, requestHash } from '../../client-token.ts';
import type { Cluster } from '../../cluster/cluster-store.ts';
import { findCluster } from '../../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../../ecs-context.ts';
import { ecsError, invalidParameter } from '../../errors.ts';
import { resolveActiveDefinition } from '../../task-definition/resolve-task-definition.ts';
import { describeTask } from '../describe-task.ts';
import { checkLaunch, checkLaunchType, checkStartedBy } from './check-launch.ts';
import { type LaunchNetwork, launchNetwork } from './launch-network.ts';
import { type ChosenPlace, groupOf, launchTasks } from './launch-tasks.ts';
import { placeOnInstances } from './place-on-instances.ts';
import { TaskPlaces } from './task-places.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-ecs'), 'RunTask'>;

const mostTasks = 10;
const longestToken = 64;
const longestStartedBy = 128;

export const runTask = {
  RunTask: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      checkClientToken(input.clientToken, longestToken);
      const definition = resolveActiveDefinition(context, scope, input.taskDefinition);
      const { arns, failures } = once(context, cluster, input, () =>
        launch(context, scope, cluster, definition, input),
      );
      return {
        tasks: arns.flatMap((arn) => {
          const task = context.tasks.find(arn);
          return task === undefined ? [] : [describeTask(task, context.tags.list(arn))];
        }),
        failures: [...failures],
      };
    }),
} satisfies EcsOperations;

interface Launched {
  readonly arns: readonly string[];
  readonly failures: readonly Failure[];
}

/** The same token with the same parameters leads to the same tasks. */
function once(context: EcsContext, cluster: Cluster, input: Input, launchAll: () => Launched): Launched {
  const { clientToken } = input;
  if (clientToken === undefined) return launchAll();
  const nowMs = context.clock.now();
  const hash = requestHash(input);
  const scope = `RunTask ${cluster.arn}`;
  const used = context.clientTokens.find(scope, clientToken, nowMs);
  if (used !== undefined) {
    if (used.requestHash === hash) return { arns: used.resourceArns, failures: [] };
    throw ecsError(
      'ConflictException',
      'The clientToken was used in an earlier request with different parameters.',
      { resourceIds: used.resourceArns },
    );
  }
  const launched = launchAll();
  const { arns: resourceArns } = launched;
  context.clientTokens.add(scope, clientToken, { requestHash: hash, resourceArns }, nowMs);
  return launched;
}

function launch(
  context: EcsContext,
  scope: RequestScope,
  cluster: Cluster,
  definition: TaskDefinition,
  input: Input,
): Launched {
  const count = input.count ?? 1;
  if (!Number.isInteger(count) || count < 1 || count > mostTasks)
    throw invalidParameter(`Count must be between 1 and ${mostTasks}.`);
  checkStartedBy(input.startedBy, longestStartedBy);
  const capacity = capacityOf(input, cluster.document);
  checkLaunch(input, definition, capacity.launchType);
  checkLaunchType(input, capacity.launchType);
  const network = launchNetwork(context, scope, definition, input.networkConfiguration);
  const { places, failures } = place(context, cluster, definition, network, capacity, input, count);
  return { arns: launchTasks(context, scope, cluster, definition, input, places), failures };
}

function place(
  context: EcsContext,
  cluster: Cluster,
  definition: TaskDefinition,
  network: LaunchNetwork,
  { launchType, strategy }: Capacity,
  input: Input,
  count: number,
): { readonly places: readonly ChosenPlace[]; readonly failures: readonly Failure[] } {
  if (launchType === 'EC2')
    return placeOnInstances(context, cluster, {
      definition,
      network,
      count,
      overrides: input.overrides ?? {},
      group: groupOf(input, definition),
      constraints: input.placementConstraints ?? [],
      strategies: input.placementStrategy ?? [],
    });
  if (network.mode !== 'awsvpc') throw new Error('A definition for Fargate is in the awsvpc mode');
  const providers = strategy === undefined ? [] : distributeTasks(strategy, new Map(), count);
  const taskPlaces = new TaskPlaces(context.network);
  const places = Array.from({ length: count }, (_, index) => ({
    ...taskPlaces.onFargate(network),
    capacityProviderName: providers[index],
  }));
  return { places, failures: [] };
}
