import { type HeaderKind, headerKind } from '../http1/header-kind.ts';
import type { HeaderLines } from '../http1/header-lines.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { hostName } from '../match.ts';
import type { HttpSettings } from '../snapshot.ts';
import { traceHeader } from './trace-id.ts';

type RequestLines = Pick<RequestHead, 'method' | 'headers' | 'framing' | 'connection' | 'upgrade'>;

/** What the load balancer knows about a request beside its headers. */
export interface RequestFacts {
  readonly scheme: 'http' | 'https';
  /** The TCP peer. */
  readonly clientAddress: string;
  readonly clientPort: number;
  /** The port that the client reached. */
  readonly listenerPort: number;
  /** The authority that was asked for: of an absolute-form request line, else the Host header. */
  readonly authority: string;
  /** A new trace id, `1-<8 hex>-<24 hex>`. */
  readonly traceId: string;
  readonly http: Pick<HttpSettings, 'forwardedFor' | 'clientPort' | 'preserveHost' | 'dropInvalidHeaders'>;
}

/** The names that `routing.http.drop_invalid_header_fields.enabled` leaves. */
const validName = /^[-A-Za-z0-9]+$/;

/** Methods whose requests may go without a word about a body; of any other we say that it has none. */
const bodilessMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
]);

/**
 * The header lines that the target gets, in the client's order with the load balancer's own at the end. Hop-by-hop
 * headers and `Expect` are gone, X-Forwarded-For is treated as its mode says, -Proto and -Port are overwritten
 * (Application Load Balancers guide, "HTTP headers").
 */
export function requestHeaders(request: RequestLines, facts: RequestFacts): string {
  const { headers, framing, connection } = request;
  const { http } = facts;
  const host = http.preserveHost ? facts.authority : forwardedHost(facts.authority, facts.listenerPort);
  let text = `Host: ${host}\r\n`;
  let forwardedFor: string | undefined;
  let trace: string | undefined;
  let sized = false;
  for (let i = 0; i < headers.count; i += 1) {
    const kind = headers.kind(i);
    if (kind === headerKind.forwardedFor) forwardedFor = joined(forwardedFor, headers.value(i));
    else if (kind === headerKind.traceId) trace ??= headers.value(i);
    else if (kind === headerKind.http2Settings && connection.upgrade) continue;
    else if (!endsHere.has(kind) && passes(headers, i, connection.nominated, http)) {
      if (kind === headerKind.contentLength) sized = true;
      text += headers.line(i);
    }
  }
  if (framing.kind === 'chunked') text += 'Transfer-Encoding: chunked\r\n';
  else if (!sized && !bodilessMethods.has(request.method)) text += 'Content-Length: 0\r\n';
  // The client's word on it is hop-by-hop, so it is written anew.
  if (request.upgrade !== undefined) text += `Connection: Upgrade\r\nUpgrade: ${request.upgrade}\r\n`;
  const forwarded = forwardedForHeader(forwardedFor, facts);
  if (forwarded !== undefined) text += `X-Forwarded-For: ${forwarded}\r\n`;
  return `${text}X-Forwarded-Proto: ${facts.scheme}\r\nX-Forwarded-Port: ${facts.listenerPort}\r\nX-Amzn-Trace-Id: ${traceHeader(trace, facts.traceId)}\r\n`;
}

/** What is not passed on, or is written anew. */
const endsHere: ReadonlySet<HeaderKind> = new Set([
  headerKind.host,
  headerKind.expect,
  headerKind.forwardedProto,
  headerKind.forwardedPort,
  headerKind.connection,
  headerKind.upgrade,
  headerKind.transferEncoding,
  headerKind.hopByHop,
]);

function passes(
  headers: HeaderLines,
  index: number,
  nominated: readonly string[],
  http: RequestFacts['http'],
): boolean {
  if (nominated.length > 0 && nominated.includes(headers.name(index).toLowerCase())) return false;
  return !http.dropInvalidHeaders || validName.test(headers.name(index));
}

/**
 * The Host that the target gets while `routing.http.preserve_host_header.enabled` is false: on a default port
 * without any port, on another with the listener's port appended where the client gave none.
 */
export function forwardedHost(authority: string, listenerPort: number): string {
  const name = hostName(authority);
  if (listenerPort === 80 || listenerPort === 443) return name;
  return name === authority ? `${authority}:${listenerPort}` : authority;
}

/** The port is told in append mode alone; an IPv6 address with a port stands in brackets. */
function forwardedForHeader(
  existing: string | undefined,
  { http, clientAddress, clientPort }: RequestFacts,
): string | undefined {
  if (http.forwardedFor === 'remove') return undefined;
  if (http.forwardedFor === 'preserve') return existing;
  if (!http.clientPort) return joined(existing, clientAddress);
  const host = clientAddress.includes(':') ? `[${clientAddress}]` : clientAddress;
  return joined(existing, `${host}:${clientPort}`);
}

function joined(list: string | undefined, value: string): string {
  return list === undefined || list === '' ? value : `${list}, ${value}`;
}
