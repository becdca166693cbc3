import { expect, test } from 'vitest';
import {
  type HealthRecord,
  isUp,
  observe,
  type ProbeVerdict,
  recordOf,
  sameHealth,
} from '../../../../emulator/load-balancer/health/health-state.ts';
import type { TargetHealth } from '../../../../emulator/load-balancer/snapshot.ts';

const pass: ProbeVerdict = { passed: true };
const codes: ProbeVerdict = {
  passed: false,
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
};
const timeout: ProbeVerdict = { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };
const initial: TargetHealth = { state: 'initial', reason: 'Elb.InitialHealthChecking' };
const healthy: TargetHealth = { state: 'healthy' };
const unhealthy = {
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
} as const;

/** The states that a run of verdicts leads through, at thresholds of 3 successes and 2 failures. */
function run(from: TargetHealth, verdicts: readonly ProbeVerdict[], counts = true): string[] {
  let record: HealthRecord = recordOf(from);
  return verdicts.map((verdict) => {
    record = observe(record, verdict, { healthyThreshold: 3, unhealthyThreshold: 2 }, counts);
    return record.health.state;
  });
}

test.each<[string, TargetHealth, ProbeVerdict[], string[]]>([
  ['a new target is healthy after one success', initial, [pass], ['healthy']],
  [
    'a new target is unhealthy after unhealthyThreshold failures',
    initial,
    [codes, codes],
    ['initial', 'unhealthy'],
  ],
  [
    'a new target is healthy at the first success after a failure',
    initial,
    [codes, pass],
    ['initial', 'healthy'],
  ],
  [
    'a healthy one takes unhealthyThreshold failures in a row',
    healthy,
    [codes, pass, codes, codes],
    ['healthy', 'healthy', 'healthy', 'unhealthy'],
  ],
  [
    'an unhealthy one takes healthyThreshold successes in a row',
    unhealthy,
    [pass, pass, codes, pass, pass, pass],
    ['unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'healthy'],
  ],
])('%s', (_title, from, verdicts, expected) => {
  expect(run(from, verdicts)).toEqual(expected);
});

test('a failure that AWS would not have seen does not count', () => {
  expect(run(initial, [codes, codes, codes], false)).toEqual(['initial', 'initial', 'initial']);
});

test('an unhealthy target says what failed last', () => {
  const { health } = observe(
    recordOf(unhealthy),
    timeout,
    { healthyThreshold: 5, unhealthyThreshold: 2 },
    true,
  );
  expect(health).toEqual({ state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' });
});

test('healths read the same only with state, reason and description', () => {
  expect([
    sameHealth(healthy, { state: 'healthy' }),
    sameHealth(initial, { state: 'initial', reason: 'Elb.RegistrationInProgress' }),
    sameHealth(unhealthy, { ...unhealthy, description: 'Health checks failed with these codes: [500]' }),
    sameHealth(unhealthy, { ...unhealthy }),
  ]).toEqual([true, false, false, true]);
});

test.each<[TargetHealth, boolean]>([
  [initial, false],
  [healthy, true],
  [unhealthy, false],
  [{ state: 'unavailable', reason: 'Target.HealthCheckDisabled' }, true],
])('%j takes requests first: %s', (health, expected) => {
  expect(isUp(health)).toBe(expected);
});
