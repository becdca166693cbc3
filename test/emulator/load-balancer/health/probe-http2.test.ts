import { expect, test } from 'vitest';
import { sendProbe } from '../../../../emulator/load-balancer/health/probe.ts';
import type { HealthCheckSettings } from '../../../../emulator/load-balancer/snapshot.ts';
import type { Clock } from '../../../../src/clock.ts';
import { calmHealthCheck } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { startHttp2Target } from '../../../support/data-path/http2-target.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { echoService } from '../../../support/grpc/echo-service.ts';
import { startGrpcTarget } from '../../../support/grpc/grpc-target.ts';
import { startHttpsTarget } from '../../../support/tls/https-target.ts';
import { until } from '../../../support/until.ts';

function probe(port: number, changes: Partial<HealthCheckSettings>, clock: Clock = new FakeClock()) {
  const settings: HealthCheckSettings = { ...calmHealthCheck, protocol: 'HTTP', ...changes };
  const results: unknown[] = [];
  const sent = sendProbe({ address: '127.0.0.1', port }, settings, clock, (answer, verdict) =>
    results.push({ answer, verdict }),
  );
  return { sent, results, result: () => until('a verdict', () => results[0]) };
}

const failed = { passed: false, reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
const mismatch = (code: number) => ({
  passed: false,
  reason: 'Target.ResponseCodeMismatch',
  description: `Health checks failed with these codes: [${code}]`,
});
const grpc = { version: 'GRPC', path: '/AWS.ALB/healthcheck', matcher: '12' } as const;

test.each([
  [false, 'HTTP', 'http'],
  [true, 'HTTPS', 'https'],
] as const)('asks a target of HTTP/2 by it (TLS: %s)', async (tls, protocol, scheme) => {
  const seen: unknown[] = [];
  await using target = await startHttp2Target(
    (stream, headers) => {
      seen.push(Object.fromEntries(Object.entries(headers)));
      stream.respond({ ':status': 200 }, { endStream: true });
    },
    { tls },
  );
  const clock = new FakeClock();
  const { result } = probe(target.port, { version: 'HTTP2', path: '/health?a=b', protocol }, clock);
  expect(await result()).toEqual({ answer: { statusCode: 200 }, verdict: { passed: true } });
  expect(seen).toEqual([
    {
      ':method': 'GET',
      ':path': '/health?a=b',
      ':scheme': scheme,
      ':authority': `127.0.0.1:${target.port}`,
      'user-agent': 'ELB-HealthChecker/2.0',
    },
  ]);
  await until('the connection is closed', () => target.sessions.every(({ destroyed }) => destroyed));
  await until('nothing is left', () => clock.pending === 0);
});

test('a status beyond the matcher fails by its code', async () => {
  await using target = await startHttp2Target((stream) =>
    stream.respond({ ':status': 503 }, { endStream: true }),
  );
  expect(await probe(target.port, { version: 'HTTP2' }).result()).toEqual({
    answer: { statusCode: 503 },
    verdict: mismatch(503),
  });
});

test.each([false, true])('a gRPC server without the method is healthy by default (TLS: %s)', async (tls) => {
  await using target = await startGrpcTarget({}, { tls });
  const protocol = tls ? 'HTTPS' : 'HTTP';
  expect(await probe(target.port, { ...grpc, protocol }).result()).toEqual({
    answer: { grpcStatus: 12 },
    verdict: { passed: true },
  });
});

test.each([
  ['0', { passed: true }],
  ['0-5', { passed: true }],
  ['3,12', mismatch(0)],
])('a call that succeeds under the matcher %s', async (matcher, verdict) => {
  const messages: Buffer[] = [];
  await using target = await startGrpcTarget({
    once: (call, done) => {
      messages.push(call.request);
      done(null, Buffer.from('fine'));
    },
  });
  const result = await probe(target.port, { ...grpc, path: echoService.once.path, matcher }).result();
  expect([result, messages]).toEqual([{ answer: { grpcStatus: 0 }, verdict }, [Buffer.alloc(0)]]);
});

test.each([
  [404, 12],
  [503, 14],
  [200, 2],
  [418, 2],
])('a status of %i without one of gRPC means %i', async (status, code) => {
  await using target = await startHttp2Target((stream) => {
    stream.respond({ ':status': status });
    stream.end('html');
  });
  expect(await probe(target.port, { ...grpc, matcher: '99' }).result()).toEqual({
    answer: { grpcStatus: code },
    verdict: mismatch(code),
  });
});

test('a target that does not answer in time timed out', async () => {
  const clock = new FakeClock();
  await using target = await startHttp2Target(() => {});
  const { results } = probe(target.port, grpc, clock);
  await until('the probe is there', () => target.seen.length === 1);
  await clock.advance(4999);
  expect(results).toEqual([]);
  await clock.advance(1);
  expect(results).toEqual([
    {
      answer: { error: 'timeout' },
      verdict: { passed: false, reason: 'Target.Timeout', description: 'Request timed out' },
    },
  ]);
  await until('the connection is closed', () => target.sessions.every(({ destroyed }) => destroyed));
});

test.each(['HTTP2', 'GRPC'] as const)(
  'a target that speaks no HTTP/2 fails a check of %s',
  async (version) => {
    await using plain = await startHttpTarget();
    await using secure = await startHttpsTarget();
    const verdictOf = async (port: number, protocol: 'HTTP' | 'HTTPS') =>
      probe(port, { version, protocol }).result();
    expect(await verdictOf(plain.port, 'HTTP')).toMatchObject({ verdict: failed });
    expect(await verdictOf(secure.route.port, 'HTTPS')).toMatchObject({ verdict: failed });
    const gone = await startRawTarget();
    await gone[Symbol.asyncDispose]();
    expect(await verdictOf(gone.port, 'HTTP')).toEqual({
      answer: { error: 'ECONNREFUSED' },
      verdict: failed,
    });
  },
);

test('a stream that is reset failed', async () => {
  await using target = await startHttp2Target((stream) => stream.close(2));
  expect(await probe(target.port, grpc).result()).toMatchObject({ verdict: failed });
});

test('a probe that is cancelled has no verdict and leaves nothing behind', async () => {
  const clock = new FakeClock();
  await using target = await startHttp2Target(() => {});
  const { sent, results } = probe(target.port, grpc, clock);
  await until('the probe is there', () => target.seen.length === 1);
  sent.cancel();
  await until('the connection is closed', () => target.sessions.every(({ destroyed }) => destroyed));
  expect([results, clock.pending]).toEqual([[], 0]);
});
