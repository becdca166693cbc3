import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { hopByHop, nominated } from '../../forward/hop-by-hop.ts';

/** A request of HTTP/1.1, as a load balancer sends it to a target. */
export interface TargetRequest {
  readonly method: string;
  /** Origin form, with the query. */
  readonly path: string;
  /** A flat list of names and values. */
  readonly rawHeaders: readonly string[];
}

/** Whether a media type is one of gRPC. */
export function isGrpc(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc(?:[+;]|$)/i.test(contentType);
}

/**
 * The headers of a request as HTTP/2 says them: the Host is the authority, and what ends at this hop is gone. A call of
 * gRPC says again that it understands trailers, which its protocol asks for.
 */
export function http2RequestHeaders(
  { method, path, rawHeaders }: TargetRequest,
  scheme: 'http' | 'https',
): OutgoingHttpHeaders {
  const headers = joinedHeaders(rawHeaders);
  const { host, ...others } = headers;
  const authority = [host ?? []].flat()[0];
  return {
    ':method': method,
    ':scheme': scheme,
    ':path': path,
    ...(authority === undefined ? {} : { ':authority': authority }),
    ...others,
    ...(isGrpc([others['content-type'] ?? []].flat()[0]) ? { te: 'trailers' } : {}),
  };
}

/** Headers or trailers of HTTP/1.1 under lower-case names; what came more than once is a list. */
export function joinedHeaders(raw: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    if (hopByHop.has(name)) continue;
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

/** Headers or trailers of HTTP/2 as a flat list of names and values, without what HTTP/1.1 frames by itself. */
export function plainHeaders(headers: IncomingHttpHeaders): string[] {
  const dropped = nominated(headers.connection);
  return Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(':') || hopByHop.has(name) || dropped.includes(name)
      ? []
      : [value ?? []].flat().flatMap((each) => [name, each]),
  );
}
