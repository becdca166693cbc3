import type { RequestHead } from '../http1/request-head.ts';
import { hostName } from '../match.ts';
import type { RuleRequest } from '../rules/rule-request.ts';

/** An absolute-form request line names the authority; otherwise the Host header does. */
export function targetOf({ target, host }: RequestHead): { authority: string | undefined; path: string } {
  if (target.startsWith('/') || !URL.canParse(target)) return { authority: host, path: target };
  const absolute = new URL(target);
  return { authority: absolute.host, path: `${absolute.pathname}${absolute.search}` };
}

/** What rules look at. Made for every request, and so without a spread, which costs as much as the rest. */
export function askedOf(
  { method, headers }: RequestHead,
  pathAndQuery: string,
  authority: string,
  clientAddress: string,
): RuleRequest {
  const mark = pathAndQuery.indexOf('?');
  return {
    method,
    headers,
    clientAddress,
    host: hostName(authority),
    path: mark === -1 ? pathAndQuery : pathAndQuery.slice(0, mark),
    query: mark === -1 ? '' : pathAndQuery.slice(mark + 1),
  };
}
