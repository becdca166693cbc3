import { DescribeSubnetsCommand, type DescribeSubnetsCommandInput, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { defaultNetwork } from '../../../support/services/default-network.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

test('describe the default subnet of each zone', async () => {
  await using api = await startServicesApi(EC2Client);
  const { vpcId, subnetIds } = defaultNetwork(api);
  const described = await bodyOf(
    api.client.send(
      new DescribeSubnetsCommand({
        Filters: [
          { Name: 'default-for-az', Values: ['true'] },
          { Name: 'vpc-id', Values: [vpcId] },
        ],
      }),
    ),
  );
  expect(described).toEqual({
    Subnets: subnetIds.map((SubnetId, index) => ({
      SubnetId,
      SubnetArn: `arn:aws:ec2:us-east-1:000000000000:subnet/${SubnetId}`,
      VpcId: vpcId,
      CidrBlock: `172.31.${index * 16}.0/20`,
      AvailabilityZone: `us-east-1${'abc'.charAt(index)}`,
      AvailabilityZoneId: `use1-az${index + 1}`,
      AvailableIpAddressCount: 4091,
      State: 'available',
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
      AssignIpv6AddressOnCreation: false,
      Ipv6Native: false,
      OwnerId: '000000000000',
      Ipv6CidrBlockAssociationSet: [],
      Tags: [],
    })),
  });
});

test('count the addresses that are taken', async () => {
  await using api = await startServicesApi(EC2Client);
  const [a, b] = defaultNetwork(api).subnetIds;
  const { interfaces } = api.context.ec2;
  interfaces.allocate(a, 0);
  interfaces.allocate(a, 0);
  const { Subnets = [] } = await api.client.send(new DescribeSubnetsCommand({ SubnetIds: [b, a] }));
  expect(Subnets.map((each) => [each.SubnetId, each.AvailableIpAddressCount])).toEqual([
    [a, 4089],
    [b, 4091],
  ]);
});

test('filter by zone, zone id and CIDR block', async () => {
  await using api = await startServicesApi(EC2Client);
  const [a, b, c] = defaultNetwork(api).subnetIds;
  const ids = async (...Filters: NonNullable<DescribeSubnetsCommandInput['Filters']>) =>
    (await api.client.send(new DescribeSubnetsCommand({ Filters }))).Subnets?.map(({ SubnetId }) => SubnetId);
  expect(await ids({ Name: 'availability-zone', Values: ['us-east-1b', 'us-east-1c'] })).toEqual([b, c]);
  expect(await ids({ Name: 'availability-zone-id', Values: ['use1-az1'] })).toEqual([a]);
  expect(await ids({ Name: 'cidr-block', Values: ['172.31.16.0/20'] })).toEqual([b]);
  expect(await ids({ Name: 'subnet-id', Values: [c] }, { Name: 'vpc-id', Values: ['vpc-0'] })).toEqual([]);
});

test('refuse a subnet that does not exist, or that another account has', async () => {
  await using api = await startServicesApi(EC2Client);
  const [foreign] = defaultNetwork(api, '111111111111').subnetIds;
  expect(await errorOf(api.client.send(new DescribeSubnetsCommand({ SubnetIds: [foreign] })))).toEqual({
    name: 'InvalidSubnetID.NotFound',
    message: `The subnet ID '${foreign}' does not exist`,
    status: 400,
  });
});

test('give accounts and regions networks of their own that do not overlap', async () => {
  await using api = await startServicesApi(EC2Client);
  const cidrs = async (scope: { accountId?: string; region?: string }) =>
    (await api.as(scope).send(new DescribeSubnetsCommand({}))).Subnets?.map((each) => [
      each.OwnerId,
      each.AvailabilityZone,
      each.AvailabilityZoneId,
      each.CidrBlock,
    ]);
  expect(await cidrs({ accountId: '111111111111' })).toEqual([
    ['111111111111', 'us-east-1a', 'use1-az1', '172.31.0.0/20'],
    ['111111111111', 'us-east-1b', 'use1-az2', '172.31.16.0/20'],
    ['111111111111', 'us-east-1c', 'use1-az3', '172.31.32.0/20'],
  ]);
  expect(await cidrs({ region: 'ap-southeast-2' })).toEqual([
    ['000000000000', 'ap-southeast-2a', 'apse2-az1', '10.128.0.0/20'],
    ['000000000000', 'ap-southeast-2b', 'apse2-az2', '10.128.16.0/20'],
    ['000000000000', 'ap-southeast-2c', 'apse2-az3', '10.128.32.0/20'],
  ]);
});
