import type { AwsError } from '../../aws/errors.ts';
import { constraintText, enumText } from '../../aws/validation.ts';
import { invalid, ssmError } from './ssm-context.ts';

const mostNames = 10;
const longestName = 2048;

/** Checks the length of a text. Absent ones pass. @throws AwsError ValidationException */
export function checkLength(text: string | undefined, path: string, least: number, most: number): void {
  if (text === undefined || (text.length >= least && text.length <= most)) return;
  throw invalid(constraintText(`'${text}'`, path, lengthText(text.length, least, most)));
}

/** Checks how many items a list has. Absent ones pass. @throws AwsError ValidationException */
export function checkCount(
  items: readonly string[] | undefined,
  path: string,
  least: number,
  most: number,
): void {
  if (items === undefined || (items.length >= least && items.length <= most)) return;
  throw invalid(constraintText(`'[${items.join(', ')}]'`, path, lengthText(items.length, least, most)));
}

function lengthText(length: number, least: number, most: number): string {
  return length < least
    ? `have length greater than or equal to ${least}`
    : `have length less than or equal to ${most}`;
}

/** Checks that a text is one of an enumeration's, and types it so. @throws AwsError ValidationException */
export function oneOf<Allowed extends string>(
  text: string,
  path: string,
  allowed: readonly Allowed[],
): Allowed {
  const found = allowed.find((each) => each === text);
  if (found === undefined) throw invalid(enumText(text, path, allowed));
  return found;
}

/** Checks what names a parameter. @throws AwsError ValidationException */
export function checkReference(name: string, path = 'name'): void {
  checkLength(name, path, 1, longestName);
}

/** The operations that take several names take one to ten of them. @throws AwsError ValidationException */
export function checkNames(names: readonly string[]): void {
  checkCount(names, 'names', 1, mostNames);
  for (const name of names) checkReference(name, 'names');
}

/** The page that was asked for. An empty token is none. @throws AwsError ValidationException */
export function pageRequest(
  { MaxResults, NextToken }: { readonly MaxResults?: number; readonly NextToken?: string },
  largest: number,
) {
  const size = MaxResults ?? largest;
  if (size < 1 || size > largest) {
    const bound = size < 1 ? 'greater than or equal to 1' : `less than or equal to ${largest}`;
    throw invalid(constraintText(`'${size}'`, 'maxResults', `have value ${bound}`));
  }
  return { nextToken: NextToken || undefined, maxResults: size };
}

export function invalidToken(): AwsError {
  return ssmError('InvalidNextToken', 'The specified token is not valid.');
}
