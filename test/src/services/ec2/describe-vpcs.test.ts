import {
  DescribeVpcsCommand,
  type DescribeVpcsCommandInput,
  EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { defaultNetwork } from '../../../support/services/default-network.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

test('find the default VPC that every account and region has', async () => {
  await using api = await startServicesApi(EC2Client);
  const described = await bodyOf(
    api.client.send(new DescribeVpcsCommand({ Filters: [{ Name: 'isDefault', Values: ['true'] }] })),
  );
  const { vpcId } = defaultNetwork(api);
  expect(described).toEqual({
    Vpcs: [
      {
        VpcId: vpcId,
        CidrBlock: '172.31.0.0/16',
        State: 'available',
        IsDefault: true,
        OwnerId: '000000000000',
        InstanceTenancy: 'default',
        CidrBlockAssociationSet: [
          {
            AssociationId: vpcId.replace('vpc-', 'vpc-cidr-assoc-'),
            CidrBlock: '172.31.0.0/16',
            CidrBlockState: { State: 'associated' },
          },
        ],
        Tags: [],
      },
    ],
  });
  expect(vpcId).toMatch(/^vpc-[0-9a-f]{17}$/);
});

const matching: Filter[] = [
  { Name: 'is-default', Values: ['true'] },
  { Name: 'cidr', Values: ['172.31.*'] },
  { Name: 'cidr', Values: ['10.0.0.0/8', '172.3?.0.0/16'] },
  { Name: 'state', Values: ['available'] },
  { Name: 'vpc-id', Values: ['vpc-*'] },
];
const other: Filter[] = [
  { Name: 'isDefault', Values: ['false'] },
  { Name: 'cidr', Values: ['172.31.?'] },
  { Name: 'cidr', Values: ['172.31.0.0/1\\*'] },
  { Name: 'tag:Name', Values: ['*'] },
  { Name: 'tag-key', Values: ['Name'] },
];

test.each([
  ...matching.map((filter): [Filter[], number] => [[filter], 1]),
  ...other.map((filter): [Filter[], number] => [[filter], 0]),
  [[...matching, ...other.slice(0, 1)], 0],
])('filter VPCs by %j', async (Filters, count) => {
  await using api = await startServicesApi(EC2Client);
  expect((await api.client.send(new DescribeVpcsCommand({ Filters }))).Vpcs).toHaveLength(count);
});

test('apply ids and filters together', async () => {
  await using api = await startServicesApi(EC2Client);
  const { vpcId } = defaultNetwork(api);
  const count = async (isDefault: string) =>
    (
      await api.client.send(
        new DescribeVpcsCommand({ VpcIds: [vpcId], Filters: [{ Name: 'isDefault', Values: [isDefault] }] }),
      )
    ).Vpcs?.length;
  expect([await count('true'), await count('false')]).toEqual([1, 0]);
});

const refusals: [DescribeVpcsCommandInput, string, string][] = [
  [{ VpcIds: ['vpc-0'] }, 'InvalidVpcID.NotFound', "The vpc ID 'vpc-0' does not exist"],
  [
    { Filters: [{ Name: 'colour', Values: ['red'] }] },
    'InvalidParameterValue',
    "The filter 'colour' is invalid",
  ],
  [
    {
      Filters: [
        { Name: 'isDefault', Values: ['false'] },
        { Name: 'colour', Values: ['red'] },
      ],
    },
    'InvalidParameterValue',
    "The filter 'colour' is invalid",
  ],
  [
    { Filters: [{ Name: 'constructor', Values: ['x'] }] },
    'InvalidParameterValue',
    "The filter 'constructor' is invalid",
  ],
  [
    { MaxResults: 4 },
    'InvalidParameterValue',
    'Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
  ],
  [
    { MaxResults: 5, VpcIds: ['vpc-0'] },
    'InvalidParameterCombination',
    'The parameter vpcIds cannot be used with the parameter maxResults',
  ],
  [{ NextToken: 'nonsense' }, 'InvalidNextToken', 'The specified NextToken is not valid.'],
];

test.each(refusals)('refuse %j', async (input, name, message) => {
  await using api = await startServicesApi(EC2Client);
  expect(await errorOf(api.client.send(new DescribeVpcsCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

test('answer a dry run with the error that says it would have succeeded', async () => {
  await using api = await startServicesApi(EC2Client);
  expect(await errorOf(api.client.send(new DescribeVpcsCommand({ DryRun: true })))).toEqual({
    name: 'DryRunOperation',
    message: 'Request would have succeeded, but DryRun flag is set.',
    status: 412,
  });
});

test('put errors on the wire in the form of EC2', async () => {
  await using api = await startServicesApi(EC2Client);
  const body = new URLSearchParams({ Action: 'DescribeVpcs', Version: '2016-11-15', 'VpcId.1': 'vpc-0' });
  const answer = await fetch(api.endpoint, { method: 'POST', body });
  expect(await answer.text()).toMatch(
    /<Response><Errors><Error><Code>InvalidVpcID\.NotFound<\/Code><Message>The vpc ID &apos;vpc-0&apos; does not exist<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
  );
});
