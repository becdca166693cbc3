import type { RequestScope } from '../../../aws/request-scope.ts';
import { taskSetArnOf } from '../arn.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { invalidParameter } from '../errors.ts';
import { included } from '../one-of.ts';
import { liveCounts } from '../task/live-counts.ts';
import { createTaskSet } from './create-task-set.ts';
import { describeTaskSet } from './describe-task-set.ts';
import {
  type ExternalService,
  findActiveService,
  findExternalService,
  findTaskSet,
  type ServiceReference,
} from './find-task-set.ts';
import { scalePercent } from './scale-percent.ts';
import type { TaskSet } from './task-set.ts';

export const taskSetOperations = {
  ...createTaskSet,
  DescribeTaskSets: (context, input, scope) => {
    const service = findExternalService(context, scope, input);
    const withTags = included(input.include, ['TAGS']).has('TAGS');
    const all = context.taskSets.listOfService(service.arn);
    const arns = input.taskSets?.map((each) => taskSetArnOf(scope, service.arn, each));
    const found = (arns ?? all.map(({ arn }) => arn)).map((arn) => ({
      arn,
      taskSet: all.find((each) => each.arn === arn),
    }));
    return {
      taskSets: found.flatMap(({ taskSet }) =>
        taskSet === undefined ? [] : [describeTaskSet(context, service, taskSet, withTags)],
      ),
      failures: found.flatMap(({ arn, taskSet }) =>
        taskSet === undefined ? [{ arn, reason: 'MISSING' }] : [],
      ),
    };
  },
  UpdateTaskSet: (context, input, scope) =>
    changed(context, scope, input, input.taskSet, (_service, taskSet) => {
      const percent = scalePercent(input.scale) ?? 0;
      checkNotDraining(taskSet);
      context.taskSets.scale(taskSet, percent, context.clock.now());
    }),
  UpdateServicePrimaryTaskSet: (context, input, scope) =>
    changed(context, scope, input, input.primaryTaskSet, (_service, taskSet) => {
      checkNotDraining(taskSet);
      if (taskSet.status !== 'PRIMARY') context.taskSets.promote(taskSet, context.clock.now());
    }),
  DeleteTaskSet: (context, input, scope) =>
    changed(context, scope, input, input.taskSet, (service, taskSet) => {
      if (taskSet.status === 'DRAINING') return;
      if (taskSet.status === 'PRIMARY') throw invalidParameter('Primary TaskSet cannot be deleted');
      if (input.force !== true && isInUse(context, service, taskSet))
        throw invalidParameter('TaskSet cannot be deleted while it is scaled above 0');
      context.taskSets.drain(taskSet, context.clock.now());
    }),
} satisfies EcsOperations;

/** Changes the task set that a request names, and answers with it as it is then. */
function changed(
  context: EcsContext,
  scope: RequestScope,
  reference: ServiceReference,
  name: string,
  change: (service: ExternalService, taskSet: TaskSet) => void,
) {
  return context.state.transaction(() => {
    const service = findActiveService(context, scope, reference);
    const taskSet = findTaskSet(context, scope, service, name);
    change(service, taskSet);
    return {
      taskSet: describeTaskSet(context, service, findTaskSet(context, scope, service, name), true),
    };
  });
}

/** What is going does not come back. */
function checkNotDraining({ status }: TaskSet): void {
  if (status === 'DRAINING') throw invalidParameter('TaskSet cannot be updated while it is DRAINING');
}

/** Model, `force`: "you can delete a task set even if it hasn't been scaled down to zero". One without tasks needs none. */
function isInUse({ tasks }: EcsContext, { arn }: ExternalService, { id, scalePercent }: TaskSet): boolean {
  const { runningTaskCount, pendingTaskCount } = liveCounts(tasks.countsOfService(arn), id);
  return scalePercent > 0 && runningTaskCount + pendingTaskCount > 0;
}
