import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  SetIpAddressTypeCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
  type SetSubnetsCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createNetworkLoadBalancer } from '../../../../support/services/create-network-load-balancer.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

/** A second VPC, made after the default one, with a subnet in each of two zones and a security group. */
function otherVpc({ context }: Api) {
  const scope = { accountId: '000000000000', region: 'us-east-1' };
  const { network } = context.ec2;
  network.addVpc({ ...scope, id: 'vpc-2', cidr: '10.9.0.0/16', isDefault: false });
  for (const [id, cidr, availabilityZone] of [
    ['subnet-2a', '10.9.0.0/24', 'us-east-1a'],
    ['subnet-2b', '10.9.1.0/24', 'us-east-1b'],
  ] as const)
    network.addSubnet({ id, vpcId: 'vpc-2', cidr, availabilityZone });
  network.addSecurityGroup({ id: 'sg-2', vpcId: 'vpc-2', name: 'other', description: '' });
}

test('set the subnets of an Application Load Balancer', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [, b, c] = defaultNetwork(api).subnetIds;
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const zones = [
    { ZoneName: 'us-east-1b', SubnetId: b, LoadBalancerAddresses: [] },
    { ZoneName: 'us-east-1c', SubnetId: c, LoadBalancerAddresses: [] },
  ];
  expect(await bodyOf(api.client.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: [b, c] })))).toEqual({
    AvailabilityZones: zones,
    IpAddressType: 'ipv4',
  });
  const { LoadBalancers = [] } = await api.client.send(new DescribeLoadBalancersCommand({}));
  expect(LoadBalancers.map(({ AvailabilityZones }) => AvailabilityZones)).toEqual([zones]);
});

test('leave a Network Load Balancer the address that it has in a subnet', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [a, b] = defaultNetwork(api).subnetIds;
  const LoadBalancerArn = await createNetworkLoadBalancer(api, 'net', {
    Scheme: 'internal',
    Subnets: undefined,
    SubnetMappings: [{ SubnetId: a, PrivateIPv4Address: '172.31.0.40' }],
  });
  expect(
    (await api.client.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: [a, b] }))).AvailabilityZones,
  ).toEqual([
    {
      ZoneName: 'us-east-1a',
      SubnetId: a,
      LoadBalancerAddresses: [{ PrivateIPv4Address: '172.31.0.40' }],
    },
    { ZoneName: 'us-east-1b', SubnetId: b, LoadBalancerAddresses: [] },
  ]);
});

test.each<[Partial<SetSubnetsCommandInput>, string, string]>([
  [
    { Subnets: [] },
    'ValidationError',
    'At least two subnets in two different Availability Zones must be specified',
  ],
  [{ Subnets: ['subnet-0'] }, 'SubnetNotFoundException', "The subnet ID 'subnet-0' does not exist"],
  [
    { Subnets: ['subnet-2a', 'subnet-2b'] },
    'ValidationError',
    "The subnets must belong to the VPC 'DEFAULT' of the load balancer",
  ],
  [
    { Subnets: ['A', 'subnet-2b'] },
    'InvalidConfigurationRequestException',
    "The subnets 'A' and 'subnet-2b' must belong to the same VPC",
  ],
  [
    { Subnets: ['A', 'A'] },
    'InvalidConfigurationRequestException',
    'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
  ],
  [
    { Subnets: ['A'], IpAddressType: 'dualstack' },
    'NotImplementedException',
    'Drydock does not implement the IP address type dualstack yet.',
  ],
])('refuse the subnets %j and keep those that are', async (settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { vpcId, subnetIds } = defaultNetwork(api);
  otherVpc(api);
  const [a, b] = subnetIds;
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const Subnets = settings.Subnets?.map((id) => (id === 'A' ? a : id));
  expect(
    await errorOf(api.client.send(new SetSubnetsCommand({ LoadBalancerArn, ...settings, Subnets }))),
  ).toEqual({ name, message: message.replace('DEFAULT', vpcId).replace("'A'", `'${a}'`), status: 400 });
  const { LoadBalancers: [after] = [] } = await api.client.send(new DescribeLoadBalancersCommand({}));
  expect(after?.AvailabilityZones?.map(({ SubnetId }) => SubnetId)).toEqual([a, b]);
});

test('have IPv4 addresses, and refuse others', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const set = (IpAddressType: 'ipv4' | 'dualstack') =>
    api.client.send(new SetIpAddressTypeCommand({ LoadBalancerArn, IpAddressType }));
  expect(await bodyOf(set('ipv4'))).toEqual({ IpAddressType: 'ipv4' });
  expect(await errorOf(set('dualstack'))).toEqual({
    name: 'NotImplementedException',
    message: 'Drydock does not implement the IP address type dualstack yet.',
    status: 400,
  });
});

test('refuse rules for PrivateLink on an Application Load Balancer', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const input = {
    LoadBalancerArn,
    SecurityGroups: [defaultNetwork(api).groupId],
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on' as const,
  };
  expect(await errorOf(api.client.send(new SetSecurityGroupsCommand(input)))).toEqual({
    name: 'ValidationError',
    message:
      'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic can only be specified for network load balancers',
    status: 400,
  });
});

test('refuse a security group of another VPC', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { vpcId } = defaultNetwork(api);
  otherVpc(api);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const input = { LoadBalancerArn, SecurityGroups: ['sg-2'] };
  expect(await errorOf(api.client.send(new SetSecurityGroupsCommand(input)))).toEqual({
    name: 'InvalidConfigurationRequestException',
    message: `The security group 'sg-2' does not belong to VPC '${vpcId}'`,
    status: 400,
  });
});
