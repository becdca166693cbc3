import {
  DescribeInstanceInformationCommand,
  GetResourcePoliciesCommand,
  GetServiceSettingCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { errorOf } from '../../../support/error-of.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

type Ssm = ServicesApi<SSMClient>['client'];

test.each<[string, (ssm: Ssm) => Promise<unknown>]>([
  ['DescribeInstanceInformation', (ssm) => ssm.send(new DescribeInstanceInformationCommand({}))],
  ['GetResourcePolicies', (ssm) => ssm.send(new GetResourcePoliciesCommand({ ResourceArn: 'arn' }))],
  ['GetServiceSetting', (ssm) => ssm.send(new GetServiceSettingCommand({ SettingId: '/ssm/x' }))],
])('name %s as not implemented', async (operation, send) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(send(api.client))).toEqual({
    name: 'NotImplementedException',
    message: `Drydock does not implement ssm:${operation}.`,
    status: 400,
  });
});
