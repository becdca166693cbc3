import { pageOf } from '../../../aws/paging.ts';
import { checkReference, invalidToken, pageRequest } from '../limits.ts';
import { type SsmOperations, ssmError } from '../ssm-context.ts';
import { answeredValue, describeMetadata } from './parameter-answer.ts';

const largestPage = 50;

export const historyOperations = {
  GetParameterHistory: (context, input, scope) => {
    checkReference(input.Name);
    const latest = context.reader.findLatest(scope, input.Name);
    if (latest === undefined) throw ssmError('ParameterNotFound', '');
    const page = pageOf(
      context.parameters.listVersions(scope, latest.name),
      ({ version }) => String(version).padStart(10, '0'),
      pageRequest(input, largestPage),
      invalidToken,
    );
    return {
      Parameters: page.items.map((version) => ({
        ...describeMetadata(version),
        Value: answeredValue(context, version, input.WithDecryption),
        Labels: [...(version.document.labels ?? [])],
      })),
      NextToken: page.nextToken,
    };
  },
} satisfies SsmOperations;
