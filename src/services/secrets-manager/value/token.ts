import { AwsError } from '../../../aws/errors.ts';

const shortestToken = 32;
const longestToken = 64;

/** SDKs fill the token in; a raw request must bring one, which operations refuse by different errors. */
export function tokenOf(token: string | undefined, missingCode = 'InvalidRequestException'): string {
  if (token === undefined)
    throw new AwsError(
      missingCode,
      'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    );
  if (token.length < shortestToken || token.length > longestToken)
    throw new AwsError('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.');
  return token;
}
