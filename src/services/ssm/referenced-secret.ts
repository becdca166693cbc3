import { AwsError } from '../../aws/errors.ts';
import type { RequestScope } from '../../aws/request-scope.ts';
import { invalid, type SecretValue, type SsmContext, ssmError } from './ssm-context.ts';

const prefix = '/aws/reference/secretsmanager/';

/** Whether a parameter's name stands for a secret of Secrets Manager. */
export function namesSecret(reference: string): boolean {
  return reference.startsWith(prefix);
}

/**
 * A secret as a parameter, by a name such as `/aws/reference/secretsmanager/db`, which a version id or a staging label
 * may follow behind a colon.
 *
 * @throws AwsError ValidationException without decryption, ParameterNotFound
 */
export function secretParameter(
  context: SsmContext,
  scope: RequestScope,
  reference: string,
  withDecryption: boolean | undefined,
) {
  if (withDecryption !== true)
    throw invalid('WithDecryption flag must be True for retrieving a Secret Manager secret.');
  const [name = '', selector] = reference.split(':');
  const secret = read(context, scope, name.slice(prefix.length), selector);
  return {
    Name: name,
    Type: 'SecureString' as const,
    Value: secret.SecretString,
    // A secret counts no versions.
    Version: 0,
    Selector: selector && `:${selector}`,
    SourceResult: wireOf(secret),
    LastModifiedDate: secret.CreatedDate,
    ARN: secret.ARN,
    DataType: 'text',
  };
}

/** The secret as Secrets Manager's wire has it. */
function wireOf({ SecretBinary, CreatedDate, ...secret }: SecretValue): string {
  return JSON.stringify({
    ...secret,
    SecretBinary: SecretBinary && Buffer.from(SecretBinary).toString('base64'),
    CreatedDate: CreatedDate.getTime() / 1000,
  });
}

function read(context: SsmContext, scope: RequestScope, secretId: string, selector: string | undefined) {
  try {
    return context.secretValue(scope, { SecretId: secretId, ...versionOf(selector) });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw ssmError(
      'ParameterNotFound',
      `An error occurred (${error.code}) when referencing Secrets Manager: ${error.message}`,
    );
  }
}

function versionOf(selector: string | undefined) {
  if (selector === undefined) return {};
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(selector);
  return isId ? { VersionId: selector } : { VersionStage: selector };
}
