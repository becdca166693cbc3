import type { OperationInput } from '../../../aws/operation.ts';
import { constraintText } from '../../../aws/validation.ts';
import { checkTagCount, checkTags } from '../check-tags.ts';
import { checkLength, checkReference, oneOf } from '../limits.ts';
import { invalid, type SsmContext, type SsmOperations, ssmError } from '../ssm-context.ts';
import { checkAllowedPattern } from './allowed-pattern.ts';
import { checkParameterName, isHierarchical } from './parameter-name.ts';
import { readPolicies } from './parameter-policies.ts';
import {
  keptVersions,
  type ParameterDocument,
  type ParameterScope,
  type ParameterType,
  type ParameterVersion,
} from './parameter-store.ts';
import { chooseTier } from './parameter-tier.ts';

const types = ['String', 'StringList', 'SecureString'] as const;
const tiers = ['Standard', 'Advanced', 'Intelligent-Tiering'] as const;
const dataTypes = ['text', 'aws:ec2:image', 'aws:ssm:integration'];
const defaultKeyId = 'alias/aws/ssm';
const keyIdPattern = /^[a-zA-Z0-9:/_-]+$/;
const keyIdForms =
  /^(arn:aws:kms:[a-z0-9-]+:\d{12}:key\/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$|^(arn:aws:kms:[a-z0-9-]+:\d{12}:)?alias\/.+$/;

type PutInput = OperationInput<typeof import('@aws-sdk/client-ssm'), 'PutParameter'>;

export const putOperations = {
  PutParameter: (context, input, scope) => {
    const name = input.Name.trim();
    checkInput(input);
    checkParameterName(name);
    return context.state.transaction(() => {
      const existing = context.parameters.find(scope, name);
      checkOverwrite(context, scope, input, existing);
      const type = typeOf(input, name, existing);
      const bytes = Buffer.from(input.Value, 'utf8');
      const version = (existing?.version ?? 0) + 1;
      const document = documentOf(context, scope, input, type, existing);
      context.parameters.add(scope, {
        name,
        version,
        type,
        value: type === 'SecureString' ? context.vault.seal(bytes) : bytes,
        document: {
          ...document,
          lastModifiedMs: context.clock.now(),
          lastModifiedBy: scope.principalArn,
        },
      });
      for (const { Key, Value } of input.Tags ?? []) context.parameters.tag(scope, name, Key, Value);
      return { Version: version, Tier: document.tier };
    });
  },
} satisfies SsmOperations;

/** What is wrong whatever parameters there are. Terraform sends empty texts for what it has no value for. */
function checkInput(input: PutInput): void {
  checkReference(input.Name);
  checkLength(input.Description, 'description', 0, 1024);
  checkLength(input.AllowedPattern, 'allowedPattern', 0, 1024);
  checkLength(input.Policies, 'policies', 0, 4096);
  checkLength(input.DataType, 'dataType', 0, 128);
  checkLength(input.KeyId, 'keyId', 0, 256);
  if (input.KeyId && !keyIdPattern.test(input.KeyId))
    throw invalid(
      constraintText(`'${input.KeyId}'`, 'keyId', 'satisfy regular expression pattern: ^([a-zA-Z0-9:/_-]+)$'),
    );
  if (input.Value === '')
    throw invalid(constraintText("''", 'value', 'have length greater than or equal to 1'));
  const nested = input.Value.indexOf('{{');
  if (nested >= 0 && input.Value.includes('}}', nested))
    throw invalid(
      `Parameter value can't nest another parameter. Do not use "{{}}" in the value: ${input.Value}`,
    );
  checkTags(input.Tags ?? []);
  checkTagCount(input.Tags ?? []);
  if (input.DataType && !dataTypes.includes(input.DataType))
    throw invalid(
      `The following data type is not supported: ${input.DataType} (Data type names are all lowercase.)`,
    );
}

function checkOverwrite(
  context: SsmContext,
  scope: ParameterScope,
  input: PutInput,
  existing: ParameterVersion | undefined,
): void {
  if (input.Overwrite === true && (input.Tags?.length ?? 0) > 0)
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (existing === undefined) return;
  if (input.Overwrite !== true)
    throw ssmError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  const { name, version } = existing;
  const oldest = context.parameters.findVersion(scope, name, version + 1 - keptVersions);
  if ((oldest?.document.labels ?? []).length > 0)
    throw ssmError(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest?.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
}

function typeOf(input: PutInput, name: string, existing: ParameterVersion | undefined): ParameterType {
  if (input.Type === undefined) {
    if (existing !== undefined) return existing.type;
    throw invalid('A parameter type is required when you create a parameter.');
  }
  const type = oneOf(input.Type, 'type', types);
  if (existing !== undefined && existing.type !== type && isHierarchical(name))
    throw ssmError(
      'HierarchyTypeMismatchException',
      "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
    );
  return type;
}

/** What a new version holds beside its value: what the request says, else what the version before said. */
function documentOf(
  context: SsmContext,
  scope: ParameterScope,
  input: PutInput,
  type: ParameterType,
  existing: ParameterVersion | undefined,
) {
  const before: Partial<ParameterDocument> = existing?.document ?? {};
  const allowedPattern = input.AllowedPattern || before.allowedPattern;
  if (allowedPattern !== undefined) checkAllowedPattern(allowedPattern, input.Value);
  const { policies, expiresAtMs } = input.Policies ? readPolicies(input.Policies) : before;
  const tier = chooseTier(context.parameters, scope, {
    asked: input.Tier === undefined ? undefined : oneOf(input.Tier, 'tier', tiers),
    existing: existing && (before.tier ?? 'Standard'),
    valueBytes: Buffer.byteLength(input.Value),
    hasPolicies: policies !== undefined,
  });
  return {
    description: input.Description || before.description,
    dataType: input.DataType || before.dataType || 'text',
    keyId: keyIdOf(input.KeyId, type, before),
    allowedPattern,
    tier,
    policies,
    expiresAtMs,
  };
}

/** The key that a value is said to be sealed with. There is one key in truth, the data directory's. */
function keyIdOf(
  asked: string | undefined,
  type: ParameterType,
  before: Partial<ParameterDocument>,
): string | undefined {
  if (type !== 'SecureString') {
    if (asked) throw invalid('KeyId is required for SecureString type parameter only.');
    return undefined;
  }
  if (asked && !keyIdForms.test(asked)) throw ssmError('InvalidKeyId', `Invalid keyId '${asked}'`);
  return asked || before.keyId || defaultKeyId;
}
