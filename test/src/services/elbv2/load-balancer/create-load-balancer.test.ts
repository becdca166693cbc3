import {
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('create an internet-facing application load balancer by default', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { vpcId, groupId, subnetIds } = defaultNetwork(api);
  const [a, b] = subnetIds;
  expect(
    await bodyOf(api.client.send(new CreateLoadBalancerCommand({ Name: 'web', Subnets: [a, b] }))),
  ).toEqual({
    LoadBalancers: [
      {
        LoadBalancerArn: expect.stringMatching(
          /^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
        ),
        DNSName: expect.stringMatching(/^web-\d{9,10}\.us-east-1\.elb\.localhost$/),
        CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
        CreatedTime: new Date(api.clock.now()),
        LoadBalancerName: 'web',
        Scheme: 'internet-facing',
        VpcId: vpcId,
        State: { Code: 'provisioning' },
        Type: 'application',
        AvailabilityZones: [
          { ZoneName: 'us-east-1a', SubnetId: a, LoadBalancerAddresses: [] },
          { ZoneName: 'us-east-1b', SubnetId: b, LoadBalancerAddresses: [] },
        ],
        SecurityGroups: [groupId],
        IpAddressType: 'ipv4',
      },
    ],
  });
});

test('create an internal load balancer from subnet mappings, with tags', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { groupId, subnetIds } = defaultNetwork(api);
  const { LoadBalancers: [created] = [] } = await api.client.send(
    new CreateLoadBalancerCommand({
      Name: 'inner',
      Scheme: 'internal',
      SubnetMappings: subnetIds.map((SubnetId) => ({ SubnetId })),
      SecurityGroups: [groupId],
      Tags: [{ Key: 'team', Value: '' }],
    }),
  );
  expect(created).toMatchObject({
    Scheme: 'internal',
    DNSName: expect.stringMatching(/^internal-inner-\d{9,10}\.us-east-1\.elb\.localhost$/),
    AvailabilityZones: subnetIds.map((SubnetId) => ({ SubnetId })),
  });
  const ResourceArns = [created?.LoadBalancerArn ?? ''];
  expect((await api.client.send(new DescribeTagsCommand({ ResourceArns }))).TagDescriptions).toEqual([
    { ResourceArn: ResourceArns[0], Tags: [{ Key: 'team', Value: '' }] },
  ]);
});

test('answer the existing load balancer when it is created again with the same settings', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { subnetIds, groupId } = defaultNetwork(api);
  const [a, b] = subnetIds;
  const first = await createLoadBalancer(api, 'web');
  const again = await api.client.send(
    new CreateLoadBalancerCommand({ Name: 'web', Subnets: [b, a], SecurityGroups: [groupId] }),
  );
  expect(again.LoadBalancers).toEqual([{ ...first, State: { Code: 'active' } }]);
});

test('treat empty form values as absent', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [a, b] = defaultNetwork(api).subnetIds;
  const body = new URLSearchParams({
    Action: 'CreateLoadBalancer',
    Version: '2015-12-01',
    Name: 'web',
    Type: '',
    Scheme: '',
    IpAddressType: '',
    'Subnets.member.1': a,
    'Subnets.member.2': b,
  });
  const answer = await fetch(api.endpoint, { method: 'POST', body });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('<Scheme>internet-facing</Scheme>');
});

