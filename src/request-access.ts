import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Which callers a browser may stand between us and. */
export interface AccessPolicy {
  /** Further host names under which Drydock may be addressed. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may drive the API; none by default. */
  readonly allowedOrigins: readonly string[];
}

export const loopbackOnly: AccessPolicy = { allowedHosts: [], allowedOrigins: [] };

/**
 * Why a request is refused, or undefined when it may pass. A web page must never drive the API: a page's request
 * carries a foreign `Origin`, and one whose name was rebound to loopback a foreign `Host`.
 */
export function refusalOf(headers: IncomingHttpHeaders, policy: AccessPolicy): string | undefined {
  const host = hostName(headers.host);
  if (host !== undefined && !isOwnHost(host, policy)) return `The Host ${host} is not served here.`;
  const origin = headers.origin;
  if (origin !== undefined && !isOwnOrigin(origin, headers.host, policy))
    return `Requests from the origin ${origin} are not allowed.`;
  return undefined;
}

/** An address or a name without dots cannot be registered by an attacker; AWS's own names lead to AWS. */
function isOwnHost(host: string, policy: AccessPolicy): boolean {
  return (
    isIP(host) !== 0 ||
    !host.includes('.') ||
    host.endsWith('.localhost') ||
    host.endsWith('.amazonaws.com') ||
    host === 'host.docker.internal' ||
    policy.allowedHosts.includes(host)
  );
}

function isOwnOrigin(origin: string, host: string | undefined, policy: AccessPolicy): boolean {
  if (policy.allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

function hostName(host: string | undefined): string | undefined {
  if (host === undefined || !URL.canParse(`http://${host}`)) return host?.toLowerCase();
  return new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}
