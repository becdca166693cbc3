import { AwsError } from '../../aws/errors.ts';
import type { ParameterScope } from './parameter-store.ts';

const longestName = 1011;
const deepestHierarchy = 15;

/** A parameter as a reader names it: a name or ARN, with a version behind a colon. */
export interface ParameterReference {
  /** The names that it may mean, the likelier first: an ARN says `x` for both `/x` and `x`. None is in reach of it. */
  readonly names: readonly string[];
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
  const isPath = name.slice(1).includes('/');
  if (isPath && /^\/aws/i.test(name))
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (/^\/?(aws|ssm)/i.test(name))
    throw invalid(
      isPath
        ? `Parameter name: can't be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_`
        : `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`,
    );
  if (name.split('/').filter((part) => part !== '').length > deepestHierarchy)
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `Parameter hierarchies can have a maximum of ${deepestHierarchy} levels.`,
    );
}

/**
 * Takes a reader's reference apart. A label selector leads to no version here: labels are not kept. An ARN of
 * another account or region names nothing.
 */
export function readParameterReference(scope: ParameterScope, reference: string): ParameterReference {
  const arn = /^arn:aws:ssm:([^:]*):([^:]*):parameter(\/.*)$/.exec(reference);
  const [, region, accountId, path = ''] = arn ?? [];
  const isOwn = accountId === scope.accountId && region === scope.region;
  const [name = '', selector] = (arn === null ? reference : path).split(':');
  const names = arn === null ? [name] : isOwn ? [name, name.slice(1)] : [];
  if (selector === undefined) return { names };
  return { names, selector: `:${selector}`, version: /^\d+$/.test(selector) ? Number(selector) : Number.NaN };
}

/** `/a/b` and `x` are `parameter/a/b` and `parameter/x`. */
export function parameterArn(scope: ParameterScope, name: string): string {
  return `arn:aws:ssm:${scope.region}:${scope.accountId}:parameter/${name.replace(/^\//, '')}`;
}
