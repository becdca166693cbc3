import { pageOf } from '../../../aws/paging.ts';
import { invalidToken, pageRequest } from '../limits.ts';
import { invalid, type SsmOperations } from '../ssm-context.ts';
import { describeMetadata } from './parameter-answer.ts';
import { metadataFilters, oldFilters } from './parameter-filters.ts';
import { parameterArn } from './parameter-name.ts';

const largestPage = 50;

export const describeOperations = {
  DescribeParameters: (context, input, scope) => {
    const { Filters = [], ParameterFilters = [] } = input;
    if (Filters.length > 0 && ParameterFilters.length > 0)
      throw invalid('You can use either Filters or ParameterFilters in a single request.');
    const tagsOf = (name: string) => context.parameters.listTags(scope, name);
    const passes = Filters.length > 0 ? oldFilters(Filters) : metadataFilters(ParameterFilters, tagsOf);
    // No other account can share parameters with the caller's.
    const inReach = input.Shared === true ? [] : context.parameters.list(scope);
    const page = pageOf(
      inReach.filter(passes),
      ({ name }) => name,
      pageRequest(input, largestPage),
      invalidToken,
    );
    return {
      Parameters: page.items.map((each) => ({
        ...describeMetadata(each),
        ARN: parameterArn(scope, each.name),
      })),
      NextToken: page.nextToken,
    };
  },
} satisfies SsmOperations;
