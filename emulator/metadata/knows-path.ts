import type { EcsContext } from '../../src/services/ecs/ecs-context.ts';
import { taskIdOf } from '../../src/services/ecs/task/metadata/endpoint-id.ts';

/** Whether a path of the metadata endpoint names a task of ours, or its credentials. False where it names none. */
export function knowsPath(
  { tasks, taskCredentials }: Pick<EcsContext, 'tasks' | 'taskCredentials'>,
  path: string,
): boolean {
  const [, endpoint = ''] = /^\/(?:v3|v4|api)\/([^/?]+)/.exec(path) ?? [];
  const taskId = taskIdOf(endpoint);
  if (taskId !== undefined) return tasks.findById(taskId) !== undefined;
  const [, credentials] = /^\/(?:v2\/credentials\/|v1\/credentials\?id=)([^/?&]+)/.exec(path) ?? [];
  return credentials !== undefined && taskCredentials.findTaskArn(credentials) !== undefined;
}
