import { AwsError } from '../../aws/errors.ts';
import { constraintText } from '../../aws/validation.ts';

const mostNames = 10;

/** The operations that take several names take one to ten of them. @throws AwsError ValidationException */
export function checkNameCount(names: readonly string[]): void {
  if (names.length >= 1 && names.length <= mostNames) return;
  const bound = names.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${mostNames}`;
  throw new AwsError(
    'ValidationException',
    constraintText(`'[${names.join(', ')}]'`, 'names', `have length ${bound}`),
  );
}

/** The page size that was asked for. @throws AwsError ValidationException */
export function pageSize(asked: number | undefined, usual: number, largest: number): number {
  const size = asked ?? usual;
  if (size >= 1 && size <= largest) return size;
  const bound = size < 1 ? 'greater than or equal to 1' : `less than or equal to ${largest}`;
  throw new AwsError('ValidationException', constraintText(`'${size}'`, 'maxResults', `have value ${bound}`));
}

export function invalidToken(): AwsError {
  return new AwsError('InvalidNextToken', 'The specified token is not valid.');
}
