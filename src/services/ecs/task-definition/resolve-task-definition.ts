import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { lastPart, taskDefinitionArn } from '../arn.ts';
import type { EcsContext } from '../ecs-context.ts';
import { clientError, invalidParameter } from '../errors.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Finds by family (its latest ACTIVE revision), family:revision, or ARN; undefined when there is none. */
export function findTaskDefinition(
  context: EcsContext,
  place: Place,
  reference: string,
): TaskDefinition | undefined {
  const [family = '', revision] = lastPart(reference).split(':');
  if (revision === undefined) return context.taskDefinitions.findLatest(place, family);
  if (!/^\d{1,9}$/.test(revision)) throw invalidParameter(`Invalid revision number. Number: ${revision}`);
  return context.taskDefinitions.find(taskDefinitionArn(place, family, Number(revision)));
}

/** The definition that a launch names. @throws AwsError ClientException when there is none */
export function resolveTaskDefinition(context: EcsContext, place: Place, reference: string): TaskDefinition {
  const found = findTaskDefinition(context, place, reference);
  if (found === undefined || found.status === 'DELETE_IN_PROGRESS')
    throw clientError('TaskDefinition not found.');
  return found;
}
