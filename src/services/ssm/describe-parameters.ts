import { AwsError } from '../../aws/errors.ts';
import { pageOf } from '../../aws/paging.ts';
import { invalidToken, pageSize } from './limits.ts';
import { parameterFilters } from './parameter-filters.ts';
import { parameterArn } from './parameter-name.ts';
import type { ParameterScope } from './parameter-store.ts';
import type { SsmContext, SsmOperations } from './ssm-context.ts';

const largestPage = 50;

export const describeOperations = {
  DescribeParameters: (context, input, scope) => {
    if ((input.Filters?.length ?? 0) > 0)
      throw new AwsError(
        'NotImplementedException',
        'Drydock does not implement Filters, only ParameterFilters.',
      );
    if (input.Shared === true)
      throw new AwsError('NotImplementedException', 'Drydock does not implement shared parameters.');
    const passes = parameterFilters(input.ParameterFilters ?? [], (name) =>
      context.parameters.listTags(scope, name),
    );
    const page = pageOf(
      context.parameters.list(scope).filter(passes),
      ({ name }) => name,
      {
        nextToken: input.NextToken || undefined,
        maxResults: pageSize(input.MaxResults, largestPage, largestPage),
      },
      invalidToken,
    );
    return {
      Parameters: page.items.map(({ name, type, version, document }) => ({
        Name: name,
        ARN: parameterArn(scope, name),
        Type: type,
        KeyId: document.keyId,
        LastModifiedDate: new Date(document.lastModifiedMs),
        LastModifiedUser: document.lastModifiedBy,
        Description: document.description,
        Version: version,
        Tier: 'Standard' as const,
        Policies: [],
        DataType: document.dataType,
      })),
      NextToken: page.nextToken,
    };
  },
  AddTagsToResource: (context, input, scope) => {
    checkTagged(context, scope, input.ResourceType, input.ResourceId);
    for (const { Key, Value } of input.Tags) context.parameters.tag(scope, input.ResourceId, Key, Value);
    return {};
  },
  RemoveTagsFromResource: (context, input, scope) => {
    checkTagged(context, scope, input.ResourceType, input.ResourceId);
    for (const key of input.TagKeys) context.parameters.untag(scope, input.ResourceId, key);
    return {};
  },
  ListTagsForResource: (context, input, scope) => {
    checkTagged(context, scope, input.ResourceType, input.ResourceId);
    return { TagList: context.parameters.listTags(scope, input.ResourceId) };
  },
} satisfies SsmOperations;

function checkTagged(context: SsmContext, scope: ParameterScope, resourceType: string, name: string): void {
  if (resourceType !== 'Parameter')
    throw new AwsError('InvalidResourceType', `Drydock knows no resources of type ${resourceType}.`);
  if (context.parameters.find(scope, name) === undefined) throw new AwsError('InvalidResourceId', '');
}
