import type { Failure } from '@aws-sdk/client-ecs';
import { checkInstance } from '../../../../plan/placement/check-instance.ts';
import type { TaskDemand } from '../../../../plan/placement/instance-view.ts';
import type { Cluster } from '../../cluster/cluster-store.ts';
import { findCluster } from '../../cluster/find-cluster.ts';
import type { ContainerInstance } from '../../container-instance/container-instance.ts';
import { findContainerInstance } from '../../container-instance/find-container-instance.ts';
import { instanceView } from '../../container-instance/instance-views.ts';
import type { EcsContext, EcsOperations } from '../../ecs-context.ts';
import { invalidParameter } from '../../errors.ts';
import { resolveActiveDefinition } from '../../task-definition/resolve-task-definition.ts';
import { describeTask } from '../describe-task.ts';
import { checkLaunch, checkStartedBy } from './check-launch.ts';
import { launchNetwork } from './launch-network.ts';
import { groupOf, launchTasks } from './launch-tasks.ts';
import { demandOf } from './place-on-instances.ts';
import { TaskPlaces } from './task-places.ts';

const mostInstances = 10;
const longestStartedBy = 36;

export const startTask = {
  /** Places a task on each container instance that the caller names: constraints and strategies do not count. */
  StartTask: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      const instances = input.containerInstances;
      if (instances.length === 0) throw invalidParameter('Container Instances cannot be empty.');
      if (instances.length > mostInstances)
        throw invalidParameter(`instanceIds can have at most ${mostInstances} items.`);
      checkStartedBy(input.startedBy, longestStartedBy);
      const definition = resolveActiveDefinition(context, scope, input.taskDefinition);
      checkLaunch(input, definition, 'EC2');
      const network = launchNetwork(context, scope, definition, input.networkConfiguration);
      const demand = demandOf({
        definition,
        network,
        overrides: input.overrides ?? {},
        group: groupOf(input, definition),
      });
      const places = new TaskPlaces(context.network);
      const tasks: string[] = [];
      const failures: Failure[] = [];
      for (const named of instances) {
        const { arn, instance } = findContainerInstance(context, scope, cluster, named);
        const reason = refusal(context, cluster, instance, demand);
        if (instance === undefined || reason !== undefined)
          failures.push({ arn, reason: reason ?? 'MISSING' });
        // Inserted one by one: what one takes is not there for the next.
        else
          tasks.push(
            ...launchTasks(context, scope, cluster, definition, input, [
              places.onInstance(network, instance, demand),
            ]),
          );
      }
      return {
        tasks: tasks.flatMap((arn) => {
          const task = context.tasks.find(arn);
          return task === undefined ? [] : [describeTask(task, context.tags.list(arn))];
        }),
        failures,
      };
    }),
} satisfies EcsOperations;

/** Why the instance does not take the task, as `failures[].reason` says it; undefined where it does. */
function refusal(
  context: EcsContext,
  cluster: Cluster,
  instance: ContainerInstance | undefined,
  demand: TaskDemand,
): string | undefined {
  if (instance === undefined || instance.clusterArn !== cluster.arn) return 'MISSING';
  return checkInstance(instanceView(context, instance), demand);
}
