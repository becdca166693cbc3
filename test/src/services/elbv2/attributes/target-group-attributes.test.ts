import { expect, test } from 'vitest';
import {
  changedTargetGroupAttributes,
  networkTargetGroupAttributes,
  targetGroupAttributes,
} from '../../../../../src/services/elbv2/attributes/target-group-attributes.ts';

const algorithm = 'load_balancing.algorithm.type';
const anomalyMitigation = 'load_balancing.algorithm.anomaly_mitigation';
const slowStart = 'slow_start.duration_seconds';
const cookieName = 'stickiness.app_cookie.cookie_name';
const routing = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
const failover = 'target_group_health.dns_failover.minimum_healthy_targets';
const bothSlowAnd = 'You cannot enable both slow start mode and';

function change(changes: Record<string, string>, set: Record<string, string> = {}) {
  const list = Object.entries(changes).map(([Key, Value]) => ({ Key, Value }));
  return changedTargetGroupAttributes('HTTP', targetGroupAttributes, set, list);
}

/** What a change is refused with, as `code: message`. */
function refusal(changes: Record<string, string>, set: Record<string, string> = {}): string {
  try {
    change(changes, set);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${error.code}: ${error.message}`;
  }
  return 'accepted';
}

test.each([
  ['deregistration_delay.timeout_seconds', ['0', '3600']],
  [algorithm, ['round_robin', 'least_outstanding_requests', 'weighted_random']],
  [anomalyMitigation, ['off']],
  ['load_balancing.cross_zone.enabled', ['use_load_balancer_configuration', 'true', 'false']],
  [slowStart, ['0', '30', '900']],
  ['stickiness.enabled', ['true', 'false']],
  ['stickiness.type', ['lb_cookie', 'app_cookie']],
  ['stickiness.lb_cookie.duration_seconds', ['1', '604800']],
  ['stickiness.app_cookie.duration_seconds', ['1', '604800']],
  [cookieName, ['', 'SESSION', 'my-app_session.1', 'myAWSALB']],
  [`${failover}.count`, ['off', '1', '1000']],
  [`${failover}.percentage`, ['off', '1', '100']],
  [`${routing}.count`, ['1', '1000']],
  [`${routing}.percentage`, ['off', '1', '100']],
])('%s takes %j', (key, values) => {
  for (const value of values) expect(change({ [key]: value })).toEqual({ [key]: value });
});

test.each([
  [
    'deregistration_delay.timeout_seconds',
    ['-1', '3601', '1.5', '', ' 1', '01', 'x'],
    'an integer between 0 and 3600',
  ],
  [algorithm, ['random', ''], "one of '[round_robin, least_outstanding_requests, weighted_random]'"],
  [anomalyMitigation, ['true'], "one of '[off, on]'"],
  ['load_balancing.cross_zone.enabled', ['yes'], "one of '[use_load_balancer_configuration, true, false]'"],
  [slowStart, ['1', '29', '901', 'off'], '0 or between 30 and 900'],
  ['stickiness.enabled', ['TRUE', '1'], "one of '[false, true]'"],
  ['stickiness.type', ['cookie'], "one of '[lb_cookie, app_cookie]'"],
  ['stickiness.lb_cookie.duration_seconds', ['0', '604801'], 'an integer between 1 and 604800'],
  ['stickiness.app_cookie.duration_seconds', ['0', '604801'], 'an integer between 1 and 604800'],
  [cookieName, ['a b', 'a;b', 'a=b', 'a,b', 'ä'], 'a valid cookie name of at most 256 characters'],
  [`${failover}.count`, ['0', '1001'], "'off' or an integer between 1 and 1000"],
  [`${failover}.percentage`, ['0', '101'], "'off' or an integer between 1 and 100"],
  [`${routing}.count`, ['off', '0', '1001'], 'an integer between 1 and 1000'],
  [`${routing}.percentage`, ['0', '101'], "'off' or an integer between 1 and 100"],
])('%s does not take %j', (key, values, allowed) => {
  for (const value of values)
    expect(refusal({ [key]: value })).toBe(`ValidationError: '${key}' must be ${allowed}`);
});

test.each(['x', 'toString', 'proxy_protocol_v2.enabled', 'lambda.multi_value_headers.enabled'])(
  'the key %s is not recognized',
  (key) => {
    expect(refusal({ [key]: 'true' })).toBe(
      `ValidationError: Target group attribute key '${key}' is not recognized`,
    );
  },
);

test.each([
  [{ [slowStart]: '30', [algorithm]: 'least_outstanding_requests' }, {}, 'least outstanding requests'],
  [{ [slowStart]: '30' }, { [algorithm]: 'least_outstanding_requests' }, 'least outstanding requests'],
  [{ [algorithm]: 'least_outstanding_requests' }, { [slowStart]: '30' }, 'least outstanding requests'],
  [{ [algorithm]: 'weighted_random' }, { [slowStart]: '30' }, 'weighted random'],
])('slow start excludes other algorithms: %j after %j', (changes, set, other) => {
  expect(refusal(changes, set)).toBe(`InvalidConfigurationRequestException: ${bothSlowAnd} ${other}`);
});

test('one change may move from slow start to another algorithm, in any order', () => {
  const moved = { [algorithm]: 'least_outstanding_requests', [slowStart]: '0' };
  expect(change(moved, { [slowStart]: '30' })).toEqual(moved);
});

test('anomaly mitigation is for weighted random alone, and refused by name there', () => {
  expect(refusal({ [anomalyMitigation]: 'on' })).toBe(
    `InvalidConfigurationRequestException: '${anomalyMitigation}' is only available when '${algorithm}' is weighted_random`,
  );
  expect(refusal({ [anomalyMitigation]: 'on', [algorithm]: 'weighted_random' })).toBe(
    `NotImplementedException: Drydock does not implement anomaly mitigation (${anomalyMitigation}) yet.`,
  );
});

test.each(['AWSALB', 'AWSALBAPP-0', 'AWSALBTG', 'AWSALBCORS'])('the cookie name %s is reserved', (name) => {
  expect(refusal({ [cookieName]: name })).toBe(
    `ValidationError: '${cookieName}' must not start with AWSALB, AWSALBAPP or AWSALBTG: they are reserved`,
  );
});

test('an application cookie needs a name once stickiness is enabled', () => {
  const enabled = { 'stickiness.enabled': 'true', 'stickiness.type': 'app_cookie' };
  expect(refusal(enabled)).toBe(
    `ValidationError: '${cookieName}' must be specified for stickiness of type app_cookie`,
  );
  expect(refusal({ ...enabled, [cookieName]: 'session' })).toBe('accepted');
  expect(refusal({ 'stickiness.type': 'app_cookie' })).toBe('accepted');
});

test.each([
  ['TCP', 'ip', 'false', 'false'],
  ['TLS', 'instance', 'false', 'true'],
  ['UDP', 'ip', 'true', 'true'],
  ['TCP_UDP', 'instance', 'true', 'true'],
])('the defaults of a target group of protocol %s with targets of type %s', (protocol, type, ends, keeps) => {
  const values = networkTargetGroupAttributes(protocol, type);
  expect(Object.fromEntries(Object.entries(values).map(([key, { initial }]) => [key, initial]))).toEqual({
    'deregistration_delay.timeout_seconds': '300',
    'deregistration_delay.connection_termination.enabled': ends,
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'preserve_client_ip.enabled': keeps,
    'proxy_protocol_v2.enabled': 'false',
    'stickiness.enabled': 'false',
    'stickiness.type': 'source_ip',
    [`${failover}.count`]: '1',
    [`${failover}.percentage`]: 'off',
    [`${routing}.count`]: '1',
    [`${routing}.percentage`]: 'off',
    'target_health_state.unhealthy.connection_termination.enabled': ends === 'true' ? 'false' : 'true',
    'target_health_state.unhealthy.draining_interval_seconds': '0',
  });
});
