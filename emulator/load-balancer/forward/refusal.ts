import type { IncomingMessage } from 'node:http';
import type { ElbStatus } from './elb-answer.ts';

/** ELBv2's limits for a request line and for a single header. */
const longestLineBytes = 16 * 1024;

/** What ELBv2 answers to a request that it does not pass on, though it could be read; undefined for all others. */
export function refusalOf({
  method,
  url = '',
  headers,
  rawHeaders,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>): ElbStatus | undefined {
  if (method === 'TRACE') return 405;
  if (url.length > longestLineBytes) return 414;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if ((rawHeaders[i]?.length ?? 0) + (rawHeaders[i + 1]?.length ?? 0) > longestLineBytes) return 400;
  }
  // A body is framed anew on its way to the target, which must not be told less of its coding than the client told.
  const coding = headers['transfer-encoding']?.trim().toLowerCase();
  return coding === undefined || coding === 'chunked' ? undefined : 501;
}
