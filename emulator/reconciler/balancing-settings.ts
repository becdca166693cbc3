import { numericAttribute } from '../../src/services/elbv2/attributes/attributes.ts';
import { targetGroupAttributes } from '../../src/services/elbv2/attributes/target-group-attributes.ts';
import type { BalancingSettings, MinimumHealthy, Stickiness } from '../load-balancer/snapshot.ts';

type Attributes = Readonly<Record<string, string>>;

const minimum = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';

/** What the attributes of a target group say of its balancing. */
export function balancingSettings(attributes: Attributes): BalancingSettings {
  const stickiness = stickinessOf(attributes);
  return {
    algorithm: algorithmOf(attributes['load_balancing.algorithm.type']),
    slowStartMs: millisecondsOf(attributes, 'slow_start.duration_seconds'),
    minimumHealthy: minimumHealthyOf(attributes),
    ...(stickiness === undefined ? {} : { stickiness }),
  };
}

function algorithmOf(value: string | undefined): BalancingSettings['algorithm'] {
  return value === 'least_outstanding_requests' || value === 'weighted_random' ? value : 'round_robin';
}

function minimumHealthyOf(attributes: Attributes): MinimumHealthy {
  const count = numericAttribute(targetGroupAttributes, attributes, `${minimum}.count`);
  const percentage = attributes[`${minimum}.percentage`] ?? 'off';
  return percentage === 'off' ? { count } : { count, percentage: Number(percentage) };
}

function stickinessOf(attributes: Attributes): Stickiness | undefined {
  if (attributes['stickiness.enabled'] !== 'true') return undefined;
  if (attributes['stickiness.type'] !== 'app_cookie') {
    const durationMs = millisecondsOf(attributes, 'stickiness.lb_cookie.duration_seconds');
    return { type: 'lb_cookie', durationMs };
  }
  const durationMs = millisecondsOf(attributes, 'stickiness.app_cookie.duration_seconds');
  const { 'stickiness.app_cookie.cookie_name': cookieName = '' } = attributes;
  return { type: 'app_cookie', durationMs, cookieName };
}

function millisecondsOf(attributes: Attributes, key: string): number {
  return numericAttribute(targetGroupAttributes, attributes, key) * 1000;
}
