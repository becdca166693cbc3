import { createHash } from 'node:crypto';
import type { Task } from '../task.ts';

/**
 * What a container is told apart by in the paths of the metadata endpoint, in Fargate's form: the task's id and ten
 * digits. They follow from the container, so that nothing has to be kept.
 */
export function endpointId({ id }: Pick<Task, 'id'>, containerName: string): string {
  const hash = createHash('sha256').update(`${id} ${containerName}`).digest();
  return `${id}-${String(hash.readUInt32BE()).padStart(10, '0')}`;
}

/** The id of the task that an endpoint id names, or undefined where it has not its form. */
export function taskIdOf(text: string): string | undefined {
  return /^([0-9a-f]{32})-\d{10}$/.exec(text)?.[1];
}
