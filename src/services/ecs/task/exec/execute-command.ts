import { taskArnOf } from '../../arn.ts';
import type { Cluster } from '../../cluster/cluster-store.ts';
import { findCluster } from '../../cluster/find-cluster.ts';
import type { EcsOperations } from '../../ecs-context.ts';
import { ecsError, invalidParameter, notYet } from '../../errors.ts';
import type { ContainerIdentity, Task } from '../task.ts';

/** Where a session's WebSocket is dialled; the session's id follows. */
export const execPath = '/_drydock/exec/';

export const executeCommand = {
  ExecuteCommand: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    if (!input.interactive) throw invalidParameter('Interactive is the only mode supported currently.');
    if (input.command.trim() === '') throw invalidParameter('Command cannot be empty.');
    const task = context.tasks.find(taskArnOf(scope, cluster.name, input.task));
    if (task === undefined || task.clusterArn !== cluster.arn || task.lastStatus === 'STOPPED')
      throw invalidParameter('The referenced task was not found.');
    const container = chosenContainer(task, input.container);
    const { status, runtimeId } = task.observed.containers[container.name] ?? {};
    if (!task.spec.enableExecuteCommand || status !== 'RUNNING' || runtimeId === undefined)
      throw invalidParameter(
        'The execute command failed because execute command was not enabled when the task was run or the execute command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.',
      );
    if (!task.observed.connected)
      throw ecsError(
        'TargetNotConnectedException',
        'The execute command failed due to an internal error. Try again later.',
      );
    refuseUnserved(cluster);
    const { sessionId, token } = context.execTickets.issue({ runtimeId, command: input.command });
    return {
      clusterArn: cluster.arn,
      containerArn: container.arn,
      containerName: container.name,
      interactive: true,
      session: {
        sessionId,
        // The client dials it as it is: by the name that leads it here, also through a published port.
        streamUrl: `ws://${scope.host ?? 'localhost'}${execPath}${sessionId}?role=publish_subscribe`,
        tokenValue: token,
      },
      taskArn: task.arn,
    };
  },
} satisfies EcsOperations;

/** Whoever asks for sessions to be kept or sealed must not believe that they are. @throws AwsError */
function refuseUnserved({ document: { configuration } }: Cluster): void {
  const { kmsKeyId, logging } = configuration?.executeCommandConfiguration ?? {};
  if (kmsKeyId) throw notYet("the cluster's executeCommandConfiguration.kmsKeyId");
  if (logging === 'OVERRIDE') throw notYet("the cluster's executeCommandConfiguration.logging OVERRIDE");
}

function chosenContainer({ spec: { containers } }: Task, asked: string | undefined): ContainerIdentity {
  const [only] = containers;
  if (asked === undefined && containers.length > 1)
    throw invalidParameter('A container name must be specified for a task with multiple containers.');
  const chosen = asked === undefined ? only : containers.find(({ name }) => name === asked);
  if (chosen === undefined) throw invalidParameter(`The container ${asked} does not exist in the task.`);
  return chosen;
}
