import type { HealthCheckSettings, TargetHealth } from '../snapshot.ts';

type Unhealthy = Extract<TargetHealth, { state: 'unhealthy' }>;

/** What one probe found, with AWS's words for what failed. */
export type ProbeVerdict =
  | { readonly passed: true }
  | { readonly passed: false; readonly reason: Unhealthy['reason']; readonly description: string };

/** A target's health, and the run of equal verdicts that led to it. */
export interface HealthRecord {
  readonly health: TargetHealth;
  readonly consecutiveSuccesses: number;
  readonly consecutiveFailures: number;
}

export type Thresholds = Pick<HealthCheckSettings, 'healthyThreshold' | 'unhealthyThreshold'>;

/** Where a target starts, or goes on after a restart. */
export function recordOf(health: TargetHealth): HealthRecord {
  return { health, consecutiveSuccesses: 0, consecutiveFailures: 0 };
}

/**
 * The record after one more verdict (Application Load Balancers guide, "Health checks for target groups"):
 * a new target is healthy after a single success and unhealthy after `unhealthyThreshold` failures; from then on it
 * takes a run of `unhealthyThreshold` failures or `healthyThreshold` successes. A failure with `counts` false is one
 * of a probe that AWS would not have sent; it changes nothing.
 */
export function observe(
  record: HealthRecord,
  verdict: ProbeVerdict,
  thresholds: Thresholds,
  counts: boolean,
): HealthRecord {
  if (verdict.passed) return succeeded(record, thresholds);
  return counts ? failed(record, verdict, thresholds) : record;
}

function succeeded(record: HealthRecord, { healthyThreshold }: Thresholds): HealthRecord {
  const successes = record.consecutiveSuccesses + 1;
  const recovered = record.health.state !== 'unhealthy' || successes >= healthyThreshold;
  return {
    health: recovered ? { state: 'healthy' } : record.health,
    consecutiveSuccesses: successes,
    consecutiveFailures: 0,
  };
}

function failed(
  record: HealthRecord,
  { reason, description }: Extract<ProbeVerdict, { passed: false }>,
  { unhealthyThreshold }: Thresholds,
): HealthRecord {
  const failures = record.consecutiveFailures + 1;
  const down = record.health.state === 'unhealthy' || failures >= unhealthyThreshold;
  return {
    health: down ? { state: 'unhealthy', reason, description } : record.health,
    consecutiveSuccesses: 0,
    consecutiveFailures: failures,
  };
}

/** Whether two healths read the same. */
export function sameHealth(a: TargetHealth, b: TargetHealth): boolean {
  if (a.state !== b.state || reasonOf(a) !== reasonOf(b)) return false;
  return a.state !== 'unhealthy' || b.state !== 'unhealthy' || a.description === b.description;
}

function reasonOf(health: TargetHealth): string | undefined {
  return health.state === 'healthy' ? undefined : health.reason;
}

/** Whether a target of this health is one of those that take requests first. */
export function isUp(health: TargetHealth): boolean {
  return health.state === 'healthy' || health.state === 'unavailable';
}
