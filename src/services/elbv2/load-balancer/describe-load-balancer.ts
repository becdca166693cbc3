import type {
  AvailabilityZone,
  LoadBalancer as SdkLoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { deadWaitMs } from '../../../plan/timing.ts';
import type { Elbv2Context } from '../elbv2-context.ts';
import type { LoadBalancer, LoadBalancerSubnet } from '../model.ts';
import { privateLinkRulesOf } from '../network/network-security-groups.ts';
import { isNetwork } from '../network/protocols.ts';
import { hostedZoneId } from './hosted-zone-ids.ts';

const provisioningMs = 120_000;

/** A load balancer as DescribeLoadBalancers shows it. */
export function describeLoadBalancer(
  { timing, clock }: Elbv2Context,
  loadBalancer: LoadBalancer,
): SdkLoadBalancer {
  const { arn, name, dnsName, vpcId, region, createdAtMs, document } = loadBalancer;
  const isActive = clock.now() >= createdAtMs + deadWaitMs(timing, provisioningMs);
  return {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    DNSName: dnsName,
    CanonicalHostedZoneId: hostedZoneId(region, typeOf(loadBalancer)),
    CreatedTime: new Date(createdAtMs),
    Scheme: document.scheme,
    VpcId: vpcId,
    State: { Code: isActive ? 'active' : 'provisioning' },
    Type: typeOf(loadBalancer),
    AvailabilityZones: describeSubnets(document.subnets),
    SecurityGroups: [...document.securityGroups],
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: privateLinkRulesOf(loadBalancer),
    IpAddressType: 'ipv4',
  };
}

/** Subnets as a load balancer shows them. */
export function describeSubnets(subnets: readonly LoadBalancerSubnet[]): AvailabilityZone[] {
  return subnets.map(({ subnetId, availabilityZone, privateIpv4Address }) => ({
    ZoneName: availabilityZone,
    SubnetId: subnetId,
    LoadBalancerAddresses:
      privateIpv4Address === undefined ? [] : [{ PrivateIPv4Address: privateIpv4Address }],
  }));
}

/** The types that Drydock has. */
export function typeOf({ arn }: LoadBalancer): 'application' | 'network' {
  return isNetwork(arn) ? 'network' : 'application';
}
