import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { AwsError } from '../../../aws/errors.ts';
import { pathOf, taskDefinitionArn } from '../arn.ts';
import type { EcsContext } from '../ecs-context.ts';
import { clientError, invalidParameter } from '../errors.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What a reference says: family alone, or family and revision. */
function parse(place: Place, reference: string): { family: string; revision: string | undefined } {
  const name = pathOf(place, 'task-definition', reference).join('/');
  const colon = name.indexOf(':');
  return colon < 0
    ? { family: name, revision: undefined }
    : { family: name.slice(0, colon), revision: name.slice(colon + 1) };
}

/** The same, undefined for a reference that AWS does not take. */
export function parseReference(place: Place, reference: string): ReturnType<typeof parse> | undefined {
  try {
    return parse(place, reference);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** Finds by family (its latest ACTIVE revision), family:revision, or ARN; undefined when there is none. */
export function findTaskDefinition(
  context: EcsContext,
  place: Place,
  reference: string,
): TaskDefinition | undefined {
  const { family, revision } = parse(place, reference);
  if (revision === undefined) return context.taskDefinitions.findLatest(place, family);
  if (!/^\d{1,9}$/.test(revision)) throw invalidParameter(`Invalid revision number. Number: ${revision}`);
  return context.taskDefinitions.find(taskDefinitionArn(place, family, Number(revision)));
}

/** As above, where a family alone does not do. @throws AwsError ClientException */
export function findRevision(
  context: EcsContext,
  place: Place,
  reference: string,
): TaskDefinition | undefined {
  if (parse(place, reference).revision === undefined) throw clientError('Revision is missing.');
  return findTaskDefinition(context, place, reference);
}

/** The definition that a service names. @throws AwsError ClientException when there is none */
export function resolveTaskDefinition(context: EcsContext, place: Place, reference: string): TaskDefinition {
  const found = findTaskDefinition(context, place, reference);
  if (found === undefined || found.status === 'DELETE_IN_PROGRESS')
    throw clientError('TaskDefinition not found.');
  return found;
}

/**
 * The definition that a task of its own is launched from: as recorded, AWS tells a revision that is being deleted apart
 * from one that is not there.
 *
 * @throws AwsError ClientException when there is none, InvalidParameterException where it is ACTIVE no more
 */
export function resolveActiveDefinition(
  context: EcsContext,
  place: Place,
  reference: string,
): TaskDefinition {
  const found = findTaskDefinition(context, place, reference);
  if (found === undefined) throw clientError('TaskDefinition not found.');
  if (found.status === 'DELETE_IN_PROGRESS') throw invalidParameter('TaskDefinition is being deleted');
  if (found.status !== 'ACTIVE') throw invalidParameter('TaskDefinition is inactive');
  return found;
}
