import type { IncomingMessage } from 'node:http';
import type { ElbStatus } from './elb-answer.ts';

/** ELBv2's limits for a request line and for a single header. */
const longestLineBytes = 16 * 1024;

/** ELBv2's limit for the addresses in X-Forwarded-For. */
const mostForwardedFor = 30;

/** What no authority holds: with these, targets and rules could come to see different hosts. */
const foreignToAuthority = /[\s/\\?#@,]|[^!-~]/;

/** What ELBv2 answers to a request that it does not pass on, though it could be read; undefined for all others. */
export function refusalOf({
  method,
  url = '',
  headers,
  rawHeaders,
  httpVersion,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders' | 'httpVersion'>):
  | ElbStatus
  | undefined {
  if (method === 'TRACE') return 405;
  if (url.length > longestLineBytes) return 414;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if ((rawHeaders[i]?.length ?? 0) + (rawHeaders[i + 1]?.length ?? 0) > longestLineBytes) return 400;
  }
  if (httpVersion === '0.9' || !isTarget(method, url) || foreignToAuthority.test(headers.host ?? ''))
    return 400;
  // HTTP/1.0 knows no coding: whoever is told of one by it frames the body by guess.
  if (headers['transfer-encoding'] !== undefined && httpVersion === '1.0') return 400;
  if (forwardedForCount(rawHeaders) > mostForwardedFor) return 463;
  // A body is framed anew on its way to the target, which must not be told less of its coding than the client told.
  const coding = headers['transfer-encoding']?.trim().toLowerCase();
  return coding === undefined || coding === 'chunked' ? undefined : 501;
}

/** Origin form, absolute form, or `*` of OPTIONS; a fragment is none of a request's. */
function isTarget(method: string | undefined, url: string): boolean {
  if (url.includes('#')) return false;
  if (url.startsWith('/')) return true;
  if (url === '*') return method === 'OPTIONS';
  return /^https?:\/\/[^/@?]+(?:[/?]|$)/i.test(url) && URL.canParse(url);
}

function forwardedForCount(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'x-forwarded-for')
      count += rawHeaders[i + 1]?.split(',').length ?? 0;
  }
  return count;
}
