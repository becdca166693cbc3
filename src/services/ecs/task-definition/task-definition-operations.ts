import { pageOf } from '../../../aws/paging.ts';
import { lastPart } from '../arn.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { clientError, invalidParameter, invalidToken } from '../errors.ts';
import { pageSize } from '../page-size.ts';
import { registerTaskDefinition } from './register-task-definition.ts';
import { findTaskDefinition } from './resolve-task-definition.ts';

const unknown = () => clientError('Unable to describe task definition.');
const statuses = ['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'] as const;

export const taskDefinitionOperations = {
  ...registerTaskDefinition,
  DescribeTaskDefinition: (context, input, scope) => {
    const definition = findTaskDefinition(context, scope, input.taskDefinition);
    if (definition === undefined) throw unknown();
    const withTags = input.include?.includes('TAGS') ?? false;
    return {
      taskDefinition: definition,
      tags: withTags ? context.tags.list(definition.taskDefinitionArn ?? '') : [],
    };
  },
  DeregisterTaskDefinition: (context, input, scope) => {
    if (!lastPart(input.taskDefinition).includes(':')) throw clientError('Revision is missing.');
    const definition = findTaskDefinition(context, scope, input.taskDefinition);
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
    const status = statuses.find((each) => each === (input.status ?? 'ACTIVE'));
    if (status === undefined) throw invalidParameter(`Status must be one of [${statuses.join(', ')}]`);
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
    const wanted = input.status ?? 'ALL';
    const families = familiesOf(context, scope)
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

function familiesOf(context: EcsContext, place: { accountId: string; region: string }) {
  return context.taskDefinitions.listFamilies(place);
}

/** Revisions are sorted as the numbers that they are: the tenth comes after the ninth. */
function sortKey(arn: string): string {
  const colon = arn.lastIndexOf(':');
  return `${arn.slice(0, colon)} ${arn.slice(colon + 1).padStart(10, '0')}`;
}
