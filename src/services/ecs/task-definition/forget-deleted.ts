import type { EcsContext } from '../ecs-context.ts';

/** Removes the deleted task definitions that no task and no deployment of a service uses any more. */
export function forgetDeletedDefinitions(
  context: Pick<EcsContext, 'state' | 'taskDefinitions' | 'tasks' | 'deployments' | 'tags'>,
): void {
  const { state, taskDefinitions, tasks, deployments, tags } = context;
  for (const arn of taskDefinitions.listDeleted())
    state.transaction(() => {
      if (tasks.isDefinitionInUse(arn) || deployments.isDefinitionInUse(arn)) return;
      taskDefinitions.remove(arn);
      tags.replace(arn, []);
    });
}
