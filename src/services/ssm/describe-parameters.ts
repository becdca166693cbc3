import { AwsError } from '../../aws/errors.ts';
import { pageOf } from '../../aws/paging.ts';
import { parameterArn } from './parameter-name.ts';
import type { ParameterScope } from './parameter-store.ts';
import type { SsmContext, SsmOperations } from './ssm-context.ts';

const defaultPage = 50;

export const describeOperations = {
  DescribeParameters: (context, input, scope) => {
    const filters = (input.ParameterFilters ?? []).map(({ Key, Option = 'Equals', Values = [] }) => {
      if (Key !== 'Name' && Key !== 'Type')
        throw new AwsError(
          'InvalidFilterKey',
          `The following filter key is not valid: ${Key}. Valid filter keys include: [Name, Type].`,
        );
      return { key: Key, option: Option, values: Values };
    });
    if ((input.Filters?.length ?? 0) > 0)
      throw new AwsError(
        'NotImplementedException',
        'Drydock does not implement Filters, only ParameterFilters.',
      );
    const page = pageOf(
      context.parameters
        .list(scope)
        .filter((parameter) =>
          filters.every(({ key, option, values }) =>
            values.some((value) => matches(option, key === 'Name' ? parameter.name : parameter.type, value)),
          ),
        ),
      ({ name }) => name,
      { nextToken: input.NextToken, maxResults: input.MaxResults ?? defaultPage },
      () => new AwsError('InvalidNextToken', 'The specified token is not valid.'),
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

function matches(option: string, found: string, wanted: string): boolean {
  if (option === 'Equals') return found === wanted;
  if (option === 'BeginsWith') return found.startsWith(wanted);
  if (option === 'Contains') return found.includes(wanted);
  throw new AwsError(
    'InvalidFilterOption',
    `The following filter option is not valid: ${option}. Valid options include: [Equals, BeginsWith, Contains].`,
  );
}

function checkTagged(context: SsmContext, scope: ParameterScope, resourceType: string, name: string): void {
  if (resourceType !== 'Parameter')
    throw new AwsError('InvalidResourceType', `Drydock knows no resources of type ${resourceType}.`);
  if (context.parameters.find(scope, name) === undefined) throw new AwsError('InvalidResourceId', '');
}
