import type { TaskSet as SdkTaskSet } from '@aws-sdk/client-ecs';
import { shownCapacity } from '../capacity/shown-capacity.ts';
import type { EcsContext } from '../ecs-context.ts';
import { latestPlatform } from '../platform-version.ts';
import type { Service } from '../service/service.ts';
import { liveCounts } from '../task/live-counts.ts';
import type { TaskSet } from './task-set.ts';

/** A task set as DescribeTaskSets shows it, its counts taken from the tasks as they stand. */
export function describeTaskSet(
  context: EcsContext,
  { arn: serviceArn, clusterArn }: Pick<Service, 'arn' | 'clusterArn'>,
  taskSet: TaskSet,
  withTags: boolean,
): SdkTaskSet {
  const { spec, progress } = taskSet;
  const { runningTaskCount, pendingTaskCount } = liveCounts(
    context.tasks.countsOfService(serviceArn),
    taskSet.id,
  );
  return {
    id: taskSet.id,
    taskSetArn: taskSet.arn,
    serviceArn,
    clusterArn,
    externalId: taskSet.externalId,
    status: taskSet.status,
    taskDefinition: spec.taskDefinitionArn,
    computedDesiredCount: progress.computedDesiredCount,
    pendingCount: pendingTaskCount,
    runningCount: runningTaskCount,
    createdAt: new Date(taskSet.createdAtMs),
    updatedAt: new Date(taskSet.updatedAtMs),
    ...shownCapacity(spec),
    ...(spec.launchType === 'FARGATE' ? { platformVersion: latestPlatform, platformFamily: 'Linux' } : {}),
    networkConfiguration: spec.networkConfiguration,
    loadBalancers: [...spec.loadBalancers],
    serviceRegistries: [],
    scale: { value: taskSet.scalePercent, unit: 'PERCENT' },
    stabilityStatus: progress.stability,
    stabilityStatusAt: new Date(progress.stabilityAtMs),
    tags: withTags ? context.tags.list(taskSet.arn) : [],
  };
}
