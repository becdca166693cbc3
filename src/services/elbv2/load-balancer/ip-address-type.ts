import { enumText } from '../../../aws/validation.ts';
import { notServed, validationError } from '../elbv2-context.ts';

const types = ['ipv4', 'dualstack', 'dualstack-without-public-ipv4'];

/** Load balancers have IPv4 addresses alone. @throws AwsError for another type, by name for those of AWS */
export function checkIpAddressType(type: string | undefined): void {
  if (!type || type === 'ipv4') return;
  if (!types.includes(type)) throw validationError(enumText(type, 'ipAddressType', types));
  throw notServed(`the IP address type ${type}`);
}

/** @throws AwsError by name where source NAT with IPv6 is asked for */
export function refuseSourceNat(enabled: string | undefined): void {
  if (enabled === 'on') throw notServed('IPv6 prefixes for source NAT (EnablePrefixForIpv6SourceNat)');
}
