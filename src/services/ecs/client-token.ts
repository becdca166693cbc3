import { createHash } from 'node:crypto';
import { invalidParameter } from './errors.ts';

/** @throws AwsError for a token that AWS would not take: printable ASCII without spaces, of a limited length */
export function checkClientToken(token: string | undefined, longest: number): void {
  if (token !== undefined && !(token.length <= longest && /^[\x21-\x7e]+$/.test(token)))
    throw invalidParameter(`clientToken must be at most ${longest} ASCII characters.`);
}

/** Equal for requests that ask for the same; the token itself is no part of what is asked for. */
export function requestHash({ clientToken: _token, ...rest }: { readonly clientToken?: string }): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
