import { Agent, get } from 'node:http';
import { get as getSecurely, Agent as SecureAgent } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Clock } from '../../../src/clock.ts';
import { localProxyHeader } from '../flows/proxy-header.ts';
import type { HealthCheckSettings } from '../snapshot.ts';
import { targetTls } from '../tls/target-tls.ts';
import type { ProbeVerdict } from './health-state.ts';
import { matches } from './matcher.ts';

/** Whom to ask. */
export interface ProbeTarget {
  readonly address: string;
  readonly port: number;
}

/** What came back: a status code where the target spoke HTTP, else the error's code or message. */
export type ProbeAnswer =
  | { readonly statusCode: number }
  | { readonly error: string }
  | { readonly connected: true };

export type OnAnswer = (answer: ProbeAnswer, verdict: ProbeVerdict) => void;

/** A probe under way. */
export interface Probe {
  /** Ends it without a verdict. */
  cancel(): void;
}

const notReached: ProbeVerdict = {
  passed: false,
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};
const timedOut: ProbeVerdict = { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };

/** Every probe is a connection of its own. */
const agent = new Agent({ keepAlive: false });
const secureAgent = new SecureAgent({ keepAlive: false, maxCachedSessions: 0 });

/** Sends one probe; `onAnswer` is called once. The timeout is real time: it bounds the target's own work. */
export function sendProbe(
  target: ProbeTarget,
  settings: HealthCheckSettings,
  clock: Clock,
  onAnswer: OnAnswer,
): Probe {
  const onVerdict: OnAnswer =
    settings.network === undefined
      ? onAnswer
      : // Network Load Balancers know one reason of failure only.
        (answer, verdict) => onAnswer(answer, verdict.passed ? verdict : notReached);
  return settings.protocol === 'TCP'
    ? probeTcp(target, settings, clock, onVerdict)
    : probeHttp(target, settings, clock, onVerdict);
}

/** Connects for a probe, which begins with a header of the proxy protocol where the target expects one. */
function connectForProbe({ address, port }: ProbeTarget, { network }: HealthCheckSettings): Socket {
  const socket = connect({ host: address, port });
  if (network?.proxyProtocol === true) socket.write(localProxyHeader());
  return socket;
}

/** How plain HTTP reaches a target: a proxied one hears the header before the request. */
function connectionFor(target: ProbeTarget, settings: HealthCheckSettings) {
  return settings.network?.proxyProtocol === true
    ? { createConnection: () => connectForProbe(target, settings) }
    : { agent };
}

function probeHttp(
  target: ProbeTarget,
  settings: HealthCheckSettings,
  clock: Clock,
  onAnswer: OnAnswer,
): Probe {
  const { address, port } = target;
  const headers = [
    'Host',
    `${address}:${port}`,
    'Connection',
    'close',
    'User-Agent',
    'ELB-HealthChecker/2.0',
  ];
  const asked = { host: address, port, path: sendablePath(settings.path), headers };
  const request =
    settings.protocol === 'HTTPS'
      ? getSecurely({ ...asked, ...targetTls, agent: secureAgent })
      : get({ ...asked, ...connectionFor(target, settings) });
  const ending = once(settings, clock, onAnswer, () => request.destroy());
  request.on('response', (response) => {
    const statusCode = response.statusCode ?? 0;
    // The verdict is the status's; what the target has to say beyond is taken, so that it sees no broken connection.
    response.on('error', () => {});
    response.resume();
    ending.end(
      { statusCode },
      matches(settings.matcher, statusCode) ? { passed: true } : mismatch(statusCode),
    );
  });
  request.on('error', (error) => ending.end({ error: errorText(error) }, notReached));
  request.on('close', () => {
    // A target that switches protocols unasked ends the connection with neither an answer nor an error.
    ending.end({ error: 'closed' }, notReached);
    ending.stopTimer();
  });
  return ending;
}

/** A path as it can stand in a request line: what node:http would throw at is percent-encoded. */
function sendablePath(path: string): string {
  return path.replace(/[^\x21-\x7e]+/g, (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

function probeTcp(
  target: ProbeTarget,
  settings: HealthCheckSettings,
  clock: Clock,
  onAnswer: OnAnswer,
): Probe {
  const socket = connectForProbe(target, settings);
  const ending = once(settings, clock, onAnswer, () => socket.destroy());
  socket.on('connect', () => {
    ending.end({ connected: true }, { passed: true });
    socket.end();
    socket.resume();
  });
  socket.on('error', (error) => ending.end({ error: errorText(error) }, notReached));
  socket.on('close', ending.stopTimer);
  return ending;
}

/** One verdict for a probe, whatever comes first; at the timeout the connection is closed in any case. */
function once(settings: HealthCheckSettings, clock: Clock, onAnswer: OnAnswer, close: () => void) {
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

function mismatch(statusCode: number): ProbeVerdict {
  return {
    passed: false,
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${statusCode}]`,
  };
}

function errorText(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
