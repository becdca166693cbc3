import { HeadReader } from '../../../emulator/load-balancer/http1/head-reader.ts';
import { type RequestHead, readRequestHead } from '../../../emulator/load-balancer/http1/request-head.ts';

/** A request's head as the load balancer reads it, from its lines; throws where it is refused. */
export function requestHead(...lines: readonly string[]): RequestHead {
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const reader = new HeadReader();
  const state = reader.read(bytes, 0, bytes.length);
  const head = reader.take();
  const request = head && readRequestHead(head.headers, head.firstLineEnd);
  if (typeof request !== 'object') throw new Error(`${request ?? state}: ${lines.join('|')}`);
  return request;
}
