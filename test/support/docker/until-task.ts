import { DescribeTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { DemoClients } from '../../../emulator/demo/demo-clients.ts';
import { shop } from '../../../emulator/demo/shop.ts';
import { until } from '../../../emulator/demo/until.ts';

/** Resolves with the task of the shop's cluster once `isSo` says so of it. Rejects when it stops before. */
export function untilTask(
  { ecs }: DemoClients,
  { taskArn = '' }: Task,
  what: string,
  isSo: (task: Task) => boolean,
): Promise<Task> {
  return until(`task ${taskArn} ${what}`, async () => {
    const { tasks: [task] = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: shop.cluster, tasks: [taskArn] }),
    );
    if (task !== undefined && isSo(task)) return task;
    if (task?.lastStatus === 'STOPPED') throw new Error(`Task ${taskArn} stopped: ${task.stoppedReason}`);
    return undefined;
  });
}

export function untilStatus(clients: DemoClients, task: Task, status: string): Promise<Task> {
  return untilTask(clients, task, `is ${status}`, ({ lastStatus }) => lastStatus === status);
}
