import {
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesCommandInput,
  EC2Client,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { defaultNetwork } from '../../../support/services/default-network.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const taskArn = 'arn:aws:ecs:us-east-1:000000000000:task/default/0123456789abcdef0123456789abcdef';

function attached(api: ServicesApi<EC2Client>, subnetId: string, arn = taskArn) {
  const { interfaces } = api.context.ec2;
  const { id, address } = interfaces.allocate(subnetId, 0);
  interfaces.attach(id, { taskArn: arn });
  interfaces.setSandbox(id, { sandboxId: 'sandbox', macAddress: '02:00:00:00:00:01' });
  return { id, address };
}

function describe(api: ServicesApi<EC2Client>, input: DescribeNetworkInterfacesCommandInput) {
  return bodyOf(api.client.send(new DescribeNetworkInterfacesCommand(input)));
}

test('describe the interfaces of tasks, and none that waits for one', async () => {
  await using api = await startServicesApi(EC2Client);
  const { vpcId, groupId, subnetIds } = defaultNetwork(api);
  const [SubnetId] = subnetIds;
  api.context.ec2.interfaces.allocate(SubnetId, 0);
  const { id, address } = attached(api, SubnetId);
  const described = {
    NetworkInterfaces: [
      {
        NetworkInterfaceId: id,
        SubnetId,
        VpcId: vpcId,
        AvailabilityZone: 'us-east-1a',
        PrivateIpAddress: '172.31.0.5',
        PrivateDnsName: 'ip-172-31-0-5.ec2.internal',
        PrivateIpAddresses: [
          { PrivateIpAddress: '172.31.0.5', PrivateDnsName: 'ip-172-31-0-5.ec2.internal', Primary: true },
        ],
        MacAddress: '02:00:00:00:00:01',
        Description: taskArn,
        InterfaceType: 'interface',
        OwnerId: '000000000000',
        Status: 'in-use',
        Groups: [{ GroupId: groupId, GroupName: 'default' }],
      },
    ],
  };
  expect(address).toBe('172.31.0.5');
  expect(await describe(api, {})).toEqual(described);
  expect(await describe(api, { NetworkInterfaceIds: [id] })).toEqual(described);
  expect(await describe(api, { Filters: [{ Name: 'private-ip-address', Values: [address] }] })).toEqual(
    described,
  );
});

test('answer an empty set to what Terraform asks before it deletes a load balancer, group or subnet', async () => {
  await using api = await startServicesApi(EC2Client);
  attached(api, defaultNetwork(api).subnetIds[0]);
  const none = { NetworkInterfaces: [] };
  expect(
    await describe(api, {
      Filters: [
        { Name: 'attachment.instance-owner-id', Values: ['amazon-elb'] },
        { Name: 'description', Values: ['ELB app/web/0123456789abcdef'] },
      ],
    }),
  ).toEqual(none);
  expect(await describe(api, { Filters: [{ Name: 'group-id', Values: ['sg-0'] }] })).toEqual(none);
  expect(await describe(api, { Filters: [{ Name: 'subnet-id', Values: ['subnet-0'] }] })).toEqual(none);
});

test('refuse an unknown filter though there is no interface to try it on, and an unknown interface', async () => {
  await using api = await startServicesApi(EC2Client);
  const foreign = attached(api, defaultNetwork(api, '111111111111').subnetIds[0]);
  expect(await errorOf(describe(api, { Filters: [{ Name: 'colour', Values: ['red'] }] }))).toEqual({
    name: 'InvalidParameterValue',
    message: "The filter 'colour' is invalid",
    status: 400,
  });
  expect(await errorOf(describe(api, { NetworkInterfaceIds: [foreign.id] }))).toEqual({
    name: 'InvalidNetworkInterfaceID.NotFound',
    message: `The networkInterface ID '${foreign.id}' does not exist`,
    status: 400,
  });
  expect(await describe(api, {})).toEqual({ NetworkInterfaces: [] });
});

test('page through interfaces', async () => {
  await using api = await startServicesApi(EC2Client);
  const [subnetId] = defaultNetwork(api).subnetIds;
  const ids = Array.from({ length: 12 }, () => attached(api, subnetId).id).sort();
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeNetworkInterfaces({ client: api.client, pageSize: 5 }, {}))
    pages.push((page.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId));
  expect(pages).toEqual([ids.slice(0, 5), ids.slice(5, 10), ids.slice(10)]);
});
