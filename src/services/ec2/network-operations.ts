import { AwsError } from '../../aws/errors.ts';
import { ensureDefaultVpc } from './default-vpc.ts';
import {
  describeSecurityGroup,
  describeSubnet,
  describeVpc,
  describeZone,
  zoneId,
} from './describe-network.ts';
import type { Ec2Operations } from './ec2-context.ts';
import type { Filters } from './filters.ts';
import type { SecurityGroup, Subnet, Vpc } from './network-store.ts';
import { selected } from './selection.ts';

export const networkOperations = {
  DescribeVpcs: (context, input, { accountId, region }) => {
    ensureDefaultVpc(context, accountId, region);
    const { items, nextToken } = selected(input, {
      all: context.network.listVpcs(accountId, region),
      ids: input.VpcIds,
      idsParameter: 'vpcIds',
      filters: vpcFilters,
      notFound: (id) => new AwsError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
    });
    return { Vpcs: items.map(describeVpc), NextToken: nextToken };
  },
  DescribeSubnets: (context, input, { accountId, region }) => {
    ensureDefaultVpc(context, accountId, region);
    const { items, nextToken } = selected(input, {
      all: context.network.listSubnets(accountId, region),
      ids: input.SubnetIds,
      idsParameter: 'subnetIds',
      filters: subnetFilters,
      notFound: (id) => new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
    });
    return {
      Subnets: items.map((subnet) => describeSubnet(subnet, context.interfaces.countIn(subnet.id))),
      NextToken: nextToken,
    };
  },
  DescribeSecurityGroups: (context, input, { accountId, region }) => {
    ensureDefaultVpc(context, accountId, region);
    const all = context.network.listSecurityGroups(accountId, region);
    const named = (input.GroupNames ?? []).map(
      (name) => all.find((group) => group.name === name)?.id ?? missingGroup(name),
    );
    const { items, nextToken } = selected(input, {
      all,
      ids: [...(input.GroupIds ?? []), ...named],
      idsParameter: 'securityGroupIds',
      filters: groupFilters,
      notFound: securityGroupNotFound,
    });
    return { SecurityGroups: items.map(describeSecurityGroup), NextToken: nextToken };
  },
  DescribeAvailabilityZones: (context, input, { accountId, region }) => {
    ensureDefaultVpc(context, accountId, region);
    const names = new Set(
      context.network.listSubnets(accountId, region).map(({ availabilityZone }) => availabilityZone),
    );
    const all = [...names].map((id) => ({ id, region }));
    const byZoneId = (input.ZoneIds ?? []).map(
      (wanted) => all.find(({ id }) => zoneId(id) === wanted)?.id ?? wanted,
    );
    const { items } = selected(
      { DryRun: input.DryRun, Filters: input.Filters },
      {
        all,
        ids: [...(input.ZoneNames ?? []), ...byZoneId],
        idsParameter: 'zoneNames',
        filters: zoneFilters,
        notFound: (zone) => new AwsError('InvalidParameterValue', `Invalid availability zone: [${zone}]`),
      },
    );
    return { AvailabilityZones: items.map(describeZone) };
  },
} satisfies Ec2Operations;

const available = (): string => 'available';

const vpcFilters: Filters<Vpc> = {
  'vpc-id': ({ id }) => id,
  cidr: ({ cidr }) => cidr,
  'cidr-block-association.cidr-block': ({ cidr }) => cidr,
  isDefault: ({ isDefault }) => String(isDefault),
  'is-default': ({ isDefault }) => String(isDefault),
  'owner-id': ({ accountId }) => accountId,
  state: available,
};

const subnetFilters: Filters<Subnet> = {
  'subnet-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  availabilityZone: ({ availabilityZone }) => availabilityZone,
  'availability-zone-id': ({ availabilityZone }) => zoneId(availabilityZone),
  'default-for-az': () => 'true',
  defaultForAz: () => 'true',
  'map-public-ip-on-launch': () => 'true',
  'cidr-block': ({ cidr }) => cidr,
  cidr: ({ cidr }) => cidr,
  'owner-id': ({ accountId }) => accountId,
  state: available,
};

const groupFilters: Filters<SecurityGroup> = {
  'group-id': ({ id }) => id,
  'group-name': ({ name }) => name,
  'vpc-id': ({ vpcId }) => vpcId,
  description: ({ description }) => description,
  'owner-id': ({ accountId }) => accountId,
};

const zoneFilters: Filters<{ readonly id: string; readonly region: string }> = {
  'zone-name': ({ id }) => id,
  'zone-id': ({ id }) => zoneId(id),
  'region-name': ({ region }) => region,
  'group-name': ({ region }) => region,
  state: available,
  'zone-state': available,
  'zone-type': () => 'availability-zone',
  'opt-in-status': () => 'opt-in-not-required',
};

function securityGroupNotFound(group: string): AwsError {
  return new AwsError('InvalidGroup.NotFound', `The security group '${group}' does not exist`);
}

function missingGroup(name: string): never {
  throw securityGroupNotFound(name);
}
