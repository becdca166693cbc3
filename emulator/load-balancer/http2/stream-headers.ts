import type { OutgoingHttpHeaders } from 'node:http2';
import { hopByHop, nominated } from '../forward/hop-by-hop.ts';

/** A request of HTTP/2 as HTTP/1.1 says it. */
export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  /** A flat list of names and values. */
  readonly headers: string[];
  readonly expectsContinue: boolean;
}

/**
 * Turns the headers of a stream, a flat list of names and values, into those of an HTTP/1.1 request: the authority
 * becomes the Host, the pieces of a cookie become one (RFC 9113 section 8.2.3), and a body of unsaid length comes in
 * chunks. undefined where the pseudo-headers make no request.
 */
export function plainRequest(raw: readonly string[], hasBody: boolean): PlainRequest | undefined {
  const pseudo = new Map<string, string>();
  const headers: string[] = [];
  const cookies: string[] = [];
  let host: string | undefined;
  let sized = false;
  let expectsContinue = false;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    if (name.startsWith(':')) pseudo.set(name, value);
    else if (name === 'cookie') cookies.push(value);
    else if (name === 'host') host ??= value;
    else if (name === 'expect') expectsContinue ||= value.toLowerCase() === '100-continue';
    else if (!hopByHop.has(name)) {
      if (name === 'content-length') sized = true;
      headers.push(name, value);
    }
  }
  const method = pseudo.get(':method');
  const path = pseudo.get(':path');
  if (method === undefined || path === undefined || !(path.startsWith('/') || path === '*')) return undefined;
  const authority = pseudo.get(':authority') ?? host;
  if (authority !== undefined) headers.unshift('host', authority);
  if (cookies.length > 0) headers.push('cookie', cookies.join('; '));
  if (hasBody && !sized) headers.push('transfer-encoding', 'chunked');
  // So that only the load balancer's own wish closes the connection.
  headers.push('connection', 'keep-alive');
  return { method, path, headers, expectsContinue };
}

/** The headers of an HTTP/1.1 answer, a flat list of names and values, as a stream sends them. */
export function streamHeaders(
  status: number,
  raw: readonly string[],
  connection: string | undefined,
): OutgoingHttpHeaders {
  const dropped = nominated(connection);
  const headers: Record<string, string | number | string[]> = { ':status': status };
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    if (hopByHop.has(name) || dropped.includes(name)) continue;
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else headers[name] = [before, value].flat().map(String);
  }
  return headers;
}
