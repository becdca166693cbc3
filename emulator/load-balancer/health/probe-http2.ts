import { type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import type { Clock } from '../../../src/clock.ts';
import { dialHttp2 } from '../http2/target/target-dial.ts';
import type { HealthCheckSettings } from '../snapshot.ts';
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

/** A message of gRPC that says nothing: not compressed, no bytes long. */
const emptyMessage = Buffer.alloc(5);

/** Asks by HTTP/2, on a connection of its own: for a status, or by a call of gRPC for the status of that. */
export function probeHttp2(
  target: ProbeTarget,
  settings: HealthCheckSettings,
  clock: Clock,
  onAnswer: OnAnswer,
): Probe {
  const secure = settings.protocol === 'HTTPS';
  const socket = dialHttp2({ ...target, secure }, clock);
  const session = connect(`${secure ? 'https' : 'http'}://target`, { createConnection: () => socket });
  const ending = probeEnding(settings, clock, onAnswer, () => session.destroy());
  const failed = (error: Error) => ending.end({ error: errorText(error) }, notReached);
  socket.once('error', failed);
  session.on('error', failed);
  session.on('close', () => {
    ending.end({ error: 'closed' }, notReached);
    ending.stopTimer();
  });
  const isCall = settings.version === 'GRPC';
  const stream = session.request(
    {
      ':method': isCall ? 'POST' : 'GET',
      ':path': sendablePath(settings.path),
      ':scheme': secure ? 'https' : 'http',
      ':authority': `${target.address}:${target.port}`,
      'user-agent': proberName,
      ...(isCall ? { 'content-type': 'application/grpc', te: 'trailers' } : {}),
    },
    { endStream: !isCall },
  );
  // What breaks it shows in its close.
  stream.on('error', failed);
  stream.on('close', () => session.close());
  if (isCall) call(stream, (grpcStatus) => ending.end({ grpcStatus }, codeVerdict(settings, grpcStatus)));
  else ask(stream, (statusCode) => ending.end({ statusCode }, codeVerdict(settings, statusCode)));
  return ending;
}

function ask(stream: ClientHttp2Stream, onStatus: (statusCode: number) => void): void {
  stream.on('response', (headers) => onStatus(Number(headers[':status'])));
  stream.resume();
}

/** The status comes behind the answer, or with its head where there is no answer. */
function call(stream: ClientHttp2Stream, onStatus: (grpcStatus: number) => void): void {
  let httpStatus: number | undefined;
  const tell = (headers: IncomingHttpHeaders) => {
    const status = headers['grpc-status'];
    if (status !== undefined) onStatus(Number(status));
  };
  stream.on('response', (headers) => {
    httpStatus = Number(headers[':status']);
    tell(headers);
  });
  stream.on('trailers', tell);
  stream.on('close', () => {
    if (httpStatus !== undefined && stream.rstCode === constants.NGHTTP2_NO_ERROR)
      onStatus(grpcStatusOf(httpStatus));
  });
  stream.resume();
  stream.end(emptyMessage);
}

/** What a status of HTTP means to gRPC where nothing else is said (its "HTTP to gRPC Status Code Mapping"). */
const statusOfHttp: ReadonlyMap<number, number> = new Map([
  [400, 13],
  [401, 16],
  [403, 7],
  [404, 12],
  [429, 14],
  [502, 14],
  [503, 14],
  [504, 14],
]);

function grpcStatusOf(httpStatus: number): number {
  return statusOfHttp.get(httpStatus) ?? 2;
}
