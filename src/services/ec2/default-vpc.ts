import { cidrText, parseCidr, subnetsOf } from '../../plan/cidr.ts';
import type { Ec2Context } from './ec2-context.ts';
import type { Vpc } from './network-store.ts';
import { resourceId } from './resource-id.ts';

const zones = ['a', 'b', 'c'] as const;
const defaultSubnetPrefix = 20;

/** The default VPC of an account and region, made the first time that anybody asks: AWS accounts come with one. */
export function ensureDefaultVpc(context: Ec2Context, accountId: string, region: string): Vpc {
  const { network, state } = context;
  const existing = network.listVpcs(accountId, region).find(({ isDefault }) => isDefault);
  if (existing !== undefined) return existing;
  return state.transaction(() => {
    const cidr = context.allocateVpcCidr(network.listAllVpcs().map((vpc) => vpc.cidr));
    const vpc: Vpc = { id: resourceId('vpc'), accountId, region, cidr, isDefault: true };
    network.addVpc(vpc);
    const ranges = subnetsOf(parseCidr(cidr), defaultSubnetPrefix);
    zones.forEach((zone, index) => {
      const range = ranges[index];
      if (range !== undefined)
        network.addSubnet({
          id: resourceId('subnet'),
          vpcId: vpc.id,
          cidr: cidrText(range),
          availabilityZone: `${region}${zone}`,
        });
    });
    network.addSecurityGroup({
      id: resourceId('sg'),
      vpcId: vpc.id,
      name: 'default',
      description: 'default VPC security group',
    });
    return vpc;
  });
}
