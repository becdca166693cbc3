import { AwsError } from '../../aws/errors.ts';
import { type Page, pageOf } from '../../aws/paging.ts';
import { constraintText } from '../../aws/validation.ts';

const usualPage = 100;

/** A page as `NextToken` and `MaxResults` ask for it. @throws AwsError */
export function secretsPage<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  input: { readonly NextToken?: string; readonly MaxResults?: number },
  { largestPage = usualPage, descending = false } = {},
): Page<Item> {
  const { NextToken: nextToken, MaxResults: maxResults = largestPage } = input;
  if (maxResults < 1 || maxResults > largestPage) {
    const bound = maxResults < 1 ? 'greater than or equal to 1' : `less than or equal to ${largestPage}`;
    throw new AwsError(
      'ValidationException',
      constraintText(`'${maxResults}'`, 'maxResults', `have value ${bound}`),
    );
  }
  return pageOf(
    sorted,
    keyOf,
    { nextToken: nextToken || undefined, maxResults, descending },
    () => new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.'),
  );
}
