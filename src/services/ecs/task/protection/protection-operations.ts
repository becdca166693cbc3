import { taskArnOf } from '../../arn.ts';
import { findCluster } from '../../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../../ecs-context.ts';
import { invalidParameter } from '../../errors.ts';
import type { Task } from '../task.ts';

const mostUpdated = 10;
const mostRead = 100;
const longestMinutes = 2880;
const usualMinutes = 120;

/** Scale-in protection, which only tasks of services can have. */
export const protectionOperations = {
  UpdateTaskProtection: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    checkTasks(input.tasks, mostUpdated);
    const minutes = input.expiresInMinutes ?? usualMinutes;
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > longestMinutes)
      throw invalidParameter(`expiresInMinutes must be between 1 and ${longestMinutes}.`);
    const untilMs = input.protectionEnabled ? context.clock.now() + minutes * 60_000 : undefined;
    return context.state.transaction(() => {
      const asked = input.tasks.map((each) => taskArnOf(scope, cluster.name, each));
      const { valid, failures } = sort(context, cluster.arn, asked);
      for (const task of valid) context.tasks.protect(task, untilMs);
      return {
        protectedTasks: valid.map((task) => describe({ ...task, protectedUntilMs: untilMs })),
        failures,
      };
    });
  },
  GetTaskProtection: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const nowMs = context.clock.now();
    if (input.tasks === undefined || input.tasks.length === 0) {
      const tasks = context.tasks
        .listOfCluster(cluster.arn)
        .map((task) => asOf(task, nowMs))
        .filter(({ protectedUntilMs }) => protectedUntilMs !== undefined);
      return { protectedTasks: tasks.map(describe), failures: [] };
    }
    checkTasks(input.tasks, mostRead);
    const asked = input.tasks.map((each) => taskArnOf(scope, cluster.name, each));
    const { valid, failures } = sort(context, cluster.arn, asked);
    return { protectedTasks: valid.map((task) => describe(asOf(task, nowMs))), failures };
  },
} satisfies EcsOperations;

function checkTasks(tasks: readonly string[], most: number): void {
  if (tasks.length === 0) throw invalidParameter('Tasks cannot be empty.');
  if (tasks.length > most) throw invalidParameter(`Tasks cannot have more than ${most} elements.`);
}

function sort(context: EcsContext, clusterArn: string, arns: readonly string[]) {
  const valid: Task[] = [];
  const failures: { readonly arn: string; readonly reason: 'MISSING' | 'TASK_NOT_VALID' }[] = [];
  for (const arn of arns) {
    const task = context.tasks.find(arn);
    if (task?.clusterArn !== clusterArn) failures.push({ arn, reason: 'MISSING' });
    else if (task.serviceArn === undefined || task.desiredStatus === 'STOPPED')
      failures.push({ arn, reason: 'TASK_NOT_VALID' });
    else valid.push(task);
  }
  return { valid, failures };
}

/** The task without a protection that has run out. */
function asOf(task: Task, nowMs: number): Task {
  const { protectedUntilMs } = task;
  return protectedUntilMs !== undefined && protectedUntilMs <= nowMs
    ? { ...task, protectedUntilMs: undefined }
    : task;
}

function describe({ arn, protectedUntilMs }: Task) {
  return protectedUntilMs === undefined
    ? { taskArn: arn, protectionEnabled: false }
    : { taskArn: arn, protectionEnabled: true, expirationDate: new Date(protectedUntilMs) };
}
