import { AwsError } from '../../aws/errors.ts';
import { pageOf } from '../../aws/paging.ts';
import { checkNameCount, invalidToken, pageSize } from './limits.ts';
import { isBelow } from './parameter-filters.ts';
import { parameterArn, readParameterReference } from './parameter-name.ts';
import type { ParameterScope, ParameterVersion } from './parameter-store.ts';
import type { SsmContext, SsmOperations } from './ssm-context.ts';

const mostNames = 10;
const pathText =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

export const getOperations = {
  GetParameter: (context, input, scope) => {
    const latest = context.reader.findLatest(scope, input.Name);
    if (latest === undefined) throw new AwsError('ParameterNotFound', '');
    const found = context.reader.find(scope, input.Name);
    const { selector = '' } = readParameterReference(scope, input.Name);
    if (found === undefined)
      throw new AwsError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${selector.slice(1)} of ${latest.name}. Verify the version and try again.`,
      );
    return { Parameter: describe(context, scope, found, input.WithDecryption ?? false, selector) };
  },
  GetParameters: (context, input, scope) => {
    checkNameCount(input.Names);
    const found = input.Names.map((name) => ({ name, parameter: context.reader.find(scope, name) }));
    return {
      Parameters: found.flatMap(({ name, parameter }) =>
        parameter === undefined
          ? []
          : [
              describe(
                context,
                scope,
                parameter,
                input.WithDecryption ?? false,
                readParameterReference(scope, name).selector,
              ),
            ],
      ),
      InvalidParameters: found.filter(({ parameter }) => parameter === undefined).map(({ name }) => name),
    };
  },
  GetParametersByPath: (context, input, scope) => {
    if (!input.Path.startsWith('/')) throw new AwsError('ValidationException', pathText);
    if ((input.ParameterFilters?.length ?? 0) > 0)
      throw new AwsError(
        'NotImplementedException',
        'Drydock does not implement ParameterFilters of GetParametersByPath.',
      );
    const prefix = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
    const below = context.parameters
      .list(scope)
      .filter(({ name }) => isBelow(name, prefix, input.Recursive ?? false));
    const page = pageOf(
      below,
      ({ name }) => name,
      {
        nextToken: input.NextToken || undefined,
        maxResults: pageSize(input.MaxResults, mostNames, mostNames),
      },
      invalidToken,
    );
    return {
      Parameters: page.items.map((each) =>
        describe(context, scope, each, input.WithDecryption ?? false, undefined),
      ),
      NextToken: page.nextToken,
    };
  },
} satisfies SsmOperations;

function describe(
  context: SsmContext,
  scope: ParameterScope,
  parameter: ParameterVersion,
  withDecryption: boolean,
  selector: string | undefined,
) {
  const { name, type, version, value, document } = parameter;
  const isSealed = type === 'SecureString' && !withDecryption;
  return {
    Name: name,
    Type: type,
    Value: isSealed ? value.toString('base64') : context.reader.valueOf(parameter),
    Version: version,
    Selector: selector || undefined,
    LastModifiedDate: new Date(document.lastModifiedMs),
    ARN: parameterArn(scope, name),
    DataType: document.dataType,
  };
}
