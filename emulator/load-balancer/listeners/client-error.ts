import type { Socket } from 'node:net';
import { type ElbStatus, rawElbAnswer } from '../forward/elb-answer.ts';

/** What node:http says of bytes that it cannot read: its parser gives a reason beside the code. */
export interface ClientError extends NodeJS.ErrnoException {
  readonly reason?: string;
}

/** What ELBv2 answers to bytes that are no request. */
export function clientErrorStatus({ code, reason }: Pick<ClientError, 'code' | 'reason'>): ElbStatus {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  // The parser's codes are wider than the statuses: a Content-Length beside a Transfer-Encoding is ambiguous rather
  // than unknown, and a bare LF after the version is no other version.
  if (reason === 'Request has invalid `Transfer-Encoding`') return 501;
  if (reason === 'Invalid HTTP version' || code === 'HPE_PAUSED_H2_UPGRADE') return 505;
  return 400;
}

/** Answers a connection on which no request could be read, and closes it. */
export function answerClientError(error: ClientError, socket: Socket, nowMs: number): void {
  if (error.code === 'ECONNRESET') socket.destroy();
  else answerRaw(clientErrorStatus(error), socket, nowMs);
}

/** Answers on the bare connection, and closes it. */
export function answerRaw(status: ElbStatus, socket: Socket, nowMs: number): void {
  if (!socket.writable) socket.destroy();
  else socket.end(rawElbAnswer(status, nowMs), 'latin1', () => socket.destroy());
}
