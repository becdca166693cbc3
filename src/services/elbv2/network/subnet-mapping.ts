import { isIPv4 } from 'node:net';
import type { SubnetMapping } from '@aws-sdk/client-elastic-load-balancing-v2';
import { cidrContains, parseCidr } from '../../../plan/cidr.ts';
import { notServed, validationError } from '../elbv2-context.ts';

/** Addresses of EC2 that Drydock does not hand out. @throws AwsError by name */
export function refuseForeignAddresses({
  AllocationId,
  IPv6Address,
  SourceNatIpv6Prefix,
}: SubnetMapping): void {
  if (AllocationId) throw notServed('Elastic IP addresses of load balancers');
  if (IPv6Address || SourceNatIpv6Prefix) throw notServed('IPv6 addresses of load balancers');
}

/**
 * The address that an internal Network Load Balancer asks for in a subnet, if any.
 *
 * @throws AwsError ValidationError where it cannot have it
 */
export function privateAddress(
  { PrivateIPv4Address: address }: SubnetMapping,
  scheme: string,
  subnet: { readonly id: string; readonly cidr: string },
): string | undefined {
  if (!address) return undefined;
  if (scheme !== 'internal')
    throw validationError('Private IPv4 addresses can only be specified for internal load balancers');
  if (!isIPv4(address) || !cidrContains(parseCidr(subnet.cidr), address))
    throw validationError(`The private IPv4 address '${address}' is not valid for subnet '${subnet.id}'`);
  return address;
}
