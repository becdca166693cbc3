import type { EcsContext } from '../ecs-context.ts';

/** Removes the deleted task definitions that no task, deployment or task set uses any more. */
export function forgetDeletedDefinitions(
  context: Pick<EcsContext, 'state' | 'taskDefinitions' | 'tasks' | 'deployments' | 'taskSets' | 'tags'>,
): void {
  const { state, taskDefinitions, tags } = context;
  const users = [context.tasks, context.deployments, context.taskSets];
  for (const arn of taskDefinitions.listDeleted())
    state.transaction(() => {
      if (users.some((user) => user.isDefinitionInUse(arn))) return;
      taskDefinitions.remove(arn);
      tags.replace(arn, []);
    });
}
