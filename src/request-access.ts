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
 * carries a foreign `Origin`, one whose name was rebound to loopback a foreign `Host`, and one that needs no script
 * (an image, a frame) the browser's own `Sec-Fetch-Site`.
 */
export function refusalOf(headers: IncomingHttpHeaders, policy: AccessPolicy): string | undefined {
  const host = hostName(headers.host);
  if (host !== undefined && !isOwnHost(host, policy)) return `The Host ${host} is not served here.`;
  const origin = headers.origin;
  if (origin !== undefined && !isOwnOrigin(origin, headers.host, policy))
    return `Requests from the origin ${origin} are not allowed.`;
  if (isFromOtherSite(headers) && !isNavigation(headers))
    return 'Requests from the pages of other sites are not allowed.';
  return undefined;
}

/**
 * Why a request for an AWS operation is refused, or undefined when it may pass: a link, which may lead to pages of
 * ours, must not be one that does something.
 */
export function linkRefusalOf(headers: IncomingHttpHeaders): string | undefined {
  return isFromOtherSite(headers) ? 'Links from other sites to AWS operations are not followed.' : undefined;
}

/** Images, scripts, frames and links make a browser send a GET without an `Origin`; it says itself whose they are. */
function isFromOtherSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return headers.origin === undefined && (site === 'cross-site' || site === 'same-site');
}

function isNavigation(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
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

/** Numbers that are no dotted address (`127.1`, `0x7f.1`) are the URL parser's to read. */
function isIPv4OrName(host: string): boolean {
  return isIP(host) === 4 || /[a-z-]$/.test(host);
}

function isOwnOrigin(origin: string, host: string | undefined, policy: AccessPolicy): boolean {
  if (policy.allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

/** A name or IPv4 address with a port or without, as nearly every client sends it: read without a URL parser. */
const plainHost = /^([a-z0-9.-]+)(?::(?:\d{1,4}|[1-5]\d{4}))?$/;

function hostName(host: string | undefined): string | undefined {
  const plain = host === undefined ? null : plainHost.exec(host);
  if (plain !== null && isIPv4OrName(plain[1] ?? '')) return plain[1];
  if (host === undefined || !URL.canParse(`http://${host}`)) return host?.toLowerCase();
  return new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}
