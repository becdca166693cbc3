import type {
  IpPermission,
  SecurityGroup as SdkGroup,
  Subnet as SdkSubnet,
  Vpc as SdkVpc,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws/errors.ts';
import { cidrSize, parseCidr } from '../../plan/cidr.ts';
import type { SecurityGroup, Subnet, Vpc } from './network-store.ts';

/** AWS keeps five addresses of each subnet. */
const reservedAddresses = 5;

export function describeVpc(vpc: Vpc): SdkVpc {
  return {
    VpcId: vpc.id,
    CidrBlock: vpc.cidr,
    State: 'available',
    IsDefault: vpc.isDefault,
    OwnerId: vpc.accountId,
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [
      {
        AssociationId: `vpc-cidr-assoc-${vpc.id.slice('vpc-'.length)}`,
        CidrBlock: vpc.cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    Tags: [],
  };
}

export function describeSubnet(subnet: Subnet, addressesInUse: number): SdkSubnet {
  return {
    SubnetId: subnet.id,
    SubnetArn: `arn:aws:ec2:${subnet.region}:${subnet.accountId}:subnet/${subnet.id}`,
    VpcId: subnet.vpcId,
    CidrBlock: subnet.cidr,
    AvailabilityZone: subnet.availabilityZone,
    AvailabilityZoneId: zoneId(subnet.availabilityZone),
    AvailableIpAddressCount: cidrSize(parseCidr(subnet.cidr)) - reservedAddresses - addressesInUse,
    State: 'available',
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
    AssignIpv6AddressOnCreation: false,
    Ipv6Native: false,
    OwnerId: subnet.accountId,
    Ipv6CidrBlockAssociationSet: [],
    Tags: [],
  };
}

export function describeSecurityGroup(group: SecurityGroup): SdkGroup {
  const everything: IpPermission = {
    IpProtocol: '-1',
    IpRanges: [],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: [],
  };
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    OwnerId: group.accountId,
    VpcId: group.vpcId,
    SecurityGroupArn: `arn:aws:ec2:${group.region}:${group.accountId}:security-group/${group.id}`,
    IpPermissions: [{ ...everything, UserIdGroupPairs: [{ GroupId: group.id, UserId: group.accountId }] }],
    IpPermissionsEgress: [{ ...everything, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    Tags: [],
  };
}

/** `us-east-1a` is `use1-az1`: AWS maps letters to ids per account, here in order. */
export function zoneId(zone: string): string {
  const [area = '', direction = '', rest = ''] = zone.split('-');
  const letter = rest.slice(-1);
  return `${area}${direction.charAt(0)}${rest.slice(0, -1)}-az${letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1}`;
}

/** Picks the resources that were asked for by id; an id that does not exist is an error, as in EC2. */
export function byIds<Resource extends { readonly id: string }>(
  resources: readonly Resource[],
  ids: readonly string[] | undefined,
  notFound: (id: string) => AwsError,
): readonly Resource[] {
  if (ids === undefined || ids.length === 0) return resources;
  return ids.map((id) => {
    const found = resources.find((resource) => resource.id === id);
    if (found === undefined) throw notFound(id);
    return found;
  });
}

export const ec2NotFound = {
  vpc: (id: string) => new AwsError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
  subnet: (id: string) => new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
  group: (id: string) => new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`),
} as const;
