import { AwsError } from '../../aws/errors.ts';
import { pageOf } from '../../aws/paging.ts';
import { parameterArn, readParameterReference } from './parameter-name.ts';
import type { ParameterScope, ParameterVersion } from './parameter-store.ts';
import type { SsmContext, SsmOperations } from './ssm-context.ts';

const mostNames = 10;

export const getOperations = {
  GetParameter: (context, input, scope) => {
    const found = context.reader.find(scope, input.Name);
    const { selector, name } = readParameterReference(input.Name);
    if (found === undefined && selector !== undefined && context.parameters.find(scope, name) !== undefined)
      throw new AwsError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${selector.slice(1)} of ${name}. Verify the version and try again.`,
      );
    if (found === undefined) throw new AwsError('ParameterNotFound', '');
    return { Parameter: describe(context, scope, found, input.WithDecryption ?? false, selector) };
  },
  GetParameters: (context, input, scope) => {
    if (input.Names.length === 0 || input.Names.length > mostNames)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '[${input.Names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length ${input.Names.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${mostNames}`}`,
      );
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
                readParameterReference(name).selector,
              ),
            ],
      ),
      InvalidParameters: found.filter(({ parameter }) => parameter === undefined).map(({ name }) => name),
    };
  },
  GetParametersByPath: (context, input, scope) => {
    if (!input.Path.startsWith('/'))
      throw new AwsError('ValidationException', 'The parameter path must begin with a forward slash.');
    if ((input.ParameterFilters?.length ?? 0) > 0)
      throw new AwsError(
        'NotImplementedException',
        'Drydock does not implement ParameterFilters of GetParametersByPath.',
      );
    const prefix = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
    const below = context.parameters
      .list(scope)
      .filter(({ name }) => name.startsWith(prefix))
      .filter(({ name }) => input.Recursive === true || !name.slice(prefix.length).includes('/'));
    const page = pageOf(
      below,
      ({ name }) => name,
      { nextToken: input.NextToken, maxResults: input.MaxResults ?? mostNames },
      () => new AwsError('InvalidNextToken', 'The specified token is not valid.'),
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
    Selector: selector,
    LastModifiedDate: new Date(document.lastModifiedMs),
    ARN: parameterArn(scope, name),
    DataType: document.dataType,
  };
}
