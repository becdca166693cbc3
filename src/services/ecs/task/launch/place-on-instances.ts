import type { Failure, TaskDefinition, TaskOverride } from '@aws-sdk/client-ecs';
import {
  type ConstraintInput,
  readConstraints,
  readStrategies,
  type StrategyInput,
  type Understood,
} from '../../../../plan/placement/check-placement.ts';
import type { TaskDemand } from '../../../../plan/placement/instance-view.ts';
import { placeTasks, runTaskFailures } from '../../../../plan/placement/place-tasks.ts';
import { taskDemand } from '../../../../plan/placement/task-demand.ts';
import type { Cluster } from '../../cluster/cluster-store.ts';
import { instanceViews } from '../../container-instance/instance-views.ts';
import type { EcsContext } from '../../ecs-context.ts';
import { invalidParameter } from '../../errors.ts';
import { taskSize } from '../task-size.ts';
import type { LaunchNetwork } from './launch-network.ts';
import type { TaskPlace } from './new-task.ts';
import { TaskPlaces } from './task-places.ts';

export interface InstanceLaunch {
  readonly definition: TaskDefinition;
  readonly network: LaunchNetwork;
  readonly overrides: TaskOverride;
  readonly group: string;
  /** Anywhere where it is absent; an awsvpc task is where its subnets are in any case. */
  readonly availabilityZones?: readonly string[];
}

/** What one task of the launch takes of a container instance. */
export function demandOf({
  definition,
  network,
  overrides,
  group,
  availabilityZones: zones,
}: InstanceLaunch): TaskDemand {
  return taskDemand({
    definition,
    containerOverrides: overrides.containerOverrides,
    size: taskSize(definition, overrides),
    group,
    ...(network.mode === 'awsvpc'
      ? { availabilityZones: network.subnets.map(({ availabilityZone }) => availabilityZone) }
      : zones === undefined
        ? {}
        : { availabilityZones: zones }),
  });
}

/**
 * Places tasks on the container instances of a cluster, by the constraints of their definition and of the request.
 *
 * @throws AwsError where the cluster has no instance, and for a placement that was not understood
 */
export function placeOnInstances(
  context: EcsContext,
  cluster: Cluster,
  launch: InstanceLaunch & {
    readonly count: number;
    readonly constraints: readonly ConstraintInput[];
    readonly strategies: readonly StrategyInput[];
  },
): { readonly places: readonly TaskPlace[]; readonly failures: readonly Failure[] } {
  const instances = instanceViews(context, cluster.arn);
  if (!instances.some(({ status }) => status === 'ACTIVE'))
    throw invalidParameter('No Container Instances were found in your cluster.');
  const demand = demandOf(launch);
  const placements = placeTasks(
    instances,
    demand,
    launch.count,
    understood(readConstraints([...(launch.definition.placementConstraints ?? []), ...launch.constraints])),
    understood(readStrategies(launch.strategies)),
    Math.random,
  );
  const taskPlaces = new TaskPlaces(context.network);
  const places = placements.flatMap((placement): TaskPlace[] => {
    if (placement.type === 'failed') return [];
    const instance = context.containerInstances.find(placement.instanceArn);
    return instance === undefined ? [] : [taskPlaces.onInstance(launch.network, instance, demand)];
  });
  return { places, failures: [...runTaskFailures(placements)] };
}

function understood<Item>(read: Understood<Item>): readonly Item[] {
  if (read.type === 'broken') throw invalidParameter(read.sentence);
  return read.items;
}
