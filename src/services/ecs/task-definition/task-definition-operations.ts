import { pageOf } from '../../../aws/paging.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { clientError, invalidToken } from '../errors.ts';
import { checkOneOf, included } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import { deleteTaskDefinitions } from './delete-task-definitions.ts';
import { registerTaskDefinition } from './register-task-definition.ts';
import { findRevision, findTaskDefinition } from './resolve-task-definition.ts';

const unknown = () => clientError('Unable to describe task definition.');
const statuses = ['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'] as const;

export const taskDefinitionOperations = {
  ...registerTaskDefinition,
  ...deleteTaskDefinitions,
  DescribeTaskDefinition: (context, input, scope) => {
    const withTags = included(input.include, ['TAGS']).has('TAGS');
    const definition = findTaskDefinition(context, scope, input.taskDefinition);
    if (definition === undefined) throw unknown();
    return {
      taskDefinition: definition,
      tags: withTags ? context.tags.list(definition.taskDefinitionArn ?? '') : [],
    };
  },
  DeregisterTaskDefinition: (context, input, scope) => {
    const definition = findRevision(context, scope, input.taskDefinition);
    if (definition === undefined) throw unknown();
    if (definition.status !== 'ACTIVE') return { taskDefinition: definition };
    const inactive = {
      ...definition,
      status: 'INACTIVE' as const,
      deregisteredAt: new Date(context.clock.now()),
    };
    context.taskDefinitions.put(scope, inactive);
    return { taskDefinition: inactive };
  },
  ListTaskDefinitions: (context, input, scope) => {
    const status = checkOneOf('Status', input.status, statuses) ?? 'ACTIVE';
    checkOneOf('Sort', input.sort, ['ASC', 'DESC']);
    const arns = context.taskDefinitions
      .listArns(scope, status)
      .filter(({ family }) => input.familyPrefix === undefined || family === input.familyPrefix)
      .map(({ arn }) => arn);
    if (input.sort === 'DESC') arns.reverse();
    const page = pageOf(
      arns,
      sortKey,
      {
        nextToken: input.nextToken,
        maxResults: pageSize(input.maxResults, 100, 100),
        descending: input.sort === 'DESC',
      },
      invalidToken,
    );
    return { taskDefinitionArns: page.items, nextToken: page.nextToken };
  },
  ListTaskDefinitionFamilies: (context, input, scope) => {
    const wanted = checkOneOf('Status', input.status, ['ACTIVE', 'INACTIVE', 'ALL']) ?? 'ALL';
    const families = context.taskDefinitions
      .listFamilies(scope)
      .filter(({ active }) => wanted === 'ALL' || active === (wanted === 'ACTIVE'))
      .map(({ family }) => family)
      .filter((family) => family.startsWith(input.familyPrefix ?? ''));
    const page = pageOf(
      families,
      (family) => family,
      { nextToken: input.nextToken, maxResults: pageSize(input.maxResults, 100, 100) },
      invalidToken,
    );
    return { families: page.items, nextToken: page.nextToken };
  },
} satisfies EcsOperations;

/** Revisions are sorted as the numbers that they are: the tenth comes after the ninth. */
function sortKey(arn: string): string {
  const colon = arn.lastIndexOf(':');
  return `${arn.slice(0, colon)} ${arn.slice(colon + 1).padStart(10, '0')}`;
}
