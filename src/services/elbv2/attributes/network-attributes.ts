import {
  type AttributeValue,
  type AttributeValues,
  flag,
  oneOf,
  onlyDefault,
  wholeNumber,
} from './attribute-value.ts';

const empty: AttributeValue = { initial: '', allows: (value) => value === '', allowed: 'empty' };

/**
 * The attributes of a Network Load Balancer with AWS's defaults. What nothing here honours is refused by
 * name; what concerns several zones is kept and answered, for a load balancer has one node here.
 */
export const networkLoadBalancerAttributes: AttributeValues = {
  'access_logs.s3.enabled': onlyDefault(flag('false'), 'access logs'),
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
  'secondary_ips.auto_assigned.per_subnet': onlyDefault(
    wholeNumber('0', 0, 7),
    'secondary IP addresses of load balancers',
  ),
  'zonal_shift.config.enabled': flag('false'),
};

/** The attributes of a listener of a Network Load Balancer: those of TCP have one. */
export function networkListenerAttributes(protocol: string): AttributeValues {
  return protocol === 'TCP' ? tcpListenerAttributes : {};
}

export const tcpListenerAttributes: AttributeValues = {
  'tcp.idle_timeout.seconds': wholeNumber('350', 60, 6000),
};
