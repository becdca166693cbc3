import { expect, test } from 'vitest';
import { HealthChecker } from '../../../../emulator/load-balancer/health/health-checker.ts';
import type {
  HealthCheckSettings,
  RoutingSnapshot,
  TargetHealth,
  TargetRoute,
} from '../../../../emulator/load-balancer/snapshot.ts';
import { calmHealthCheck } from '../../../support/data-path/data-path.ts';
import { defaultBalancing } from '../../../support/data-path/default-balancing.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { routeTo } from '../../../support/data-path/route-to.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

const registering: TargetHealth = { state: 'initial', reason: 'Elb.RegistrationInProgress' };
const checking: TargetHealth = { state: 'initial', reason: 'Elb.InitialHealthChecking' };
const healthy: TargetHealth = { state: 'healthy' };
const unhealthy = (code: number): TargetHealth => ({
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: `Health checks failed with these codes: [${code}]`,
});

/** A health checker on a clock that stands still, and a target whose status the test sets. */
async function startScene(firstStatus: number) {
  const clock = new FakeClock();
  const state = { status: firstStatus };
  const target = await startHttpTarget((_request, response) => response.writeHead(state.status).end());
  const reports: TargetHealth[] = [];
  const ups: boolean[] = [];
  const checker = new HealthChecker({
    clock,
    timing: { speed: 1, awsTiming: false },
    reports: { targetHealth: (_arn, _key, health) => reports.push(health) },
    setStatus: (_arn, _key, up) => ups.push(up),
  });
  const apply = (targets: readonly TargetRoute[], settings: Partial<HealthCheckSettings> = {}) => {
    const snapshot: RoutingSnapshot = {
      listeners: [],
      targetGroups: new Map([
        [
          'tg',
          {
            targetGroupArn: 'tg',
            balancing: defaultBalancing,
            targets,
            healthCheck: { ...calmHealthCheck, protocol: 'HTTP', healthyThreshold: 3, ...settings },
          },
        ],
      ]),
    };
    checker.apply(snapshot);
  };
  /** Waits for the probes so far, then lets time pass up to the next one and waits for that. */
  const probed = async (count: number) => {
    await until(`${count} probes are answered`, () => {
      const last = checker.lastProbe('tg', target.route.key);
      return target.seen.length === count && last !== undefined && last.atMs === clock.now();
    });
  };
  const registered = (changes: Partial<TargetRoute> = {}) =>
    routeTo(target.port, { registeredAtMs: clock.now(), lastKnownHealth: registering, ...changes });
  return {
    clock,
    state,
    target,
    reports,
    ups,
    checker,
    apply,
    probed,
    registered,
    [Symbol.asyncDispose]: async () => {
      checker.close();
      await target[Symbol.asyncDispose]();
    },
  };
}

test('probes a new target at once, and one success makes it healthy', async () => {
  await using scene = await startScene(200);
  scene.apply([scene.registered()]);
  await scene.probed(1);
  expect([scene.reports, scene.ups]).toEqual([
    [checking, healthy],
    [false, false, true],
  ]);
});

test('goes through the thresholds: two failures down, three successes up again', async () => {
  await using scene = await startScene(200);
  scene.apply([scene.registered()]);
  await scene.probed(1);
  const statuses = [503, 200, 503, 500, 200, 200, 200];
  for (const [index, status] of statuses.entries()) {
    scene.state.status = status;
    await scene.clock.advance(30_000);
    await scene.probed(index + 2);
  }
  expect(scene.reports).toEqual([checking, healthy, unhealthy(500), healthy]);
  expect(scene.ups).toEqual([false, false, true, false, true]);
});

test('says anew what fails when that changes', async () => {
  await using scene = await startScene(200);
  scene.apply([scene.registered({ lastKnownHealth: unhealthy(500) })]);
  await until('a first probe', () => scene.target.seen.length === 1);
  scene.state.status = 404;
  await scene.clock.advance(30_000);
  await scene.probed(2);
  expect(scene.reports).toEqual([unhealthy(404)]);
});

