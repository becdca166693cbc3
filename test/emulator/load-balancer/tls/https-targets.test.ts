import { expect, test } from 'vitest';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { startHttpsTarget } from '../../../support/tls/https-target.ts';
import { until } from '../../../support/until.ts';

test('a target of HTTPS is spoken to by TLS, whatever its certificate, over one connection', async () => {
  await using target = await startHttpsTarget((request, response) => request.pipe(response));
  await using path = startDataPath({
    groups: { tg: [target.route] },
    healthCheck: { enabled: false },
  });
  const port = await path.port();
  const body = 'a'.repeat(100_000);
  expect((await httpCall(port, { method: 'POST', body })).body).toBe(body);
  expect((await httpCall(port, { method: 'POST', body: 'b' })).body).toBe('b');
  expect(target.connections()).toBe(1);
});

test('a target that speaks an old TLS is spoken to all the same', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  await using target = await startHttpsTarget(undefined, old);
  await using path = startDataPath({ groups: { tg: [target.route] } });
  expect((await httpCall(await path.port())).body).toBe('ok');
});

test('a target of HTTPS that speaks no TLS is a 502', async () => {
  await using target = await startHttpTarget();
  const route = { ...target.route, tls: true };
  await using path = startDataPath({ groups: { tg: [route] }, healthCheck: { enabled: false } });
  expect((await httpCall(await path.port())).status).toBe(502);
});

test('a target that never ends the handshake is a 502 after ten seconds', async () => {
  const clock = new FakeClock();
  await using target = await startRawTarget();
  const route = { ...target.route, tls: true };
  await using path = startDataPath({ groups: { tg: [route] }, healthCheck: { enabled: false } }, clock);
  const answer = httpCall(await path.port());
  await until('the handshake begins', () => target.received().length > 0);
  await clock.advance(10_000);
  expect((await answer).status).toBe(502);
});

test.each([
  ['one that answers', 200, { state: 'healthy' }],
  [
    'one that answers something else',
    500,
    {
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [500]',
    },
  ],
])('checks the health by HTTPS: %s', async (_what, status, expected) => {
  const asked: (string | undefined)[] = [];
  await using target = await startHttpsTarget((request, response) => {
    asked.push(`${request.url} ${request.headers['user-agent']}`);
    response.statusCode = status;
    response.end();
  });
  const route = { ...target.route, lastKnownHealth: { state: 'healthy' } as const };
  await using path = startDataPath({
    groups: { tg: [route] },
    healthCheck: { protocol: 'HTTPS', path: '/health', unhealthyThreshold: 1, intervalMs: 50 },
  });
  const key = route.key;
  await until('it was probed', () => path.loadBalancers.lastProbe('tg', key));
  expect(asked[0]).toBe('/health ELB-HealthChecker/2.0');
  if (status !== 200) await until('it is unhealthy', () => path.health.length > 0);
  expect(path.health.map(({ health }) => health).at(-1) ?? { state: 'healthy' }).toEqual(expected);
});

test('a target without TLS fails a health check by HTTPS', async () => {
  await using target = await startHttpTarget();
  await using path = startDataPath({
    groups: { tg: [target.route] },
    healthCheck: { protocol: 'HTTPS', unhealthyThreshold: 1, intervalMs: 50 },
  });
  const told = await until('it is unhealthy', () => path.health[0]);
  expect(told.health).toEqual({
    state: 'unhealthy',
    reason: 'Target.FailedHealthChecks',
    description: 'Health checks failed',
  });
});
