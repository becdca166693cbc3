import type {
  IpPermission,
  SecurityGroup as SdkGroup,
  Subnet as SdkSubnet,
  Vpc as SdkVpc,
} from '@aws-sdk/client-ec2';
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

const directions: Readonly<Record<string, string>> = {
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
};

/** `us-east-1a` is `use1-az1`: AWS maps letters to ids per account, here in order. */
export function zoneId(zone: string): string {
  const [area = '', ...rest] = zone.slice(0, -1).split('-');
  const place = rest.map((part) => directions[part] ?? part.charAt(0)).join('');
  return `${area}${place}-az${zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0) + 1}`;
}

export function describeZone({ id, region }: { readonly id: string; readonly region: string }) {
  return {
    ZoneName: id,
    ZoneId: zoneId(id),
    RegionName: region,
    State: 'available' as const,
    ZoneType: 'availability-zone',
    GroupName: region,
    OptInStatus: 'opt-in-not-required' as const,
    NetworkBorderGroup: region,
    Messages: [],
  };
}
