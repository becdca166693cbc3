import { headerKind } from '../http1/header-kind.ts';
import type { HeaderLines } from '../http1/header-lines.ts';
import type { RequestHead } from '../http1/request-head.ts';
import type { ElbStatus } from './elb-answer.ts';

/** ELBv2's limit for the addresses in X-Forwarded-For. */
const mostForwardedFor = 30;

/** What no authority holds: with these, targets and rules could come to see different hosts. */
const foreignToAuthority = /[\s/\\?#@,]|[^!-~]/;

/** What ELBv2 answers to a request that it does not pass on, though it could be read; undefined for all others. */
export function refusalOf({
  method,
  target,
  host,
  headers,
}: Pick<RequestHead, 'method' | 'target' | 'host' | 'headers'>): ElbStatus | undefined {
  if (method === 'TRACE') return 405;
  if (!isTarget(method, target) || (host !== undefined && foreignToAuthority.test(host))) return 400;
  return forwardedForCount(headers) > mostForwardedFor ? 463 : undefined;
}

/** Origin form, absolute form, or `*` of OPTIONS; a fragment is none of a request's. */
function isTarget(method: string, url: string): boolean {
  if (url.includes('#')) return false;
  if (url.startsWith('/')) return true;
  if (url === '*') return method === 'OPTIONS';
  return /^https?:\/\/[^/@?]+(?:[/?]|$)/i.test(url) && URL.canParse(url);
}

function forwardedForCount(headers: HeaderLines): number {
  return headers.joined(headerKind.forwardedFor, ',')?.split(',').length ?? 0;
}
