import type { ServerResponse } from 'node:http';
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

/** Answers as the load balancer itself. Does nothing where an answer has begun or the client is gone. */
export function answerAsElb(
  response: ServerResponse,
  status: ElbStatus,
  changes: ResponseChanges = unchanged,
): void {
  if (endsConnection(status)) response.shouldKeepAlive = false;
  answerWith(response, {
    status,
    text: statusTexts[status],
    contentType: elbPage(status) === '' ? undefined : 'text/html',
    body: elbPage(status),
    changes,
  });
}

/** Sends the client elsewhere. */
export function answerRedirect(
  response: ServerResponse,
  status: 301 | 302,
  location: string,
  changes: ResponseChanges = unchanged,
): void {
  answerWith(response, {
    status,
    text: statusTexts[status],
    contentType: 'text/html',
    body: elbPage(status),
    location,
    changes,
  });
}

/** Answers with a listener's fixed response. */
export function answerFixed(
  response: ServerResponse,
  fixed: { readonly statusCode: number; readonly contentType?: string; readonly messageBody?: string },
  changes: ResponseChanges = unchanged,
): void {
  const contentType = `${fixed.contentType ?? 'text/plain'}; charset=utf-8`;
  answerWith(response, { status: fixed.statusCode, contentType, body: fixed.messageBody ?? '', changes });
}

/** A whole answer as bytes, for a connection on which no request could be read; the connection is to be closed. */
export function rawElbAnswer(status: ElbStatus, nowMs: number): string {
  const page = elbPage(status);
  return [
    `HTTP/1.1 ${status} ${statusTexts[status]}`,
    `Server: ${elbServer}`,
    `Date: ${new Date(nowMs).toUTCString()}`,
    'Content-Type: text/html',
    `Content-Length: ${page.length}`,
    'Connection: close',
    '',
    page,
  ].join('\r\n');
}

interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly changes: ResponseChanges;
  readonly location?: string;
}

function answerWith(
  response: ServerResponse,
  { status, text, contentType, body, changes, location }: Answer,
): void {
  if (response.headersSent || response.destroyed) return;
  const headers = ['Content-Length', String(Buffer.byteLength(body))];
  if (contentType !== undefined) headers.unshift('Content-Type', contentType);
  if (changes.server) headers.unshift('Server', elbServer);
  for (const { name, value } of changes.headers) headers.push(name, value);
  if (location !== undefined) headers.push('Location', location);
  if (text === undefined) response.writeHead(status, headers);
  else response.writeHead(status, text, headers);
  response.end(body);
}
