import {
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  paginateDescribeLoadBalancers,
  SetSecurityGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createNetworkLoadBalancer } from '../../../../support/services/create-network-load-balancer.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('create a network load balancer in one zone, without security groups', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { vpcId, subnetIds } = defaultNetwork(api);
  const [a] = subnetIds;
  const input: CreateLoadBalancerCommandInput = { Name: 'net', Type: 'network', Subnets: [a] };
  const created = await bodyOf(api.client.send(new CreateLoadBalancerCommand(input)));
  expect(created).toEqual({
    LoadBalancers: [
      {
        LoadBalancerArn: expect.stringMatching(
          /^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/net\/net\/[0-9a-f]{16}$/,
        ),
        DNSName: expect.stringMatching(/^net-[0-9a-f]{16}\.elb\.us-east-1\.localhost$/),
        CanonicalHostedZoneId: 'Z26RNL4JYFTOTI',
        CreatedTime: new Date(api.clock.now()),
        LoadBalancerName: 'net',
        Scheme: 'internet-facing',
        VpcId: vpcId,
        State: { Code: 'provisioning' },
        Type: 'network',
        AvailabilityZones: [{ ZoneName: 'us-east-1a', SubnetId: a, LoadBalancerAddresses: [] }],
        SecurityGroups: [],
        IpAddressType: 'ipv4',
      },
    ],
  });
  const [{ LoadBalancerArn: arn = '', DNSName: dnsName = '' } = {}] = created.LoadBalancers ?? [];
  expect(dnsName).toContain(arn.slice(-16));
  const again = await api.client.send(new CreateLoadBalancerCommand(input));
  expect(again.LoadBalancers?.map(({ LoadBalancerArn }) => LoadBalancerArn)).toEqual([arn]);
});

test('create an internal one with an address of its own in a subnet, and with security groups', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { subnetIds, groupId } = defaultNetwork(api);
  const [a, b] = subnetIds;
  const cidr = api.context.ec2.network.findSubnet(a)?.cidr ?? '';
  const address = cidr.replace(/\.0\/\d+$/, '.10');
  const input: CreateLoadBalancerCommandInput = {
    Name: 'inner',
    Type: 'network',
    Scheme: 'internal',
    SecurityGroups: [groupId],
    SubnetMappings: [{ SubnetId: a, PrivateIPv4Address: address }, { SubnetId: b }],
  };
  await api.client.send(new CreateLoadBalancerCommand(input));
  const { LoadBalancers: [found] = [] } = await api.client.send(new DescribeLoadBalancersCommand({}));
  expect(found).toMatchObject({
    DNSName: expect.stringMatching(/^inner-[0-9a-f]{16}\.elb\.us-east-1\.localhost$/),
    Scheme: 'internal',
    State: { Code: 'active' },
    SecurityGroups: [groupId],
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
    AvailabilityZones: [
      { SubnetId: a, LoadBalancerAddresses: [{ PrivateIPv4Address: address }] },
      { SubnetId: b, LoadBalancerAddresses: [] },
    ],
  });
  const elsewhere = { ...input, SubnetMappings: [{ SubnetId: a }, { SubnetId: b }] };
  expect(await errorOf(api.client.send(new CreateLoadBalancerCommand(elsewhere)))).toMatchObject({
    name: 'DuplicateLoadBalancerNameException',
  });
});

const outside = { SubnetId: 'a', PrivateIPv4Address: '10.99.0.1' };
const refusals: [string, Partial<CreateLoadBalancerCommandInput>, string, string][] = [
  ['no subnet', { Subnets: undefined }, 'ValidationError', 'At least one subnet must be specified'],
  [
    'a zone twice',
    { Subnets: ['a', 'a'] },
    'InvalidConfigurationRequestException',
    'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
  ],
  [
    'an unknown security group',
    { SecurityGroups: ['sg-0'] },
    'InvalidSecurityGroupException',
    "The security group 'sg-0' does not exist",
  ],
  [
    'the name of an application load balancer',
    { Name: 'taken' },
    'DuplicateLoadBalancerNameException',
    "A load balancer with the same name 'taken' exists, but with different settings",
  ],
  [
    'an address of a load balancer that faces the internet',
    { SubnetMappings: [outside] },
    'ValidationError',
    'Private IPv4 addresses can only be specified for internal load balancers',
  ],
  [
    'an address outside of its subnet',
    { Scheme: 'internal', SubnetMappings: [outside] },
    'ValidationError',
    "The private IPv4 address '10.99.0.1' is not valid for subnet 'SUBNET'",
  ],
  [
    'an Elastic IP address',
    { SubnetMappings: [{ SubnetId: 'a', AllocationId: 'eipalloc-1' }] },
    'NotImplementedException',
    'Drydock does not implement Elastic IP addresses of load balancers yet.',
  ],
  [
    'an IPv6 address',
    { SubnetMappings: [{ SubnetId: 'a', IPv6Address: '::1' }] },
    'NotImplementedException',
    'Drydock does not implement IPv6 addresses of load balancers yet.',
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { subnetIds, groupId } = defaultNetwork(api);
  const [a] = subnetIds;
  await createLoadBalancer(api, 'taken');
  const named = (id: string | undefined) => (id === 'a' ? a : id);
  const SubnetMappings = settings.SubnetMappings?.map((each) => ({
    ...each,
    SubnetId: named(each.SubnetId),
  }));
  const Subnets =
    'Subnets' in settings
      ? settings.Subnets?.map((id) => named(id) ?? '')
      : SubnetMappings === undefined
        ? [a]
        : undefined;
  const input: CreateLoadBalancerCommandInput = {
    Name: 'net',
    Type: 'network',
    SecurityGroups: [groupId],
    ...settings,
  };
  expect(
    await errorOf(api.client.send(new CreateLoadBalancerCommand({ ...input, Subnets, SubnetMappings }))),
  ).toEqual({ name, message: message.replace('SUBNET', a), status: 400 });
});

