import type { OperationInput } from '../../../aws/operation.ts';
import { pageOf } from '../../../aws/paging.ts';
import { containerInstanceArnOf, serviceArnOf, taskArnOf } from '../arn.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { invalidParameter, invalidToken, serviceNotFound } from '../errors.ts';
import { checkOneOf, included, launchTypes } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import { describeTask } from './describe-task.ts';
import { executeCommand } from './exec/execute-command.ts';
import { runTask } from './launch/run-task.ts';
import { startTask } from './launch/start-task.ts';
import type { Task } from './task.ts';

type ListInput = OperationInput<typeof import('@aws-sdk/client-ecs'), 'ListTasks'>;

export const taskOperations = {
  ...runTask,
  ...executeCommand,
  ...startTask,
  StopTask: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const arn = taskArnOf(scope, cluster.name, input.task);
    const task = context.tasks.find(arn);
    if (task === undefined || task.clusterArn !== cluster.arn)
      throw invalidParameter('The referenced task was not found.');
    return context.state.transaction(() => {
      context.tasks.decideStop(task, {
        code: 'UserInitiated',
        reason: input.reason ?? 'Task stopped by user',
        atMs: context.clock.now(),
      });
      // The API reference has it that the tags are deleted; as recorded, this reply alone does not show them.
      return { task: describeTask(context.tasks.find(arn) ?? task, []) };
    });
  },
  DescribeTasks: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const withTags = included(input.include, ['TAGS']).has('TAGS');
    if (input.tasks.length === 0) throw invalidParameter('Tasks cannot be empty.');
    if (input.tasks.length > 100) throw invalidParameter('taskIds can have at most 100 items.');
    const found = input.tasks.map((each) => {
      const arn = taskArnOf(scope, cluster.name, each);
      const task = context.tasks.find(arn);
      return { arn, task: task?.clusterArn === cluster.arn ? task : undefined };
    });
    return {
      tasks: found.flatMap(({ arn, task }) =>
        task === undefined ? [] : [describeTask(task, withTags ? context.tags.list(arn) : [])],
      ),
      failures: found.flatMap(({ arn, task }) => (task === undefined ? [{ arn, reason: 'MISSING' }] : [])),
    };
  },
  ListTasks: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    checkFilters(input);
    const serviceArn =
      input.serviceName === undefined ? undefined : serviceArnOf(scope, cluster.name, input.serviceName);
    if (serviceArn !== undefined && context.services.find(serviceArn) === undefined) throw serviceNotFound();
    const instanceArn =
      input.containerInstance === undefined
        ? undefined
        : containerInstanceArnOf(scope, cluster.name, input.containerInstance);
    const page = pageOf(
      tasksOf(context, cluster.arn, input, { serviceArn, instanceArn }),
      ({ sequence }) => String(sequence).padStart(16, '0'),
      { nextToken: input.nextToken, maxResults: pageSize(input.maxResults, 100, 100) },
      invalidToken,
    );
    return { taskArns: page.items.map(({ arn }) => arn), nextToken: page.nextToken };
  },
} satisfies EcsOperations;

function checkFilters(input: ListInput): void {
  const others = [
    input.serviceName,
    input.family,
    input.containerInstance,
    input.launchType,
    input.desiredStatus,
    input.daemonName,
  ];
  if (input.startedBy !== undefined && others.some((each) => each !== undefined))
    throw invalidParameter('startedBy must be the only filter.');
  checkOneOf('Desired status', input.desiredStatus, ['RUNNING', 'PENDING', 'STOPPED']);
  checkOneOf('Launch type', input.launchType, launchTypes);
}

function tasksOf(
  context: EcsContext,
  clusterArn: string,
  input: ListInput,
  { serviceArn, instanceArn }: { serviceArn: string | undefined; instanceArn: string | undefined },
): Task[] {
  // No task here belongs to a daemon.
  if (input.daemonName !== undefined) return [];
  if (input.desiredStatus === 'PENDING') return [];
  const wanted = input.desiredStatus ?? 'RUNNING';
  const tasks =
    serviceArn !== undefined && wanted === 'RUNNING'
      ? context.tasks.listRunningOfService(serviceArn)
      : context.tasks.listDesired(clusterArn, wanted);
  return tasks
    .filter((task) => serviceArn === undefined || task.serviceArn === serviceArn)
    .filter(({ spec }) => instanceArn === undefined || spec.containerInstance?.arn === instanceArn)
    .filter((task) => input.family === undefined || task.family === input.family)
    .filter((task) => input.startedBy === undefined || task.startedBy === input.startedBy)
    .filter((task) => input.launchType === undefined || task.spec.launchType === input.launchType);
}
