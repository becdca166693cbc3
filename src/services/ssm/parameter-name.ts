import { AwsError } from '../../aws/errors.ts';

const longestName = 1011;
const deepestHierarchy = 15;

/** A parameter as a reader names it: a name or ARN, with a version behind a colon. */
export interface ParameterReference {
  readonly name: string;
  readonly version?: number;
  /** The selector as it is echoed, with its colon. */
  readonly selector?: string;
}

/** Checks a name that is to be written. @throws AwsError with AWS's sentence */
export function checkParameterName(name: string): void {
  const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
  if (name.length > longestName)
    throw invalid(`Parameter name: exceeded maximum length of ${longestName} characters.`);
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name))
    throw invalid(
      'Parameter name: only a mix of letters, numbers and the following 3 symbols .-_ divided by slash symbol is allowed.',
    );
  if (name.slice(1).includes('/') && !name.startsWith('/'))
    throw invalid('Parameter name must be a fully qualified name.');
  if (/^\/aws(\/|$)/i.test(name))
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (/^(aws|ssm)/i.test(name.replace(/^\//, '')))
    throw invalid(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`);
  if (name.split('/').filter((part) => part !== '').length > deepestHierarchy)
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `Parameter hierarchies can have a maximum of ${deepestHierarchy} levels.`,
    );
}

/** Takes a reader's reference apart. A label selector leads to no version here: labels are not kept. */
export function readParameterReference(reference: string): ParameterReference {
  const arn = /^arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter(\/.*)$/.exec(reference);
  const [name = '', selector] = (arn?.[1] ?? reference).split(':');
  if (selector === undefined) return { name };
  return { name, selector: `:${selector}`, version: /^\d+$/.test(selector) ? Number(selector) : Number.NaN };
}

/** `/a/b` and `x` are `parameter/a/b` and `parameter/x`. */
export function parameterArn(scope: { accountId: string; region: string }, name: string): string {
  return `arn:aws:ssm:${scope.region}:${scope.accountId}:parameter/${name.replace(/^\//, '')}`;
}
