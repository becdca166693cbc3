import { AwsError } from '../../aws/errors.ts';
import type { OperationInput } from '../../aws/operation.ts';
import { enumText } from '../../aws/validation.ts';
import { checkNameCount } from './limits.ts';
import { checkParameterName } from './parameter-name.ts';
import type { ParameterType, ParameterVersion } from './parameter-store.ts';
import type { SsmOperations } from './ssm-context.ts';

const types = ['String', 'StringList', 'SecureString'] as const;
const longestStandardValue = 4096;
const defaultKeyId = 'alias/aws/ssm';

type PutInput = OperationInput<typeof import('@aws-sdk/client-ssm'), 'PutParameter'>;

export const putOperations = {
  PutParameter: (context, input, scope) => {
    const name = input.Name.trim();
    checkParameterName(name);
    return context.state.transaction(() => {
      const existing = context.parameters.find(scope, name);
      check(input, existing);
      const type = typeOf(input, existing);
      const bytes = Buffer.from(input.Value, 'utf8');
      const version = (existing?.version ?? 0) + 1;
      context.parameters.add(scope, {
        name,
        version,
        type,
        value: type === 'SecureString' ? context.vault.seal(bytes) : bytes,
        document: {
          lastModifiedMs: context.clock.now(),
          lastModifiedBy: scope.principalArn,
          description: input.Description || existing?.document.description,
          dataType: input.DataType || existing?.document.dataType || 'text',
          keyId:
            type === 'SecureString' ? input.KeyId || existing?.document.keyId || defaultKeyId : undefined,
        },
      });
      for (const { Key, Value } of input.Tags ?? []) context.parameters.tag(scope, name, Key, Value);
      return { Version: version, Tier: 'Standard' as const };
    });
  },
  DeleteParameter: (context, input, scope) => {
    const removed = context.state.transaction(() => context.parameters.remove(scope, input.Name));
    if (!removed) throw new AwsError('ParameterNotFound', '');
    return {};
  },
  DeleteParameters: (context, input, scope) => {
    checkNameCount(input.Names);
    return context.state.transaction(() => {
      const removed = input.Names.filter((name) => context.parameters.remove(scope, name));
      return {
        DeletedParameters: removed,
        InvalidParameters: input.Names.filter((name) => !removed.includes(name)),
      };
    });
  },
} satisfies SsmOperations;

function check(input: PutInput, existing: ParameterVersion | undefined): void {
  const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
  if (input.Tier && input.Tier !== 'Standard' && input.Tier !== 'Intelligent-Tiering')
    throw new AwsError(
      'NotImplementedException',
      `Drydock does not implement the ${input.Tier} parameter tier.`,
    );
  if (input.Policies !== undefined && input.Policies !== '')
    throw new AwsError('NotImplementedException', 'Drydock does not implement parameter policies.');
  if (input.AllowedPattern !== undefined && input.AllowedPattern !== '')
    throw new AwsError('NotImplementedException', 'Drydock does not implement AllowedPattern of parameters.');
  if (input.Overwrite === true && (input.Tags?.length ?? 0) > 0)
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (existing !== undefined && input.Overwrite !== true)
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  if (input.Value === '')
    throw invalid(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (Buffer.byteLength(input.Value) > longestStandardValue)
    throw invalid(
      `Standard tier parameters support a maximum parameter value of ${longestStandardValue} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`,
    );
  if (input.DataType && !['text', 'aws:ec2:image', 'aws:ssm:integration'].includes(input.DataType))
    throw invalid(
      `The following data type is not supported: ${input.DataType} (Data type names are all lowercase.)`,
    );
}

function typeOf(input: PutInput, existing: ParameterVersion | undefined): ParameterType {
  if (input.Type === undefined) {
    if (existing !== undefined) return existing.type;
    throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
  }
  const type = types.find((each) => each === input.Type);
  if (type === undefined) throw new AwsError('ValidationException', enumText(input.Type, 'type', types));
  return type;
}
