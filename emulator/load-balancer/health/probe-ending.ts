import type { Clock } from '../../../src/clock.ts';
import type { HealthCheckSettings } from '../snapshot.ts';
import type { ProbeVerdict } from './health-state.ts';
import { matches } from './matcher.ts';

/** Whom to ask. */
export interface ProbeTarget {
  readonly address: string;
  readonly port: number;
}

/** What came back: a code where the target spoke HTTP or gRPC, else the error's code or message. */
export type ProbeAnswer =
  | { readonly statusCode: number }
  | { readonly grpcStatus: number }
  | { readonly error: string }
  | { readonly connected: true };

export type OnAnswer = (answer: ProbeAnswer, verdict: ProbeVerdict) => void;

/** A probe under way. */
export interface Probe {
  /** Ends it without a verdict. */
  cancel(): void;
}

/** As whom the load balancer asks. */
export const proberName = 'ELB-HealthChecker/2.0';

export const notReached: ProbeVerdict = {
  passed: false,
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};
const timedOut: ProbeVerdict = { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };

/** One verdict for a probe, whatever comes first; at the timeout the connection is closed in any case. */
export function probeEnding(
  settings: HealthCheckSettings,
  clock: Clock,
  onAnswer: OnAnswer,
  close: () => void,
) {
  let open = true;
  const end = (answer: ProbeAnswer, verdict: ProbeVerdict) => {
    if (!open) return;
    open = false;
    onAnswer(answer, verdict);
  };
  const timer = clock.setTimeout(() => {
    // TCP checks know one reason only.
    end({ error: 'timeout' }, settings.protocol === 'TCP' ? notReached : timedOut);
    close();
  }, settings.timeoutMs);
  const stopTimer = () => clock.clearTimeout(timer);
  const cancel = () => {
    open = false;
    stopTimer();
    close();
  };
  return { end, stopTimer, cancel };
}

/** What a code, of HTTP or of gRPC, means by the matcher. */
export function codeVerdict({ matcher }: Pick<HealthCheckSettings, 'matcher'>, code: number): ProbeVerdict {
  if (matches(matcher, code)) return { passed: true };
  return {
    passed: false,
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${code}]`,
  };
}

/** How an error is told in a probe's answer. */
export function errorText(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}

/** A path as it can stand in a request line: what node:http would throw at is percent-encoded. */
export function sendablePath(path: string): string {
  return path.replace(/[^\x21-\x7e]+/g, (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
