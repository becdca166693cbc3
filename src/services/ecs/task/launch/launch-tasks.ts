import type { TaskDefinition, TaskOverride, TaskVolumeConfiguration } from '@aws-sdk/client-ecs';
import type { RequestScope } from '../../../../aws/request-scope.ts';
import type { Cluster } from '../../cluster/cluster-store.ts';
import type { EcsContext } from '../../ecs-context.ts';
import { newTask, type TaskPlace } from './new-task.ts';

/** What RunTask and StartTask ask of every task that they launch. */
export interface TaskLaunch {
  readonly overrides?: TaskOverride;
  readonly startedBy?: string;
  readonly group?: string;
  readonly volumeConfigurations?: readonly TaskVolumeConfiguration[];
  readonly tags?: readonly { readonly key?: string; readonly value?: string }[];
  readonly propagateTags?: string;
  readonly enableECSManagedTags?: boolean;
  readonly enableExecuteCommand?: boolean;
  readonly platformVersion?: string;
}

/** A place with who provides for it, where a capacity provider strategy said so. */
export interface ChosenPlace extends TaskPlace {
  readonly capacityProviderName?: string;
}

/** Inserts a standalone task for each place. Returns their ARNs; the task machine takes it from there. */
export function launchTasks(
  context: EcsContext,
  { accountId, region }: RequestScope,
  cluster: Cluster,
  definition: TaskDefinition,
  launch: TaskLaunch,
  places: readonly ChosenPlace[],
): string[] {
  const tags = taskTags(context, cluster, definition, launch);
  return places.map((place) => {
    const task = newTask({
      scope: { accountId, region },
      cluster,
      definition,
      place,
      overrides: launch.overrides ?? {},
      startedBy: launch.startedBy,
      group: groupOf(launch, definition),
      loadBalancers: [],
      volumeConfigurations: launch.volumeConfigurations,
      tags,
      launchType: place.containerInstance === undefined ? 'FARGATE' : 'EC2',
      capacityProviderName: place.capacityProviderName,
      platformVersion: launch.platformVersion,
      enableExecuteCommand: launch.enableExecuteCommand ?? false,
      sidecarPolicies: context.sidecarPolicies,
      nowMs: context.clock.now(),
    });
    context.tasks.insert(task);
    context.tags.put(task.arn, tags);
    return task.arn;
  });
}

/** The group of a task of its own: the caller's, else its family's. */
export function groupOf({ group }: Pick<TaskLaunch, 'group'>, { family }: TaskDefinition): string {
  return group ?? `family:${family}`;
}

function taskTags(
  context: EcsContext,
  cluster: Cluster,
  { taskDefinitionArn = '' }: TaskDefinition,
  { propagateTags, enableECSManagedTags, tags = [] }: TaskLaunch,
) {
  const propagated = propagateTags === 'TASK_DEFINITION' ? context.tags.list(taskDefinitionArn) : [];
  const managed = enableECSManagedTags === true ? [{ key: 'aws:ecs:clusterName', value: cluster.name }] : [];
  const own = tags.map(({ key = '', value = '' }) => ({ key, value }));
  return [...propagated, ...managed, ...own];
}
