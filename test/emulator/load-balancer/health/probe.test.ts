import { expect, test } from 'vitest';
import type { ProbeVerdict } from '../../../../emulator/load-balancer/health/health-state.ts';
import { sendProbe } from '../../../../emulator/load-balancer/health/probe.ts';
import type { ProbeAnswer } from '../../../../emulator/load-balancer/health/probe-ending.ts';
import type { HealthCheckSettings } from '../../../../emulator/load-balancer/snapshot.ts';
import type { Clock } from '../../../../src/clock.ts';
import { calmHealthCheck } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

interface Result {
  readonly answer: ProbeAnswer;
  readonly verdict: ProbeVerdict;
}

function probe(port: number, changes: Partial<HealthCheckSettings> = {}, clock: Clock = new FakeClock()) {
  const settings: HealthCheckSettings = { ...calmHealthCheck, protocol: 'HTTP', ...changes };
  const results: Result[] = [];
  const sent = sendProbe({ address: '127.0.0.1', port }, settings, clock, (answer, verdict) =>
    results.push({ answer, verdict }),
  );
  return { sent, results, result: () => until('a verdict', () => results[0]) };
}

const failed = { passed: false, reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };

test('asks as ELB does, on a connection of its own', async () => {
  await using target = await startRawTarget((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
  const { result } = probe(target.port, { path: '/health?a=b' });
  expect(await result()).toEqual({ answer: { statusCode: 200 }, verdict: { passed: true } });
  expect(target.received()).toBe(
    `GET /health?a=b HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\n\r\n`,
  );
});

test.each([
  [
    503,
    '200',
    {
      passed: false,
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [503]',
    },
  ],
  [
    302,
    '200-299',
    {
      passed: false,
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [302]',
    },
  ],
  [302, '200-399', { passed: true }],
])('a status of %i under the matcher %s', async (statusCode, matcher, verdict) => {
  await using target = await startHttpTarget((_request, response) =>
    response.writeHead(statusCode, { Location: '/elsewhere' }).end(),
  );
  expect(await probe(target.port, { matcher }).result()).toEqual({ answer: { statusCode }, verdict });
  expect(target.seen).toEqual(['GET /']);
});

test('a target that does not answer in time timed out', async () => {
  const clock = new FakeClock();
  await using target = await startHttpTarget(() => {});
  const { results } = probe(target.port, {}, clock);
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
  await until('the connection is closed', () => target.accepted.every(({ destroyed }) => destroyed));
  expect(clock.pending).toBe(0);
});

test('a target that nobody listens at failed', async () => {
  const target = await startRawTarget();
  await target[Symbol.asyncDispose]();
  expect(await probe(target.port).result()).toEqual({ answer: { error: 'ECONNREFUSED' }, verdict: failed });
});

test.each([
  ['closes without an answer', ''],
  ['speaks no HTTP', 'SSH-2.0-x\r\n'],
  [
    'switches protocols unasked',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  ],
])('a target that %s failed', async (_title, text) => {
  await using target = await startRawTarget((socket) => socket.end(text));
  expect((await probe(target.port).result()).verdict).toEqual(failed);
});

test('a path beyond ASCII is sent encoded', async () => {
  await using target = await startHttpTarget();
  await probe(target.port, { path: '/is it ö?q=é' }).result();
  expect(target.seen).toEqual(['GET /is%20it%20%C3%B6?q=%C3%A9']);
});

test('an answer without an end has its verdict at once and its connection closed at the timeout', async () => {
  const clock = new FakeClock();
  await using target = await startHttpTarget((_request, response) => {
    response.write('on and on');
  });
  expect((await probe(target.port, {}, clock).result()).verdict).toEqual({ passed: true });
  expect(clock.pending).toBe(1);
  await clock.advance(5000);
  await until('the connection is closed', () => target.accepted.every(({ destroyed }) => destroyed));
});

test('a TCP check passes with the connection, and fails with one reason only', async () => {
  await using target = await startRawTarget();
  expect(await probe(target.port, { protocol: 'TCP' }).result()).toEqual({
    answer: { connected: true },
    verdict: { passed: true },
  });
  await target[Symbol.asyncDispose]();
  expect((await probe(target.port, { protocol: 'TCP' }).result()).verdict).toEqual(failed);
});

test('a probe that is cancelled has no verdict and leaves nothing behind', async () => {
  const clock = new FakeClock();
  await using target = await startHttpTarget(() => {});
  const { sent, results } = probe(target.port, {}, clock);
  await until('the probe is there', () => target.seen.length === 1);
  sent.cancel();
  await until('the connection is closed', () => target.accepted.every(({ destroyed }) => destroyed));
  expect([results, clock.pending]).toEqual([[], 0]);
});
