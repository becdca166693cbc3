import { randomBytes } from 'node:crypto';
import { desyncClass } from '../forward/desync.ts';
import { traceHeader } from '../forward/trace-id.ts';
import { type HeaderKind, headerKind } from '../http1/header-kind.ts';
import type { HeaderLines } from '../http1/header-lines.ts';
import type { ConnectionFacts } from '../listeners/arrival.ts';
import { hostName } from '../match.ts';
import type { RequestRecord } from '../request-record.ts';
import type { ListenerRoute } from '../snapshot.ts';
import type { ExchangeRecord, Forwarded, LoggedRequest, LoggedTransform } from './exchange-record.ts';

/** What access logs say of a request that is over. */
export function exchangeRecordOf(record: RequestRecord, listener: ListenerRoute): ExchangeRecord {
  const { facts, request, action, receivedAtMs, endedAtMs, receivedBytes, sentBytes, status } = record;
  const desync = desyncClass(request);
  const forwarded = forwardedOf(record);
  return {
    type: typeOf(record),
    ...connectionPart(facts, listener),
    ...{ receivedAtMs, endedAtMs, receivedBytes, sentBytes, status },
    request: requestOf(record, listener),
    ...(action && { action: action.type, rulePriority: rulePriority(record, listener) }),
    ...(record.redirectUrl !== undefined && { redirectUrl: record.redirectUrl }),
    ...(forwarded && { forwarded }),
    ...(desync.classification !== 'Compliant' && { desync }),
    ...(record.transformed && { transform: transformOf(record.transformed) }),
  };
}

/** What could not be read as a request. */
export interface RefusedBytes {
  readonly facts: ConnectionFacts;
  readonly status: number;
  readonly sentBytes: number;
  readonly atMs: number;
}

/** What access logs say of what could not be read as a request. */
export function refusedRecord({ facts, ...refused }: RefusedBytes, listener: ListenerRoute): ExchangeRecord {
  const { status, sentBytes, atMs } = refused;
  return {
    type: facts.secure === undefined ? 'http' : 'https',
    ...{ status, sentBytes, receivedBytes: 0, receivedAtMs: atMs, endedAtMs: atMs },
    ...connectionPart(facts, listener),
  };
}

/** What is the same for all requests of a connection. */
function connectionPart(facts: ConnectionFacts, listener: ListenerRoute) {
  const { secure } = facts;
  return {
    listenerArn: listener.listenerArn,
    client: { address: facts.clientAddress, port: facts.clientPort },
    nodeAddress: nodeAddress(listener),
    connectionId: connectionId(secure ?? facts),
    ...(secure && {
      tls: {
        ...{ cipher: secure.cipher, version: secure.version },
        ...(secure.serverName !== undefined && { serverName: secure.serverName }),
        ...(secure.certificateArn !== undefined && { certificateArn: secure.certificateArn }),
      },
    }),
  };
}

/** The address that the VPC knows the load balancer by; without a VPC that can be reached, this machine's own. */
function nodeAddress({ addresses }: ListenerRoute): string {
  return addresses.at(-1) ?? '127.0.0.1';
}

function typeOf({ facts, targetStatus, request }: RequestRecord): ExchangeRecord['type'] {
  const isSecure = facts.secure !== undefined;
  if (targetStatus === 101) return isSecure ? 'wss' : 'ws';
  if (facts.httpVersion === 'HTTP/2')
    return named(request.headers, 'content-type')?.startsWith('application/grpc') ? 'grpcs' : 'h2';
  return isSecure ? 'https' : 'http';
}

function requestOf({ facts, request }: RequestRecord, listener: ListenerRoute): LoggedRequest {
  const { method, target, version, host, headers } = request;
  const scheme = facts.secure === undefined ? 'http' : 'https';
  const origin = `${scheme}://${hostName(host ?? listener.dnsName)}:${facts.localPort}`;
  const userAgent = named(headers, 'user-agent');
  return {
    method,
    // An absolute form stays as the client has it.
    url: target.startsWith('/') || target === '*' ? `${origin}${target}` : target,
    version: facts.httpVersion === 'HTTP/2' ? 'HTTP/2.0' : `HTTP/${version}`,
    ...(userAgent !== undefined && { userAgent }),
  };
}

function rulePriority({ ruleArn }: RequestRecord, { rules = [] }: ListenerRoute): number {
  return rules.find((rule) => rule.ruleArn === ruleArn)?.priority ?? 0;
}

function forwardedOf(record: RequestRecord): Forwarded | undefined {
  const { targetGroupArn, targetKey, traceId, sentAtMs, answeredAtMs, targetStatus } = record;
  if (targetGroupArn === undefined || targetKey === undefined || traceId === undefined) return undefined;
  return {
    ...{ targetGroupArn, target: targetKey },
    traceId: traceHeader(ofKind(record.request.headers, headerKind.traceId), traceId),
    ...(sentAtMs !== undefined && { sentAtMs }),
    ...(answeredAtMs !== undefined && { answeredAtMs }),
    ...(targetStatus !== undefined && { status: targetStatus }),
  };
}

function transformOf({ before, after }: NonNullable<RequestRecord['transformed']>): LoggedTransform {
  if (after === undefined) return { status: 'TransformInvalidPath' };
  return {
    ...(after.authority !== before.authority && { host: after.authority }),
    ...(after.path !== before.path && { uri: after.path }),
    status: 'TransformSuccess',
  };
}

/** The first header of a kind. */
function ofKind(headers: HeaderLines, kind: HeaderKind): string | undefined {
  for (let i = 0; i < headers.count; i += 1) if (headers.kind(i) === kind) return headers.value(i);
  return undefined;
}

/** The first header of a name, which is in lower case. */
function named(headers: HeaderLines, name: string): string | undefined {
  for (let i = 0; i < headers.count; i += 1)
    if (headers.nameEnd(i) - headers.nameStart(i) === name.length && headers.name(i).toLowerCase() === name)
      return headers.value(i);
  return undefined;
}

const connectionIds = new WeakMap<object, string>();

/** By what all requests of a connection have in common. */
function connectionId(connection: object): string {
  const known = connectionIds.get(connection);
  if (known !== undefined) return known;
  const made = randomBytes(8).toString('hex');
  connectionIds.set(connection, made);
  return made;
}
