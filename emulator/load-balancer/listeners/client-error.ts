import type { Socket } from 'node:net';
import { type ElbStatus, rawElbAnswer } from '../forward/elb-answer.ts';

/** What ELBv2 answers to bytes that are no request. */
export function clientErrorStatus(code: string | undefined): ElbStatus {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  if (code === 'HPE_INVALID_TRANSFER_ENCODING') return 501;
  if (code === 'HPE_INVALID_VERSION') return 505;
  return 400;
}

/** Answers a connection on which no request could be read, and closes it. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, nowMs: number): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else socket.end(rawElbAnswer(clientErrorStatus(error.code), nowMs), 'latin1', () => socket.destroy());
}
