import { headerKind, headerKinds } from '../http1/header-kind.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { hostName } from '../match.ts';
import type { HttpSettings } from '../snapshot.ts';
import type { TlsHeaders } from './tls-headers.ts';
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
  /** Where the target is told of the handshake. */
  readonly tls?: TlsHeaders;
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
  const { http, tls } = facts;
  const dropped = tls === undefined ? connection.nominated : [...connection.nominated, ...tls.names];
  const host = http.preserveHost ? facts.authority : forwardedHost(facts.authority, facts.listenerPort);
  const valid = http.dropInvalidHeaders ? validName : undefined;
  const own = connection.upgrade ? endsHereWithUpgrade : endsHere;
  let text = `Host: ${host}\r\n${headers.linesBut(own, dropped, valid)}`;
  if (framing.kind === 'chunked') text += 'Transfer-Encoding: chunked\r\n';
  else if (!bodilessMethods.has(request.method) && !headers.has(headerKind.contentLength))
    text += 'Content-Length: 0\r\n';
  // The client's word on it is hop-by-hop, so it is written anew.
  if (request.upgrade !== undefined) text += `Connection: Upgrade\r\nUpgrade: ${request.upgrade}\r\n`;
  const forwarded = forwardedForHeader(headers.joined(headerKind.forwardedFor), facts);
  if (forwarded !== undefined) text += `X-Forwarded-For: ${forwarded}\r\n`;
  if (tls !== undefined) text += tls.lines;
  const trace = traceHeader(headers.first(headerKind.traceId), facts.traceId);
  return `${text}X-Forwarded-Proto: ${facts.scheme}\r\nX-Forwarded-Port: ${facts.listenerPort}\r\nX-Amzn-Trace-Id: ${trace}\r\n`;
}

/** What is not passed on, or is written anew. */
const endsHere = headerKinds(
  headerKind.host,
  headerKind.expect,
  headerKind.forwardedFor,
  headerKind.forwardedProto,
  headerKind.forwardedPort,
  headerKind.traceId,
  headerKind.connection,
  headerKind.upgrade,
  headerKind.transferEncoding,
  headerKind.hopByHop,
);
const endsHereWithUpgrade = endsHere | headerKinds(headerKind.http2Settings);

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
