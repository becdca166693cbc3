import type { Task } from '../task.ts';

/** The log stream that the awslogs driver writes a container's output to. */
export function logStreamName(
  { id }: Pick<Task, 'id'>,
  containerName: string,
  streamPrefix: string | undefined,
): string {
  return [...(streamPrefix === undefined ? [] : [streamPrefix]), containerName, id].join('/');
}
