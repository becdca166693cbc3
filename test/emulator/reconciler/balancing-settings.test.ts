import { expect, test } from 'vitest';
import { balancingSettings } from '../../../emulator/reconciler/balancing-settings.ts';

const minimum = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
const defaults = { algorithm: 'round_robin', slowStartMs: 0, minimumHealthy: { count: 1 } };
const names = {
  'stickiness.app_cookie.cookie_name': 'session',
  'stickiness.app_cookie.duration_seconds': '30',
};

test.each([
  ['nothing set', {}, {}],
  ['round robin', { 'load_balancing.algorithm.type': 'round_robin' }, {}],
  [
    'least outstanding requests',
    { 'load_balancing.algorithm.type': 'least_outstanding_requests' },
    { algorithm: 'least_outstanding_requests' },
  ],
  [
    'weighted random',
    { 'load_balancing.algorithm.type': 'weighted_random' },
    { algorithm: 'weighted_random' },
  ],
  ['slow start', { 'slow_start.duration_seconds': '30' }, { slowStartMs: 30_000 }],
  [
    'minimum healthy targets',
    { [`${minimum}.count`]: '2', [`${minimum}.percentage`]: '50' },
    { minimumHealthy: { count: 2, percentage: 50 } },
  ],
  ['no percentage', { [`${minimum}.percentage`]: 'off' }, {}],
  ['stickiness that is not enabled', { ...names, 'stickiness.type': 'app_cookie' }, {}],
  [
    'stickiness by the load balancer, by default for a day',
    { 'stickiness.enabled': 'true' },
    { stickiness: { type: 'lb_cookie', durationMs: 86_400_000 } },
  ],
  [
    'stickiness by the application',
    { ...names, 'stickiness.enabled': 'true', 'stickiness.type': 'app_cookie' },
    { stickiness: { type: 'app_cookie', durationMs: 30_000, cookieName: 'session' } },
  ],
])('read the attributes with %s', (_title, attributes, expected) => {
  expect(balancingSettings(attributes)).toEqual({ ...defaults, ...expected });
});
