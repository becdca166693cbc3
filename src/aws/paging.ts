import type { AwsError } from './errors.ts';

/** One page of a list, and the token for the next where there is more. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextToken?: string;
}

interface PageRequest {
  readonly nextToken: string | undefined;
  readonly maxResults: number;
  /** Whether the list runs from the greatest key to the least. */
  readonly descending?: boolean;
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
      : indexAfter(sorted.map(keyOf), decode(request.nextToken, invalidToken), request.descending ?? false);
  const items = sorted.slice(start, start + request.maxResults);
  const last = items.at(-1);
  const more = start + items.length < sorted.length;
  return more && last !== undefined ? { items, nextToken: encode(keyOf(last)) } : { items };
}

function indexAfter(keys: readonly string[], key: string, descending: boolean): number {
  const exact = keys.indexOf(key);
  if (exact >= 0) return exact + 1;
  const next = keys.findIndex((other) => (descending ? other < key : other > key));
  return next < 0 ? keys.length : next;
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
