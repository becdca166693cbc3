import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Task } from '../task.ts';

/** The labels that the ECS agent puts on every container, written last: a dockerLabel of the same key loses. */
export function ecsLabels(
  task: Pick<Task, 'arn' | 'clusterArn'>,
  { family = '', revision = 0 }: Pick<TaskDefinition, 'family' | 'revision'>,
  containerName: string,
): Record<string, string> {
  return {
    'com.amazonaws.ecs.cluster': task.clusterArn,
    'com.amazonaws.ecs.container-name': containerName,
    'com.amazonaws.ecs.task-arn': task.arn,
    'com.amazonaws.ecs.task-definition-family': family,
    'com.amazonaws.ecs.task-definition-version': String(revision),
  };
}
