import type { Task } from '../../../src/services/ecs/task/task.ts';
import type { NamedContainer } from '../defined-task.ts';

/**
 * Whether a container has to run the image that its service revision resolved its tag to. An image that a sidecar
 * policy put in the place of the definition's is none of the revision's.
 */
export function isVersionConsistent(task: Task, container: NamedContainer): boolean {
  const { sidecarPolicy } = task.spec.containers.find(({ name }) => name === container.name) ?? {};
  return (
    task.serviceArn !== undefined &&
    container.versionConsistency !== 'disabled' &&
    sidecarPolicy?.action !== 'replaceImage'
  );
}
