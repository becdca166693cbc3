import type { AwsError } from './errors.ts';

/** One page of a list, and the token for the next where there is more. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextToken?: string;
}

interface PageRequest {
  readonly nextToken: string | undefined;
  readonly maxResults: number;
  /** The list runs from the last key to the first. */
  readonly isDescending?: boolean;
}

/**
 * Cuts a page out of a list that is sorted by `keyOf`. The token is the key of the last item handed out, so that a
 * list which grows or shrinks between two pages neither repeats nor skips what stayed.
 *
 * @throws the service's own invalid-token error
 */
export function pageOf<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  request: PageRequest,
  invalidToken: () => AwsError,
): Page<Item> {
  const start =
    request.nextToken === undefined
      ? 0
      : indexAfter(sorted, keyOf, decode(request.nextToken, invalidToken), request.isDescending ?? false);
  const items = sorted.slice(start, start + request.maxResults);
  const last = items.at(-1);
  const more = start + items.length < sorted.length;
  return more && last !== undefined ? { items, nextToken: encode(keyOf(last)) } : { items };
}

function indexAfter<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  key: string,
  isDescending: boolean,
): number {
  const exact = sorted.findIndex((item) => keyOf(item) === key);
  if (exact >= 0) return exact + 1;
  const next = sorted.findIndex((item) => (isDescending ? keyOf(item) < key : keyOf(item) > key));
  return next < 0 ? sorted.length : next;
}

const tokenPrefix = 'drydock:';

function encode(key: string): string {
  return Buffer.from(tokenPrefix + key).toString('base64url');
}

function decode(token: string, invalidToken: () => AwsError): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(tokenPrefix)) throw invalidToken();
  return text.slice(tokenPrefix.length);
}
