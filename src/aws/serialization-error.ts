import { AwsError } from './errors.ts';

/** The body could not be read by the operation's schema: malformed, or a member of a wrong type. */
export function serializationError(message: string): AwsError {
  return new AwsError('SerializationException', message);
}
