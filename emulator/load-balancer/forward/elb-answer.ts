import { STATUS_CODES } from 'node:http';
import type { ResponseChanges } from '../snapshot.ts';

const statusTexts = {
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  405: 'Not Allowed',
  408: 'Request Timeout',
  414: 'Request-URI Too Large',
  463: '',
  464: '',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
} as const;

/** The statuses that the load balancer answers with by itself. */
export type ElbStatus = keyof typeof statusTexts;

const closing: ReadonlySet<ElbStatus> = new Set([400, 408, 414, 463, 501, 505]);

/** Whether nobody can say, after such an answer, where on the connection the next request would begin. */
export function endsConnection(status: ElbStatus): boolean {
  return closing.has(status);
}

/** Every answer that does not come from a target says so, unless its listener is told not to. */
export const elbServer = 'awselb/2.0';

const unchanged: ResponseChanges = { server: true, headers: [] };

/** AWS's page for a status: CRLF line ends, 162 bytes for 503. A status without a text of its own has no page. */
export function elbPage(status: ElbStatus): string {
  if (statusTexts[status] === '') return '';
  const text = `${status} ${statusTexts[status]}`;
  return [
    '<html>',
    `<head><title>${text}</title></head>`,
    '<body>',
    `<center><h1>${text}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}

/** An answer that comes from no target. */
export interface OwnAnswer {
  readonly status: number;
  readonly reason: string;
  /** Header lines with their CRLF; what the connection adds is not among them. */
  readonly headers: string;
  /** Its characters are bytes. */
  readonly body: string;
  /** Whether the connection ends with it. */
  readonly ends: boolean;
}

/** A status with its page. */
export function elbAnswer(status: ElbStatus, changes: ResponseChanges = unchanged): OwnAnswer {
  const body = elbPage(status);
  const contentType = body === '' ? undefined : 'text/html';
  const answer = ownAnswer({ contentType, body, changes });
  return { ...answer, status, reason: statusTexts[status], ends: endsConnection(status) };
}

/** Sends the client elsewhere. */
export function redirectAnswer(
  status: 301 | 302,
  location: string,
  changes: ResponseChanges = unchanged,
): OwnAnswer {
  const answer = ownAnswer({ contentType: 'text/html', body: elbPage(status), changes, location });
  return { ...answer, status, reason: statusTexts[status], ends: false };
}

/** A listener's fixed response. */
export function fixedAnswer(
  fixed: { readonly statusCode: number; readonly contentType?: string; readonly messageBody?: string },
  changes: ResponseChanges = unchanged,
): OwnAnswer {
  const contentType = `${fixed.contentType ?? 'text/plain'}; charset=utf-8`;
  const body = Buffer.from(fixed.messageBody ?? '').toString('latin1');
  const reason = STATUS_CODES[fixed.statusCode] ?? 'unknown';
  return { ...ownAnswer({ contentType, body, changes }), status: fixed.statusCode, reason, ends: false };
}

function ownAnswer({
  contentType,
  body,
  changes,
  location,
}: {
  readonly contentType: string | undefined;
  readonly body: string;
  readonly changes: ResponseChanges;
  readonly location?: string;
}): Pick<OwnAnswer, 'headers' | 'body'> {
  let headers = changes.server ? `Server: ${elbServer}\r\n` : '';
  if (contentType !== undefined) headers += `Content-Type: ${contentType}\r\n`;
  headers += `Content-Length: ${body.length}\r\n`;
  for (const { name, value } of changes.headers) headers += `${name}: ${value}\r\n`;
  if (location !== undefined) headers += `Location: ${location}\r\n`;
  return { headers, body };
}
