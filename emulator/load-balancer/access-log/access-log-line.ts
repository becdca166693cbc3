import type { ExchangeRecord, Forwarded, LoggedRequest } from './exchange-record.ts';
import { type LoadBalancerIdentity, loadBalancerOf } from './load-balancer-identity.ts';

const none = '-';
/** What ELBv2 writes of a user agent. */
const longestUserAgent = 8 * 1024;

/**
 * One line of an access log without its end: all 34 fields in AWS's order (Application Load Balancers guide, "Access
 * log entries").
 */
export function accessLogLine(record: ExchangeRecord): string {
  const { client, forwarded, tls, transform, desync } = record;
  const target = forwarded?.target ?? none;
  const targetStatus = String(forwarded?.status ?? none);
  return [
    record.type,
    timestamp(record.endedAtMs),
    elbName(loadBalancerOf(record.listenerArn)),
    `${client.address}:${client.port}`,
    target,
    ...processingTimes(record.receivedAtMs, forwarded),
    record.status,
    targetStatus,
    record.receivedBytes,
    record.sentBytes,
    requestLine(record.request),
    quoted(record.request?.userAgent?.slice(0, longestUserAgent)),
    tls?.cipher ?? none,
    tls?.version ?? none,
    forwarded?.targetGroupArn ?? none,
    quoted(forwarded?.traceId),
    quoted(tls?.serverName),
    quoted(tls?.certificateArn),
    record.rulePriority ?? none,
    timestamp(record.receivedAtMs),
    quoted(record.action),
    quoted(record.redirectUrl),
    // Only functions and authentication have reasons.
    quoted(undefined),
    quoted(target),
    quoted(targetStatus),
    quoted(desync?.classification),
    quoted(desync?.reason),
    `TID_${record.connectionId}`,
    quoted(transform?.host),
    quoted(transform?.uri),
    quoted(transform?.status),
    record.nodeAddress,
  ].join(' ');
}

function elbName(identity: LoadBalancerIdentity | undefined): string {
  return identity === undefined ? none : `app/${identity.name}/${identity.id}`;
}

/** Seconds until the target was sent the request, until it answered, and until the client was; -1 is never. */
function processingTimes(receivedAtMs: number, { sentAtMs, answeredAtMs }: Partial<Forwarded> = {}) {
  if (sentAtMs === undefined) return ['-1', '-1', '-1'];
  const request = seconds(sentAtMs - receivedAtMs);
  if (answeredAtMs === undefined) return [request, '-1', '-1'];
  // Answers are passed on as they come.
  return [request, seconds(answeredAtMs - sentAtMs), '0.000'];
}

function seconds(ms: number): string {
  return (Math.max(ms, 0) / 1000).toFixed(3);
}

/** ISO 8601 with microseconds, of which ours are always zero. */
function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}000Z`;
}

function requestLine(request: LoggedRequest | undefined): string {
  return request === undefined ? '"- - - "' : quoted(`${request.method} ${request.url} ${request.version}`);
}

function quoted(value: string | undefined): string {
  if (value === undefined || value === '') return '"-"';
  return needsEscape.test(value) ? `"${value.replace(unprintable, escaped)}"` : `"${value}"`;
}

/** What would end the field or the line, and what nobody could read. */
const needsEscape = /["\\]|[^ -~]/;
/** The same by whole characters, which is slower to look for. */
const unprintable = /["\\]|[^ -~]/gu;

function escaped(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
