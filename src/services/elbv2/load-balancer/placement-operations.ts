import { enumText } from '../../../aws/validation.ts';
import { type Elbv2Operations, loadBalancerByArn, validationError } from '../elbv2-context.ts';
import { privateLinkRulesOf, withSecurityGroups } from '../network/network-security-groups.ts';
import { isNetwork } from '../network/protocols.ts';
import { describeSubnets, typeOf } from './describe-load-balancer.ts';
import { checkIpAddressType, refuseSourceNat } from './ip-address-type.ts';
import { checkedSubnets, checkSecurityGroups } from './load-balancer-subnets.ts';

/** Where a load balancer stands in its network. */
export const placementOperations = {
  SetSecurityGroups: (context, input, scope) => {
    const found = loadBalancerByArn(context, scope, input.LoadBalancerArn);
    checkSecurityGroups(context, scope, found.vpcId, input.SecurityGroups);
    const { SecurityGroups: securityGroups, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: rules } =
      input;
    if (rules && !isNetwork(found.arn))
      throw validationError(
        'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic can only be specified for network load balancers',
      );
    const document = isNetwork(found.arn)
      ? withSecurityGroups(found, securityGroups, rules)
      : { ...found.document, securityGroups };
    context.loadBalancers.put({ ...found, document });
    return {
      SecurityGroupIds: securityGroups,
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: privateLinkRulesOf({ ...found, document }),
    };
  },
  SetSubnets: (context, input, scope) => {
    const found = loadBalancerByArn(context, scope, input.LoadBalancerArn);
    checkIpAddressType(input.IpAddressType);
    refuseSourceNat(input.EnablePrefixForIpv6SourceNat);
    const { scheme, subnets: before } = found.document;
    const { subnets: asked, vpcId } = checkedSubnets(context, scope, { type: typeOf(found), scheme }, input);
    if (vpcId !== found.vpcId)
      throw validationError(`The subnets must belong to the VPC '${found.vpcId}' of the load balancer`);
    // A subnet that stays keeps the address that it was given.
    const subnets = asked.map((each) => ({
      ...before.find(({ subnetId }) => subnetId === each.subnetId),
      ...each,
    }));
    context.loadBalancers.put({ ...found, document: { ...found.document, subnets } });
    return { AvailabilityZones: describeSubnets(subnets), IpAddressType: 'ipv4' as const };
  },
  SetIpAddressType: (context, { LoadBalancerArn, IpAddressType }, scope) => {
    loadBalancerByArn(context, scope, LoadBalancerArn);
    checkIpAddressType(IpAddressType);
    if (IpAddressType !== 'ipv4')
      throw validationError(enumText(IpAddressType, 'ipAddressType', ['ipv4', 'dualstack']));
    return { IpAddressType };
  },
  DescribeCapacityReservation: (context, input, scope) => {
    loadBalancerByArn(context, scope, input.LoadBalancerArn);
    return { CapacityReservationState: [] };
  },
} satisfies Elbv2Operations;
