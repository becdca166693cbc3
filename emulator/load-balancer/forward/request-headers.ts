import { hostName } from '../match.ts';
import type { HttpSettings } from '../snapshot.ts';
import { hopByHop, nominated } from './hop-by-hop.ts';
import { traceHeader } from './trace-id.ts';

/** What the load balancer knows about a request beside its headers. */
export interface RequestFacts {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** The TCP peer. */
  readonly clientAddress: string;
  readonly clientPort: number;
  /** The port that the client reached. */
  readonly listenerPort: number;
  /** The authority that was asked for: of an absolute-form request line, else the Host header. */
  readonly authority: string;
  /** The Connection header, where there is one. */
  readonly connection: string | undefined;
  /** A new trace id, `1-<8 hex>-<24 hex>`. */
  readonly traceId: string;
  /** The protocol to upgrade to; its headers are hop-by-hop, so they are written anew. */
  readonly upgrade?: string;
  readonly http: Pick<HttpSettings, 'forwardedFor' | 'clientPort' | 'preserveHost' | 'dropInvalidHeaders'>;
}

/** The names that `routing.http.drop_invalid_header_fields.enabled` leaves. */
const validName = /^[-A-Za-z0-9]+$/;

/** Methods that node:http sends without a body unless told otherwise; of any other it would frame an empty one. */
const bodilessMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
]);

/**
 * The headers that the target gets, as a flat list of names and values (the form of `rawHeaders`), in the client's
 * order with the load balancer's own at the end. Hop-by-hop headers and `Expect` are gone, X-Forwarded-For is
 * treated as its mode says, -Proto and -Port are overwritten (Application Load Balancers guide, "HTTP headers").
 */
export function requestHeaders(raw: readonly string[], facts: RequestFacts): string[] {
  const dropped = nominated(facts.connection);
  const { http } = facts;
  const host = http.preserveHost ? facts.authority : forwardedHost(facts.authority, facts.listenerPort);
  const headers = ['Host', host];
  let forwardedFor: string | undefined;
  let trace: string | undefined;
  let chunked = false;
  let sized = false;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'x-forwarded-for') forwardedFor = joined(forwardedFor, value);
    else if (lower === 'x-amzn-trace-id') trace = trace ?? value;
    else if (lower === 'transfer-encoding') chunked = true;
    else if (
      lower === 'host' ||
      lower === 'expect' ||
      lower === 'x-forwarded-proto' ||
      lower === 'x-forwarded-port'
    )
      continue;
    else if (hopByHop.has(lower) || (dropped.length > 0 && dropped.includes(lower))) continue;
    else if (http.dropInvalidHeaders && !validName.test(name)) continue;
    else {
      if (lower === 'content-length') sized = true;
      headers.push(name, value);
    }
  }
  if (chunked) headers.push('Transfer-Encoding', 'chunked');
  else if (!sized && !bodilessMethods.has(facts.method)) headers.push('Content-Length', '0');
  if (facts.upgrade !== undefined) headers.push('Connection', 'Upgrade', 'Upgrade', facts.upgrade);
  const forwarded = forwardedForHeader(forwardedFor, facts);
  if (forwarded !== undefined) headers.push('X-Forwarded-For', forwarded);
  headers.push(
    'X-Forwarded-Proto',
    facts.scheme,
    'X-Forwarded-Port',
    String(facts.listenerPort),
    'X-Amzn-Trace-Id',
    traceHeader(trace, facts.traceId),
  );
  return headers;
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
