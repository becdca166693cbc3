import { cidrText, parseCidr } from '../../plan/cidr.ts';
import type { Ec2Context } from './ec2-context.ts';

/**
 * Gives a VPC in which nothing stands another range, and its subnets the same places in that. Does nothing when the
 * VPC has left the range `from` already: two that found it taken ask for one move.
 */
export function moveVpc(
  context: Ec2Context,
  vpcId: string,
  from: string,
  occupiedCidrs: readonly string[],
): void {
  const { network, state } = context;
  state.transaction(() => {
    const vpc = network.findVpc(vpcId);
    if (vpc?.cidr !== from) return;
    const taken = [...network.listAllVpcs().map(({ cidr }) => cidr), ...occupiedCidrs];
    const cidr = context.allocateVpcCidr(taken);
    const shift = parseCidr(cidr).base - parseCidr(from).base;
    network.setVpcCidr(vpcId, cidr);
    for (const subnet of network.listSubnets(vpc.accountId, vpc.region)) {
      if (subnet.vpcId !== vpcId) continue;
      const { base, prefix } = parseCidr(subnet.cidr);
      network.setSubnetCidr(subnet.id, cidrText({ base: base + shift, prefix }));
    }
    // Load balancers listen on their VPC's gateway.
    state.changed({ kind: 'routing' });
  });
}