const refusals: [string, Partial<CreateLoadBalancerCommandInput>, string, string][] = [
  [
    'one zone',
    { Subnets: ['a'] },
    'ValidationError',
    'At least two subnets in two different Availability Zones must be specified',
  ],
  [
    'no subnets',
    { Subnets: undefined },
    'ValidationError',
    'At least two subnets in two different Availability Zones must be specified',
  ],
  [
    'a zone twice',
    { Subnets: ['a', 'a'] },
    'InvalidConfigurationRequestException',
    'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
  ],
  [
    'an unknown subnet',
    { Subnets: ['a', 'subnet-0'] },
    'SubnetNotFoundException',
    "The subnet ID 'subnet-0' does not exist",
  ],
  [
    'an unknown security group',
    { SecurityGroups: ['sg-0'] },
    'InvalidSecurityGroupException',
    "The security group 'sg-0' does not exist",
  ],
  [
    'a long name',
    { Name: 'a'.repeat(33) },
    'ValidationError',
    `Load balancer name '${'a'.repeat(33)}' cannot be longer than '32' characters`,
  ],
  [
    'a name with a dot',
    { Name: 'a.b' },
    'ValidationError',
    "Load balancer name 'a.b' can only contain characters that are alphanumeric characters or hyphens(-)",
  ],
  [
    'a name that begins with a hyphen',
    { Name: '-a' },
    'ValidationError',
    "Load balancer name '-a' cannot begin or end with '-'",
  ],
  [
    'a name that begins like an internal one',
    { Name: 'internal-a' },
    'ValidationError',
    "Load balancer name 'internal-a' cannot begin with 'internal-'",
  ],
  [
    'a name that is taken with other settings',
    { Name: 'taken', Scheme: 'internal' },
    'DuplicateLoadBalancerNameException',
    "A load balancer with the same name 'taken' exists, but with different settings",
  ],
  [
    'too many tags',
    { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })) },
    'TooManyTagsException',
    'A resource can have at most 50 tags',
  ],
  [
    'a gateway load balancer',
    { Type: 'gateway' },
    'NotImplementedException',
    'Drydock does not implement gateway load balancers yet.',
  ],
  [
    'a type that does not exist',
    // @ts-expect-error: AWS has no such type
    { Type: 'classic' },
    'ValidationError',
    "1 validation error detected: Value 'classic' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [application, network, gateway]",
  ],
  [
    'an Elastic IP address',
    { Subnets: [], SubnetMappings: [{ SubnetId: 'a', AllocationId: 'eipalloc-1' }] },
    'ValidationError',
    'Addresses in subnet mappings cannot be specified for application load balancers',
  ],
  [
    'subnets beside subnet mappings',
    { SubnetMappings: [{ SubnetId: 'a' }] },
    'ValidationError',
    'You must specify either subnets or subnet mappings, but not both',
  ],
  [
    'customer-owned addresses',
    { CustomerOwnedIpv4Pool: 'ipv4pool-coip-1' },
    'NotImplementedException',
    'Drydock does not implement customer-owned address pools (CustomerOwnedIpv4Pool) yet.',
  ],
  [
    'an IPAM pool',
    { IpamPools: { Ipv4IpamPoolId: 'ipam-pool-1' } },
    'NotImplementedException',
    'Drydock does not implement IPAM pools of load balancers (IpamPools) yet.',
  ],
  [
    'source NAT for IPv6',
    { EnablePrefixForIpv6SourceNat: 'on' },
    'NotImplementedException',
    'Drydock does not implement IPv6 prefixes for source NAT (EnablePrefixForIpv6SourceNat) yet.',
  ],
  [
    'an address type that does not exist',
    // @ts-expect-error: AWS has no such type
    { IpAddressType: 'ipv6' },
    'ValidationError',
    "1 validation error detected: Value 'ipv6' at 'ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack, dualstack-without-public-ipv4]",
  ],
  [
    "a tag key that is AWS's own",
    { Tags: [{ Key: 'aws:stack', Value: 'x' }] },
    'ValidationError',
    "Tag keys cannot begin with 'aws:', which is reserved for system use: 'aws:stack'",
  ],
  [
    'dual stack',
    { IpAddressType: 'dualstack' },
    'NotImplementedException',
    'Drydock does not implement the IP address type dualstack yet.',
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [a, b] = defaultNetwork(api).subnetIds;
  await createLoadBalancer(api, 'taken');
  const Subnets = settings.Subnets?.map((id) => (id === 'a' ? a : id));
  const SubnetMappings = settings.SubnetMappings?.map((each) => ({ ...each, SubnetId: a }));
  const input = {
    Name: 'web',
    ...('Subnets' in settings ? { ...settings, Subnets } : { ...settings, Subnets: [a, b] }),
    ...(SubnetMappings && { SubnetMappings }),
  };
  expect(await errorOf(api.client.send(new CreateLoadBalancerCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

test('refuse a request without a name', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const body = new URLSearchParams({ Action: 'CreateLoadBalancer', Version: '2015-12-01' });
  const answer = await fetch(api.endpoint, { method: 'POST', body });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(
    '<Code>ValidationError</Code><Message>1 validation error detected: Value null at &apos;name&apos; failed to satisfy constraint: Member must not be null</Message>',
  );
});
