import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { taskDefinitionArn } from '../arn.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { invalidParameter } from '../errors.ts';
import { parseReference } from './resolve-task-definition.ts';

const mostDefinitions = 10;

/** Why one of the definitions is not deleted. */
export interface DeleteFailure {
  readonly arn: string;
  readonly reason: string;
}

export const deleteTaskDefinitions = {
  DeleteTaskDefinitions: (context, input, scope) => {
    const asked = input.taskDefinitions;
    if (asked.length === 0) throw invalidParameter('TaskDefinitions cannot be empty.');
    if (asked.length > mostDefinitions)
      throw invalidParameter(`TaskDefinitions cannot have more than ${mostDefinitions} elements.`);
    return context.state.transaction(() => {
      const taskDefinitions: TaskDefinition[] = [];
      const failures: DeleteFailure[] = [];
      for (const reference of asked) {
        const found = inactiveRevision(context, scope, reference);
        if ('reason' in found) failures.push(found);
        else taskDefinitions.push(deleted(context, scope, found));
      }
      return { taskDefinitions, failures };
    });
  },
} satisfies EcsOperations;

/** Only revisions that were deregistered before can be deleted. */
function inactiveRevision(
  context: EcsContext,
  place: { readonly accountId: string; readonly region: string },
  reference: string,
): TaskDefinition | DeleteFailure {
  const arn = revisionArn(place, reference);
  if (arn === undefined)
    return {
      arn: reference,
      reason:
        'The specified task definition identifier is invalid. Specify a valid name or ARN and try again.',
    };
  const definition = context.taskDefinitions.find(arn);
  if (definition === undefined)
    return {
      arn,
      reason:
        'The specified task definition does not exist. Specify a valid account, family, revision and try again.',
    };
  if (definition.status === 'ACTIVE')
    return {
      arn,
      reason:
        'The specified task definition is still in ACTIVE status. Please deregister the target and try again.',
    };
  return definition;
}

/** The ARN of the one revision that is named, or undefined where none is. */
function revisionArn(
  place: { readonly accountId: string; readonly region: string },
  reference: string,
): string | undefined {
  const named = parseReference(place, reference);
  const isRevision = named?.revision !== undefined && /^\d{1,9}$/.test(named.revision) && named.family !== '';
  return isRevision ? taskDefinitionArn(place, named.family, Number(named.revision)) : undefined;
}

/** It goes once nothing uses it any more: whoever looks after that is told. */
function deleted(
  context: EcsContext,
  place: { readonly accountId: string; readonly region: string },
  definition: TaskDefinition,
): TaskDefinition {
  if (definition.status === 'DELETE_IN_PROGRESS') return definition;
  const going = {
    ...definition,
    status: 'DELETE_IN_PROGRESS' as const,
    deleteRequestedAt: new Date(context.clock.now()),
  };
  context.taskDefinitions.put(place, going);
  return going;
}
