import { AwsError } from '../../../aws/errors.ts';
import { accountLimits } from '../limit/account-limits.ts';
import {
  type AttributeValue,
  type AttributeValues,
  flag,
  oneOf,
  onlyDefault,
  wholeNumber,
} from './attribute-value.ts';
import { type AttributeList, changedAttributes } from './attributes.ts';

const mostTargets = accountLimits['targets-per-target-group'];
const longestStickinessSeconds = 604_800;
const reservedCookieNames = /^AWSALB/;

const shared: AttributeValues = {
  'deregistration_delay.timeout_seconds': wholeNumber('300', 0, 3600),
};

const health: AttributeValues = {
  'target_group_health.dns_failover.minimum_healthy_targets.count': wholeNumber('1', 1, mostTargets, 'off'),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': wholeNumber('off', 1, 100, 'off'),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': wholeNumber(
    '1',
    1,
    mostTargets,
  ),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': wholeNumber(
    'off',
    1,
    100,
    'off',
  ),
};

const crossZone = oneOf('use_load_balancer_configuration', 'true', 'false');

const cookieName: AttributeValue = {
  initial: '',
  allows: (value) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{0,256}$/.test(value),
  allowed: 'a valid cookie name of at most 256 characters',
};

const slowStart: AttributeValue = { ...wholeNumber('0', 30, 900, '0'), allowed: '0 or between 30 and 900' };

/** The attributes of a target group for Application Load Balancers, with AWS's defaults. */
export const targetGroupAttributes: AttributeValues = {
  ...shared,
  'load_balancing.algorithm.anomaly_mitigation': oneOf('off', 'on'),
  'load_balancing.algorithm.type': oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
  'load_balancing.cross_zone.enabled': crossZone,
  'slow_start.duration_seconds': slowStart,
  'stickiness.enabled': flag('false'),
  'stickiness.type': oneOf('lb_cookie', 'app_cookie'),
  'stickiness.lb_cookie.duration_seconds': wholeNumber('86400', 1, longestStickinessSeconds),
  'stickiness.app_cookie.cookie_name': cookieName,
  'stickiness.app_cookie.duration_seconds': wholeNumber('86400', 1, longestStickinessSeconds),
  ...health,
};

/** The attributes of a target group for Network Load Balancers, with AWS's defaults for its protocol and targets. */
export function networkTargetGroupAttributes(protocol: string, targetType: string): AttributeValues {
  const isUdp = protocol === 'UDP' || protocol === 'TCP_UDP';
  return {
    ...shared,
    'deregistration_delay.connection_termination.enabled': flag(isUdp ? 'true' : 'false'),
    'load_balancing.cross_zone.enabled': crossZone,
    'preserve_client_ip.enabled': isUdp ? oneOf('true') : flag(targetType === 'ip' ? 'false' : 'true'),
    'proxy_protocol_v2.enabled': flag('false'),
    // AWS has none for TLS.
    'stickiness.enabled': protocol === 'TLS' ? oneOf('false') : flag('false'),
    'stickiness.type': oneOf('source_ip'),
    ...health,
    // It can't be enabled for UDP: there is no connection.
    'target_health_state.unhealthy.connection_termination.enabled': isUdp ? oneOf('false') : flag('true'),
    'target_health_state.unhealthy.draining_interval_seconds': onlyDefault(
      wholeNumber('0', 0, 360_000),
      'the draining of unhealthy targets',
    ),
  };
}

type Attributes = Readonly<Record<string, string>>;

/**
 * The set attributes of a target group after a change. The whole of it is judged, so that keys may come in any order.
 *
 * @throws AwsError for an unknown key, for a value out of range, and for values that exclude each other
 */
export function changedTargetGroupAttributes(
  protocol: string,
  values: AttributeValues,
  set: Attributes,
  changes: AttributeList,
): Record<string, string> {
  checkStickinessType(protocol, values, changes);
  const result = changedAttributes('Target group', values, set, changes);
  if (values === targetGroupAttributes) {
    checkAlgorithm((key) => result[key] ?? targetGroupAttributes[key]?.initial);
    checkStickiness(result);
  }
  return result;
}

function checkAlgorithm(current: (key: string) => string | undefined): void {
  const algorithm = current('load_balancing.algorithm.type');
  if (algorithm !== 'round_robin' && current('slow_start.duration_seconds') !== '0')
    throw new AwsError(
      'InvalidConfigurationRequestException',
      algorithm === 'weighted_random'
        ? 'You cannot enable both slow start mode and weighted random'
        : 'You cannot enable both slow start mode and least outstanding requests',
    );
  if (current('load_balancing.algorithm.anomaly_mitigation') !== 'on') return;
  if (algorithm !== 'weighted_random')
    throw new AwsError(
      'InvalidConfigurationRequestException',
      "'load_balancing.algorithm.anomaly_mitigation' is only available when 'load_balancing.algorithm.type' is weighted_random",
    );
  throw new AwsError(
    'NotImplementedException',
    'Drydock does not implement anomaly mitigation (load_balancing.algorithm.anomaly_mitigation) yet.',
  );
}

const stickinessTypes = [
  'lb_cookie',
  'app_cookie',
  'source_ip',
  'source_ip_dest_ip',
  'source_ip_dest_ip_proto',
];

/** A kind of stickiness that load balancers of another type have. */
function checkStickinessType(protocol: string, values: AttributeValues, changes: AttributeList): void {
  for (const { Key, Value = '' } of changes)
    if (Key === 'stickiness.type' && stickinessTypes.includes(Value) && values[Key]?.allows(Value) === false)
      throw new AwsError(
        'InvalidConfigurationRequestException',
        `Stickiness type '${Value}' is not supported for target groups with the ${protocol} protocol`,
      );
}

function checkStickiness(set: Attributes): void {
  const { 'stickiness.app_cookie.cookie_name': name = '' } = set;
  if (reservedCookieNames.test(name))
    throw invalid(
      "'stickiness.app_cookie.cookie_name' must not start with AWSALB, AWSALBAPP or AWSALBTG: they are reserved",
    );
  if (set['stickiness.enabled'] === 'true' && set['stickiness.type'] === 'app_cookie' && name === '')
    throw invalid("'stickiness.app_cookie.cookie_name' must be specified for stickiness of type app_cookie");
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
