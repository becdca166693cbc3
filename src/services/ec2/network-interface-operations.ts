import { AwsError } from '../../aws/errors.ts';
import type { Ec2Context, Ec2Operations } from './ec2-context.ts';
import type { Filters } from './filters.ts';
import type { TaskInterface } from './network-interface-store.ts';
import { privateDnsName } from './private-dns-name.ts';
import { selected } from './selection.ts';

export const networkInterfaceOperations = {
  DescribeNetworkInterfaces: (context, input, { accountId, region }) => {
    const { items, nextToken } = selected(input, {
      all: context.interfaces.listOfTasks(accountId, region),
      ids: input.NetworkInterfaceIds,
      idsParameter: 'networkInterfaceIds',
      filters: interfaceFilters(context),
      notFound: (id) =>
        new AwsError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`),
    });
    return { NetworkInterfaces: items.map((each) => describe(context, each)), NextToken: nextToken };
  },
} satisfies Ec2Operations;

function interfaceFilters({ network }: Ec2Context): Filters<TaskInterface> {
  return {
    'network-interface-id': ({ id }) => id,
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
    'private-ip-address': ({ address }) => address,
    'addresses.private-ip-address': ({ address }) => address,
    'private-dns-name': ({ region, address }) => privateDnsName(region, address),
    'mac-address': ({ macAddress }) => macAddress,
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    status: () => 'in-use',
    'interface-type': () => 'interface',
    description: ({ taskArn }) => taskArn,
    'owner-id': ({ accountId }) => accountId,
    'group-id': ({ vpcId }) => network.defaultSecurityGroup(vpcId)?.id,
    'group-name': ({ vpcId }) => network.defaultSecurityGroup(vpcId)?.name,
    'attachment.instance-owner-id': () => 'amazon-ecs',
  };
}

/** A VPC has no security group but its default one yet, so that is every interface's. */
function describe({ network }: Ec2Context, each: TaskInterface) {
  const group = network.defaultSecurityGroup(each.vpcId);
  const dnsName = privateDnsName(each.region, each.address);
  return {
    NetworkInterfaceId: each.id,
    SubnetId: each.subnetId,
    VpcId: each.vpcId,
    AvailabilityZone: each.availabilityZone,
    PrivateIpAddress: each.address,
    PrivateDnsName: dnsName,
    PrivateIpAddresses: [{ PrivateIpAddress: each.address, PrivateDnsName: dnsName, Primary: true }],
    MacAddress: each.macAddress,
    Description: each.taskArn,
    InterfaceType: 'interface' as const,
    OwnerId: each.accountId,
    Status: 'in-use' as const,
    Groups: group === undefined ? [] : [{ GroupId: group.id, GroupName: group.name }],
  };
}
