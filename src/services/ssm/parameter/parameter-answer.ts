import { type SsmContext, ssmError } from '../ssm-context.ts';
import { parameterArn } from './parameter-name.ts';
import type { ParameterScope, ParameterVersion } from './parameter-store.ts';

/** A parameter as the operations answer it that read values. */
export function describeParameter(
  context: SsmContext,
  scope: ParameterScope,
  parameter: ParameterVersion,
  { withDecryption, selector }: { readonly withDecryption?: boolean; readonly selector?: string },
) {
  const { name, type, version, document } = parameter;
  return {
    Name: name,
    Type: type,
    Value: answeredValue(context, parameter, withDecryption),
    Version: version,
    Selector: selector,
    LastModifiedDate: new Date(document.lastModifiedMs),
    ARN: parameterArn(scope, name),
    DataType: document.dataType,
  };
}

/**
 * A parameter's value, or what it is sealed as where a SecureString is not to be opened.
 *
 * @throws AwsError InvalidKeyId where the value was sealed with another data directory's key
 */
export function answeredValue(
  context: SsmContext,
  parameter: ParameterVersion,
  withDecryption = false,
): string {
  if (parameter.type === 'SecureString' && !withDecryption) return parameter.value.toString('base64');
  try {
    return context.reader.valueOf(parameter);
  } catch {
    throw ssmError(
      'InvalidKeyId',
      `The key of Drydock's data directory does not open the value of ${parameter.name}.`,
    );
  }
}

/** What a version is beside its value. */
export function describeMetadata({ name, type, version, document }: ParameterVersion) {
  return {
    Name: name,
    Type: type,
    KeyId: document.keyId,
    LastModifiedDate: new Date(document.lastModifiedMs),
    LastModifiedUser: document.lastModifiedBy,
    Description: document.description,
    AllowedPattern: document.allowedPattern,
    Version: version,
    Tier: document.tier ?? ('Standard' as const),
    // Expiration takes its parameter along and nothing is there to be notified: no policy is seen after it was applied.
    Policies: (document.policies ?? []).map((policy) => ({
      PolicyText: policy.text,
      PolicyType: policy.type,
      PolicyStatus: 'Pending',
    })),
    DataType: document.dataType,
  };
}