test('page through load balancers of both kinds', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  await createLoadBalancer(api, 'b');
  for (const name of ['a', 'c']) await createNetworkLoadBalancer(api, name);
  const pages: string[][] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers(
    { client: api.client },
    { PageSize: 2 },
  ))
    pages.push(LoadBalancers.map(({ LoadBalancerName = '', Type = '' }) => `${LoadBalancerName} ${Type}`));
  expect(pages).toEqual([['a network', 'b application'], ['c network']]);
});

const defaults = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'deletion_protection.enabled': 'false',
  'dns_record.client_routing_policy': 'any_availability_zone',
  'ipv6.deny_all_igw_traffic': 'false',
  'load_balancing.cross_zone.enabled': 'false',
  'secondary_ips.auto_assigned.per_subnet': '0',
  'zonal_shift.config.enabled': 'false',
};

function asRecord(attributes: readonly { Key?: string; Value?: string }[] = []) {
  return Object.fromEntries(attributes.map(({ Key, Value }) => [Key, Value]));
}

test('describe every attribute with its default, and change those that are served', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const LoadBalancerArn = await createNetworkLoadBalancer(api, 'net');
  const inner = await createNetworkLoadBalancer(api, 'inner', { Scheme: 'internal' });
  const attributesOf = async (arn: string) =>
    asRecord(
      (await api.client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }))).Attributes,
    );
  expect(await attributesOf(LoadBalancerArn)).toEqual(defaults);
  expect(await attributesOf(inner)).toEqual({ ...defaults, 'ipv6.deny_all_igw_traffic': 'true' });
  const changes = {
    'deletion_protection.enabled': 'true',
    'dns_record.client_routing_policy': 'availability_zone_affinity',
    'load_balancing.cross_zone.enabled': 'true',
    'zonal_shift.config.enabled': 'true',
  };
  const { Attributes } = await api.client.send(
    new ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn,
      Attributes: Object.entries(changes).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  expect(asRecord(Attributes)).toEqual({ ...defaults, ...changes });
  expect(await attributesOf(LoadBalancerArn)).toEqual({ ...defaults, ...changes });
  expect(await errorOf(api.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })))).toMatchObject({
    name: 'OperationNotPermittedException',
  });
});

test.each([
  [
    'idle_timeout.timeout_seconds',
    '60',
    "Load balancer attribute key 'idle_timeout.timeout_seconds' is not recognized",
  ],
  [
    'load_balancing.cross_zone.enabled',
    'yes',
    "'load_balancing.cross_zone.enabled' must be one of '[false, true]'",
  ],
  [
    'secondary_ips.auto_assigned.per_subnet',
    '8',
    "'secondary_ips.auto_assigned.per_subnet' must be an integer between 0 and 7",
  ],
])('refuse the attribute %s = %s', async (Key, Value, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const LoadBalancerArn = await createNetworkLoadBalancer(api, 'net');
  const input = { LoadBalancerArn, Attributes: [{ Key, Value }] };
  expect(await errorOf(api.client.send(new ModifyLoadBalancerAttributesCommand(input)))).toEqual({
    name: 'ValidationError',
    message,
    status: 400,
  });
});

test('change the security groups of one that has some, and never of one that has none', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const SecurityGroups = [defaultNetwork(api).groupId];
  const LoadBalancerArn = await createNetworkLoadBalancer(api, 'net', { SecurityGroups });
  const set = new SetSecurityGroupsCommand({
    LoadBalancerArn,
    SecurityGroups,
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
  });
  const changed = {
    SecurityGroupIds: SecurityGroups,
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
  };
  expect(await bodyOf(api.client.send(set))).toEqual(changed);
  const kept = new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups });
  expect(await bodyOf(api.client.send(kept))).toEqual(changed);
  const none = new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: [] });
  expect(await errorOf(api.client.send(none))).toEqual({
    name: 'ValidationError',
    message: 'At least one security group must be specified',
    status: 400,
  });
  const without = await createNetworkLoadBalancer(api, 'without');
  const late = new SetSecurityGroupsCommand({ LoadBalancerArn: without, SecurityGroups });
  expect(await errorOf(api.client.send(late))).toEqual({
    name: 'InvalidConfigurationRequestException',
    message: `Security groups cannot be set for load balancer '${without}' because it was created without security groups`,
    status: 400,
  });
});
