import { validationError } from '../elbv2-context.ts';
import { type AttributeValue, type AttributeValues, flag, oneOf, wholeNumber } from './attribute-value.ts';

const empty: AttributeValue = { initial: '', allows: (value) => value === '', allowed: 'empty' };

/**
 * The attributes of a Network Load Balancer with AWS's defaults. Where nothing here honours a value, only the default
 * is allowed; what concerns several zones is kept and answered, for a load balancer has one node here.
 */
export const networkLoadBalancerAttributes: AttributeValues = {
  'access_logs.s3.enabled': oneOf('false'),
  'access_logs.s3.bucket': empty,
  'access_logs.s3.prefix': empty,
  'deletion_protection.enabled': flag('false'),
  'dns_record.client_routing_policy': oneOf(
    'any_availability_zone',
    'availability_zone_affinity',
    'partial_availability_zone_affinity',
  ),
  'ipv6.deny_all_igw_traffic': flag('false'),
  'load_balancing.cross_zone.enabled': flag('false'),
  'secondary_ips.auto_assigned.per_subnet': oneOf('0'),
  'zonal_shift.config.enabled': flag('false'),
};

/** The attributes of a listener of a Network Load Balancer: those of TCP have one. */
export function networkListenerAttributes(protocol: string): AttributeValues {
  return protocol === 'TCP' ? tcpListenerAttributes : {};
}

export const tcpListenerAttributes: AttributeValues = {
  'tcp.idle_timeout.seconds': wholeNumber('350', 60, 6000),
};

/** The set attributes after a change. @throws AwsError ValidationError for an unknown key or a value out of range */
export function changedAttributeValues(
  kind: string,
  values: AttributeValues,
  set: Readonly<Record<string, string>>,
  changes: readonly { readonly Key?: string; readonly Value?: string }[],
): Record<string, string> {
  const result = { ...set };
  for (const { Key = '', Value = '' } of changes) {
    const value = Object.hasOwn(values, Key) ? values[Key] : undefined;
    if (value === undefined) throw validationError(`${kind} attribute key '${Key}' is not recognized`);
    if (!value.allows(Value)) throw validationError(`'${Key}' must be ${value.allowed}`);
    result[Key] = Value;
  }
  return result;
}
