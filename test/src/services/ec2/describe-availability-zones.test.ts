import { DescribeAvailabilityZonesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

test('list the zones of the region', async () => {
  await using api = await startServicesApi(EC2Client);
  const Filters = [{ Name: 'state', Values: ['available'] }];
  expect(await bodyOf(api.client.send(new DescribeAvailabilityZonesCommand({ Filters })))).toEqual({
    AvailabilityZones: ['a', 'b', 'c'].map((letter, index) => ({
      ZoneName: `us-east-1${letter}`,
      ZoneId: `use1-az${index + 1}`,
      RegionName: 'us-east-1',
      State: 'available',
      ZoneType: 'availability-zone',
      GroupName: 'us-east-1',
      OptInStatus: 'opt-in-not-required',
      NetworkBorderGroup: 'us-east-1',
      Messages: [],
    })),
  });
});

test.each([
  ['us-east-1', 'use1'],
  ['us-gov-west-1', 'usgw1'],
  ['ap-south-1', 'aps1'],
  ['ap-southeast-1', 'apse1'],
  ['ap-northeast-1', 'apne1'],
  ['ca-central-1', 'cac1'],
])('name the zone ids of %s %s-az1 and so on', async (region, prefix) => {
  await using api = await startServicesApi(EC2Client);
  const { AvailabilityZones } = await api.as({ region }).send(new DescribeAvailabilityZonesCommand({}));
  expect(AvailabilityZones?.map(({ ZoneId }) => ZoneId)).toEqual(
    [1, 2, 3].map((each) => `${prefix}-az${each}`),
  );
});

test('find zones by name and by id, and refuse those that are not there', async () => {
  await using api = await startServicesApi(EC2Client);
  const names = async (input: { ZoneNames?: string[]; ZoneIds?: string[] }) =>
    (await api.client.send(new DescribeAvailabilityZonesCommand(input))).AvailabilityZones?.map(
      ({ ZoneName }) => ZoneName,
    );
  expect(await names({ ZoneNames: ['us-east-1b'] })).toEqual(['us-east-1b']);
  expect(await names({ ZoneIds: ['use1-az3'] })).toEqual(['us-east-1c']);
  expect(await errorOf(names({ ZoneNames: ['us-west-2a'] }))).toEqual({
    name: 'InvalidParameterValue',
    message: 'Invalid availability zone: [us-west-2a]',
    status: 400,
  });
});
