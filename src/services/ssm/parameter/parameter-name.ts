import { AwsError } from '../../../aws/errors.ts';
import { invalid, ssmError } from '../ssm-context.ts';
import type { ParameterScope } from './parameter-store.ts';

const longestName = 1011;
const deepestHierarchy = 15;

const pathPartsText =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';
const pathText =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

/** A parameter as a reader names it: a name or ARN, with a version or label behind a colon. */
export interface ParameterReference {
  /** The names that it may mean, the likelier first: an ARN says `x` for both `/x` and `x`. None is in reach of it. */
  readonly names: readonly string[];
  readonly version?: number;
  readonly label?: string;
  /** The selector as it is echoed, with its colon. */
  readonly selector?: string;
}

/** Checks a name that is to be written. @throws AwsError with AWS's sentence */
export function checkParameterName(name: string): void {
  if (name.length > longestName)
    throw invalid(`Parameter name: exceeded maximum length of ${longestName} characters.`);
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name))
    throw invalid(
      'Parameter name: only a mix of letters, numbers and the following 3 symbols .-_ divided by slash symbol is allowed.',
    );
  const isPath = isHierarchical(name);
  if (isPath && !name.startsWith('/')) throw invalid('Parameter name must be a fully qualified name.');
  if (isPath && /^\/aws/i.test(name))
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (/^\/?(aws|ssm)/i.test(name))
    throw invalid(
      isPath ? pathPartsText : `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`,
    );
  const levels = name.replace(/^\//, '').split('/');
  if (levels.includes('')) throw invalid(pathPartsText);
  if (levels.length > deepestHierarchy)
    throw ssmError(
      'HierarchyLevelLimitExceededException',
      `Parameter hierarchies can have a maximum of ${deepestHierarchy} levels.`,
    );
}

/** Whether a name has more than one level. */
export function isHierarchical(name: string): boolean {
  return name.slice(1).includes('/');
}

/** Checks a path that parameters are looked for below; the root is one. @throws AwsError ValidationException */
export function checkPath(path: string): void {
  const isValid = /^(\/[a-zA-Z0-9_.-]+)*\/?$/.test(path) && path !== '';
  if (!isValid || /^\/(aws|ssm)/i.test(path)) throw invalid(pathText);
}

/** Takes a reader's reference apart. An ARN of another account or region names nothing. */
export function readParameterReference(scope: ParameterScope, reference: string): ParameterReference {
  const arn = /^arn:aws:ssm:([^:]*):([^:]*):parameter(\/.*)$/.exec(reference);
  const [, region, accountId, path = ''] = arn ?? [];
  const isOwn = accountId === scope.accountId && region === scope.region;
  const [name = '', selector] = (arn === null ? reference : path).split(':');
  const names = arn === null ? [name] : isOwn ? [name, name.slice(1)] : [];
  if (selector === undefined) return { names };
  const chosen = /^\d+$/.test(selector) ? { version: Number(selector) } : { label: selector };
  return { names, selector: `:${selector}`, ...chosen };
}

/** `/a/b` and `x` are `parameter/a/b` and `parameter/x`. */
export function parameterArn(scope: ParameterScope, name: string): string {
  return `arn:aws:ssm:${scope.region}:${scope.accountId}:parameter/${name.replace(/^\//, '')}`;
}