test('asks a starting target again after 100, 200, 400, 800 and then every 1000 ms, none of which counts', async () => {
  await using scene = await startScene(503);
  scene.apply([scene.registered()]);
  const startedAtMs = scene.clock.now();
  await scene.probed(1);
  const times = [0];
  for (let count = 2; count <= 7; count += 1) {
    await scene.clock.runUntil(() => scene.clock.now() > startedAtMs + (times.at(-1) ?? 0));
    await scene.probed(count);
    times.push(scene.clock.now() - startedAtMs);
  }
  expect(times).toEqual([0, 100, 300, 700, 1500, 2500, 3500]);
  scene.state.status = 200;
  await scene.clock.advance(1000);
  await scene.probed(8);
  expect(scene.reports).toEqual([checking, healthy]);
});

test('a starting target is unhealthy after unhealthyThreshold intervals', async () => {
  await using scene = await startScene(503);
  // Longer apart than the interval: only the probes that AWS would send are left.
  scene.apply([scene.registered()], { intervalMs: 100 });
  await scene.probed(1);
  expect(scene.reports).toEqual([checking]);
  await scene.clock.advance(100);
  await scene.probed(2);
  expect(scene.reports).toEqual([checking, unhealthy(503)]);
});

test('goes on with the health known from before a restart', async () => {
  await using scene = await startScene(200);
  scene.apply([scene.registered({ lastKnownHealth: healthy })]);
  expect(scene.ups).toEqual([true]);
  await scene.probed(1);
  expect(scene.reports).toEqual([]);
});

test('starts anew when a target is registered anew', async () => {
  await using scene = await startScene(200);
  scene.apply([scene.registered()]);
  await scene.probed(1);
  scene.apply([scene.registered({ registeredAtMs: scene.clock.now() + 1, lastKnownHealth: registering })]);
  expect(scene.checker.health('tg', scene.target.route.key)).toEqual(registering);
  await until('it is probed again', () => scene.target.seen.length === 2);
  await until('it is healthy again', () => scene.reports.length === 4);
  expect(scene.reports).toEqual([checking, healthy, checking, healthy]);
});

test('keeps its own knowledge where a snapshot is older', async () => {
  await using scene = await startScene(200);
  const target = scene.registered();
  scene.apply([target]);
  await scene.probed(1);
  scene.apply([target]);
  expect([scene.checker.health('tg', target.key), scene.ups.at(-1)]).toEqual([healthy, true]);
});

test('asks the port of the health check where it is not the traffic port', async () => {
  await using scene = await startScene(200);
  await using other = await startHttpTarget();
  scene.apply([scene.registered()], { port: other.port, path: '/ready' });
  await until('the other port is asked', () => other.seen.length === 1);
  await until('the target is healthy', () => scene.reports.length === 2);
  expect([other.seen, scene.target.seen, scene.reports]).toEqual([['GET /ready'], [], [checking, healthy]]);
});

test('without health checks a target is unavailable and takes requests', async () => {
  await using scene = await startScene(200);
  scene.apply([scene.registered()], { enabled: false });
  await until('it is reported', () => scene.reports.length === 1);
  const disabled: TargetHealth = { state: 'unavailable', reason: 'Target.HealthCheckDisabled' };
  scene.apply([scene.registered({ lastKnownHealth: disabled })], { enabled: false });
  await scene.clock.advance(60_000);
  expect([scene.reports, scene.ups, scene.target.seen]).toEqual([[disabled], [true, true], []]);
});

test('takes up new settings, also an interval that is shorter than the wait under way', async () => {
  await using scene = await startScene(200);
  const target = scene.registered();
  scene.apply([target]);
  await scene.probed(1);
  scene.apply([target], { intervalMs: 5000, path: '/new' });
  await scene.clock.advance(5000);
  await scene.probed(2);
  expect(scene.target.seen).toEqual(['GET /', 'GET /new']);
});

test('does not ask a draining target, nor one that is gone', async () => {
  await using scene = await startScene(200);
  const target = scene.registered();
  scene.apply([target]);
  await scene.probed(1);
  scene.apply([{ ...target, state: 'draining' }]);
  expect(scene.clock.pending).toBe(0);
  scene.apply([]);
  await scene.clock.advance(120_000);
  expect(scene.target.seen).toEqual(['GET /']);
});

test('a thousand targets registered at once are all probed', async () => {
  await using scene = await startScene(200);
  const targets = Array.from({ length: 1000 }, (_, i) => ({ ...scene.registered(), key: `k${i}` }));
  scene.apply(targets, { protocol: 'TCP' });
  await until(
    'all are healthy',
    () => scene.reports.filter(({ state }) => state === 'healthy').length === 1000,
  );
  scene.checker.close();
  await until('no timer is left', () => scene.clock.pending === 0);
});
