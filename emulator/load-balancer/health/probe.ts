import { Agent, get } from 'node:http';
import { get as getSecurely, Agent as SecureAgent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Clock } from '../../../src/clock.ts';
import { localProxyHeader } from '../flows/proxy-header.ts';
import type { HealthCheckSettings } from '../snapshot.ts';
import { targetTls } from '../tls/target-tls.ts';
import {
  codeVerdict,
  errorText,
  notReached,
  type OnAnswer,
  type Probe,
  type ProbeTarget,
  probeEnding,
  proberName,
  sendablePath,
} from './probe-ending.ts';
import { probeHttp2 } from './probe-http2.ts';

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
  if (settings.protocol === 'TCP') return probeTcp(target, settings, clock, onVerdict);
  return settings.version === 'HTTP2' || settings.version === 'GRPC'
    ? probeHttp2(target, settings, clock, onVerdict)
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

/** As {@link connectionFor}: the header comes before the handshake. */
function secureConnectionFor(target: ProbeTarget, settings: HealthCheckSettings) {
  return settings.network?.proxyProtocol === true
    ? { createConnection: () => connectSecurely({ socket: connectForProbe(target, settings), ...targetTls }) }
    : { agent: secureAgent };
}

function probeHttp(
  target: ProbeTarget,
  settings: HealthCheckSettings,
  clock: Clock,
  onAnswer: OnAnswer,
): Probe {
  const { address, port } = target;
  const headers = ['Host', `${address}:${port}`, 'Connection', 'close', 'User-Agent', proberName];
  const asked = { host: address, port, path: sendablePath(settings.path), headers };
  const request =
    settings.protocol === 'HTTPS'
      ? getSecurely({ ...asked, ...targetTls, ...secureConnectionFor(target, settings) })
      : get({ ...asked, ...connectionFor(target, settings) });
  const ending = probeEnding(settings, clock, onAnswer, () => request.destroy());
  request.on('response', (response) => {
    const statusCode = response.statusCode ?? 0;
    // The verdict is the status's; what the target has to say beyond is taken, so that it sees no broken connection.
    response.on('error', () => {});
    response.resume();
    ending.end({ statusCode }, codeVerdict(settings, statusCode));
  });
  request.on('error', (error) => ending.end({ error: errorText(error) }, notReached));
  request.on('close', () => {
    // A target that switches protocols unasked ends the connection with neither an answer nor an error.
    ending.end({ error: 'closed' }, notReached);
    ending.stopTimer();
  });
  return ending;
}

function probeTcp(
  target: ProbeTarget,
  settings: HealthCheckSettings,
  clock: Clock,
  onAnswer: OnAnswer,
): Probe {
  const socket = connectForProbe(target, settings);
  const ending = probeEnding(settings, clock, onAnswer, () => socket.destroy());
  socket.on('connect', () => {
    ending.end({ connected: true }, { passed: true });
    socket.end();
    socket.resume();
  });
  socket.on('error', (error) => ending.end({ error: errorText(error) }, notReached));
  socket.on('close', ending.stopTimer);
  return ending;
}
