import type { SubnetMapping } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { type Elbv2Context, validationError } from '../elbv2-context.ts';
import type { Elbv2Scope, LoadBalancerSubnet } from '../model.ts';
import { privateAddress, refuseForeignAddresses } from '../network/subnet-mapping.ts';

interface SubnetsInput {
  readonly Subnets?: readonly string[];
  readonly SubnetMappings?: readonly SubnetMapping[];
}

export interface LoadBalancerKind {
  readonly type: 'application' | 'network';
  readonly scheme: 'internet-facing' | 'internal';
}

/** The subnets of a load balancer and their VPC. @throws AwsError for those that it cannot have together */
export function checkedSubnets(
  { network }: Elbv2Context,
  scope: Elbv2Scope,
  { type, scheme }: LoadBalancerKind,
  { Subnets: ids = [], SubnetMappings: given = [] }: SubnetsInput,
): { readonly subnets: readonly LoadBalancerSubnet[]; readonly vpcId: string } {
  if (ids.length > 0 && given.length > 0)
    throw validationError('You must specify either subnets or subnet mappings, but not both');
  const mappings = given.length > 0 ? given : ids.map((SubnetId) => ({ SubnetId }));
  const found = mappings.map((mapping) => {
    const { SubnetId: id = '' } = mapping;
    const subnet = network.subnet(scope.accountId, scope.region, id);
    if (subnet === undefined)
      throw new AwsError('SubnetNotFoundException', `The subnet ID '${id}' does not exist`);
    if (type === 'application') refuseAddresses(mapping);
    else refuseForeignAddresses(mapping);
    return { ...subnet, privateIpv4Address: privateAddress(mapping, scheme, subnet) };
  });
  const zones = new Set(found.map(({ availabilityZone }) => availabilityZone));
  if (zones.size < found.length)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  const [first] = found;
  if (first === undefined && type === 'network')
    throw validationError('At least one subnet must be specified');
  if (first === undefined || (zones.size < 2 && type === 'application'))
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  const foreign = found.find(({ vpcId }) => vpcId !== first.vpcId);
  if (foreign !== undefined)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `The subnets '${first.id}' and '${foreign.id}' must belong to the same VPC`,
    );
  const subnets = found.map(({ id, availabilityZone, privateIpv4Address }) => ({
    subnetId: id,
    availabilityZone,
    ...(privateIpv4Address === undefined ? {} : { privateIpv4Address }),
  }));
  return { subnets, vpcId: first.vpcId };
}

function refuseAddresses(mapping: SubnetMapping): void {
  const { AllocationId, PrivateIPv4Address, IPv6Address, SourceNatIpv6Prefix } = mapping;
  if (AllocationId || PrivateIPv4Address || IPv6Address || SourceNatIpv6Prefix)
    throw validationError('Addresses in subnet mappings cannot be specified for application load balancers');
}

/** @throws AwsError for security groups that are not there, or not in the load balancer's VPC */
export function checkSecurityGroups(
  { network }: Elbv2Context,
  scope: Elbv2Scope,
  vpcId: string,
  ids: readonly string[],
): void {
  const missing = ids.find((id) => network.securityGroupVpc(id, scope) === undefined);
  if (missing !== undefined)
    throw new AwsError('InvalidSecurityGroupException', `The security group '${missing}' does not exist`);
  const foreign = ids.find((id) => network.securityGroupVpc(id, scope) !== vpcId);
  if (foreign !== undefined)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `The security group '${foreign}' does not belong to VPC '${vpcId}'`,
    );
}
