import { AwsError } from '../../aws/errors.ts';
import type { RequestScope } from '../../aws/request-scope.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { type Ec2Context, ensureDefaultVpc } from './default-vpc.ts';
import {
  byIds,
  describeSecurityGroup,
  describeSubnet,
  describeVpc,
  ec2NotFound,
  zoneId,
} from './describe-network.ts';
import { passes } from './filters.ts';
import type { NetworkInterfaceStore } from './network-interface-store.ts';
import { privateDnsName } from './private-dns-name.ts';

export interface Ec2ServiceContext extends Ec2Context {
  readonly interfaces: NetworkInterfaceStore;
}

/** EC2, as far as tasks and load balancers stand in its networks. */
export function ec2Service(context: Ec2ServiceContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'ec2',
      protocol: {
        kind: 'ec2-query',
        apiVersion: '2016-11-15',
        xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15',
      },
      loadSdk: () => import('@aws-sdk/client-ec2'),
      missingMember: (_operation, path) =>
        new AwsError('MissingParameter', `The request must contain the parameter ${path}`),
      operations: {
        DescribeVpcs: (_context, input, scope) => {
          ensureDefaultVpc(context, scope.accountId, scope.region);
          const vpcs = byIds(
            context.network.listVpcs(scope.accountId, scope.region),
            input.VpcIds,
            ec2NotFound.vpc,
          );
          return {
            Vpcs: vpcs
              .filter((vpc) =>
                passes(input.Filters, {
                  'vpc-id': vpc.id,
                  cidr: vpc.cidr,
                  'cidr-block-association.cidr-block': vpc.cidr,
                  isDefault: String(vpc.isDefault),
                  'is-default': String(vpc.isDefault),
                  'owner-id': vpc.accountId,
                  state: 'available',
                }),
              )
              .map(describeVpc),
          };
        },
        DescribeSubnets: (_context, input, scope) => {
          ensureDefaultVpc(context, scope.accountId, scope.region);
          const interfaces = context.interfaces.list();
          const subnets = byIds(
            context.network.listSubnets(scope.accountId, scope.region),
            input.SubnetIds,
            ec2NotFound.subnet,
          );
          return {
            Subnets: subnets
              .filter((subnet) =>
                passes(input.Filters, {
                  'subnet-id': subnet.id,
                  'vpc-id': subnet.vpcId,
                  'availability-zone': subnet.availabilityZone,
                  'default-for-az': 'true',
                  'cidr-block': subnet.cidr,
                  'owner-id': subnet.accountId,
                  state: 'available',
                }),
              )
              .map((subnet) =>
                describeSubnet(subnet, interfaces.filter(({ subnetId }) => subnetId === subnet.id).length),
              ),
          };
        },
        DescribeSecurityGroups: (_context, input, scope) => {
          ensureDefaultVpc(context, scope.accountId, scope.region);
          const groups = byIds(
            context.network.listSecurityGroups(scope.accountId, scope.region),
            input.GroupIds,
            ec2NotFound.group,
          );
          return {
            SecurityGroups: groups
              .filter((group) => input.GroupNames === undefined || input.GroupNames.includes(group.name))
              .filter((group) =>
                passes(input.Filters, {
                  'group-id': group.id,
                  'group-name': group.name,
                  'vpc-id': group.vpcId,
                  description: group.description,
                  'owner-id': group.accountId,
                }),
              )
              .map(describeSecurityGroup),
          };
        },
        DescribeAvailabilityZones: (_context, input, scope) => {
          ensureDefaultVpc(context, scope.accountId, scope.region);
          const zones = context.network
            .listSubnets(scope.accountId, scope.region)
            .map((each) => each.availabilityZone);
          return {
            AvailabilityZones: [...new Set(zones)]
              .filter((zone) =>
                passes(input.Filters, {
                  'zone-name': zone,
                  'zone-id': zoneId(zone),
                  'region-name': scope.region,
                  state: 'available',
                  'zone-type': 'availability-zone',
                  'opt-in-status': 'opt-in-not-required',
                }),
              )
              .map((zone) => ({
                ZoneName: zone,
                ZoneId: zoneId(zone),
                RegionName: scope.region,
                State: 'available' as const,
                ZoneType: 'availability-zone',
                GroupName: scope.region,
                OptInStatus: 'opt-in-not-required' as const,
                NetworkBorderGroup: scope.region,
                Messages: [],
              })),
          };
        },
        DescribeNetworkInterfaces: (_context, input, scope) => ({
          NetworkInterfaces: taskInterfaces(context, scope)
            .filter((each) =>
              passes(input.Filters, {
                'network-interface-id': each.id,
                'subnet-id': each.subnet.id,
                'vpc-id': each.subnet.vpcId,
                'private-ip-address': each.address,
                'availability-zone': each.subnet.availabilityZone,
                status: 'in-use',
                description: each.taskArn,
                'group-id': context.network.defaultSecurityGroup(each.subnet.vpcId)?.id ?? [],
                'attachment.instance-owner-id': 'amazon-ecs',
              }),
            )
            .map((each) => ({
              NetworkInterfaceId: each.id,
              SubnetId: each.subnet.id,
              VpcId: each.subnet.vpcId,
              AvailabilityZone: each.subnet.availabilityZone,
              PrivateIpAddress: each.address,
              PrivateDnsName: privateDnsName(scope.region, each.address),
              MacAddress: each.macAddress,
              Description: each.taskArn,
              InterfaceType: 'interface' as const,
              OwnerId: scope.accountId,
              Status: 'in-use' as const,
            })),
        }),
      },
    },
    undefined,
  );
}

/** The interfaces that tasks of this account and region have; warm ones are nobody's business but ours. */
function taskInterfaces({ network, interfaces }: Ec2ServiceContext, scope: RequestScope) {
  const subnets = new Map(
    network.listSubnets(scope.accountId, scope.region).map((subnet) => [subnet.id, subnet]),
  );
  return interfaces.list().flatMap(({ subnetId, taskArn, ...rest }) => {
    const subnet = subnets.get(subnetId);
    return subnet === undefined || taskArn === undefined ? [] : [{ ...rest, taskArn, subnet }];
  });
}
