import {
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { defaultNetwork } from '../../../support/services/default-network.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

test('describe the default security group with its rules', async () => {
  await using api = await startServicesApi(EC2Client);
  const { vpcId, groupId } = defaultNetwork(api);
  const noLists = { IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
  const described = {
    SecurityGroups: [
      {
        GroupId: groupId,
        GroupName: 'default',
        Description: 'default VPC security group',
        OwnerId: '000000000000',
        VpcId: vpcId,
        SecurityGroupArn: `arn:aws:ec2:us-east-1:000000000000:security-group/${groupId}`,
        IpPermissions: [
          { ...noLists, IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: groupId, UserId: '000000000000' }] },
        ],
        IpPermissionsEgress: [{ ...noLists, IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        Tags: [],
      },
    ],
  };
  const describe = (input: DescribeSecurityGroupsCommandInput) =>
    bodyOf(api.client.send(new DescribeSecurityGroupsCommand(input)));
  expect(await describe({ GroupIds: [groupId] })).toEqual(described);
  expect(await describe({ GroupNames: ['default'] })).toEqual(described);
  expect(
    await describe({
      Filters: [
        { Name: 'group-name', Values: ['default'] },
        { Name: 'vpc-id', Values: [vpcId] },
      ],
    }),
  ).toEqual(described);
  expect(await describe({ Filters: [{ Name: 'group-name', Values: ['x'] }] })).toEqual({
    SecurityGroups: [],
  });
});

test('refuse groups that do not exist, by id and by name, and those of another account', async () => {
  await using api = await startServicesApi(EC2Client);
  const { groupId: foreign } = defaultNetwork(api, '111111111111');
  const refusal = (input: DescribeSecurityGroupsCommandInput) =>
    errorOf(api.client.send(new DescribeSecurityGroupsCommand(input)));
  const error = (group: string) => ({
    name: 'InvalidGroup.NotFound',
    message: `The security group '${group}' does not exist`,
    status: 400,
  });
  expect(await refusal({ GroupIds: ['sg-0'] })).toEqual(error('sg-0'));
  expect(await refusal({ GroupNames: ['web'] })).toEqual(error('web'));
  expect(await refusal({ GroupIds: [foreign] })).toEqual(error(foreign));
});
