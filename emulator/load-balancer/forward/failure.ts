import type { ElbStatus } from './elb-answer.ts';

/** Every way in which forwarding fails, and what ELBv2 answers (guide, "Troubleshoot your Application Load Balancers"). */
export const failureStatus = {
  noTarget: 503,
  connectionRefused: 502,
  connectionReset: 502,
  malformedResponse: 502,
  deregistrationDelayElapsed: 502,
  connectTimeout: 504,
  unreachable: 504,
  targetIdle: 504,
  clientIdle: 408,
  malformedRequest: 400,
} as const satisfies Record<string, ElbStatus>;

export type ForwardFailure = keyof typeof failureStatus;

/** No TCP connection to a target within the load balancer's 10 seconds. */
export class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
}

/** A target that took the connection, and did not end the handshake in its 10 seconds: 502, as for a failed one. */
export class HandshakeTimeoutError extends Error {
  override readonly name = 'HandshakeTimeoutError';
}

/** An address that nobody holds any more never answers in a VPC, and AWS times out; a local kernel knows sooner. */
const unreachableCodes: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
]);

/** Which failure an error of the connection to a target is. */
export function failureOf(error: Error): ForwardFailure {
  if (error instanceof ConnectTimeoutError) return 'connectTimeout';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED') return 'connectionRefused';
  if (unreachableCodes.has(code)) return 'unreachable';
  if (code.startsWith('HPE_')) return 'malformedResponse';
  return 'connectionReset';
}
