import { DescribeParametersCommand, type PutParameterCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import type { ParameterTier } from '../../../../../src/services/ssm/parameter/parameter-store.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

const Policies = JSON.stringify([
  { Type: 'NoChangeNotification', Version: '1.0', Attributes: { After: '20', Unit: 'Days' } },
]);
const guide =
  'For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

function fill(api: ServicesApi<SSMClient>, tier: ParameterTier, many: number): void {
  const { parameters } = api.context.ssm;
  const document = { lastModifiedMs: 0, lastModifiedBy: 'someone', dataType: 'text', tier };
  const scope = { accountId: '000000000000', region: 'us-east-1' };
  api.state.transaction(() => {
    for (let index = 0; index < many; index += 1)
      parameters.add(scope, {
        name: `filler-${index}`,
        version: 1,
        type: 'String',
        value: Buffer.from('v'),
        document,
      });
  });
}

test.each<[Partial<PutParameterCommandInput>, string]>([
  [{}, 'Standard'],
  [{ Tier: 'Standard', Value: 'v'.repeat(4096) }, 'Standard'],
  [{ Tier: 'Advanced' }, 'Advanced'],
  [{ Tier: 'Advanced', Value: 'v'.repeat(8192), Policies }, 'Advanced'],
  [{ Tier: 'Intelligent-Tiering', Value: 'v'.repeat(4096) }, 'Standard'],
  [{ Tier: 'Intelligent-Tiering', Value: 'v'.repeat(4097) }, 'Advanced'],
  [{ Tier: 'Intelligent-Tiering', Policies }, 'Advanced'],
])('PutParameter gives %j the tier %s', async (settings, tier) => {
  await using api = await startServicesApi(SSMClient);
  expect(await putParameter(api.client, 'n', 'v', settings)).toEqual({ Version: 1, Tier: tier });
  const { Parameters } = await api.client.send(new DescribeParametersCommand({}));
  expect(Parameters?.map(({ Tier }) => Tier)).toEqual([tier]);
});

test.each<[Partial<PutParameterCommandInput>, string]>([
  [
    { Tier: 'Advanced', Value: 'v'.repeat(8193) },
    `Advanced tier parameters support a maximum parameter value of 8192 characters. ${guide}`,
  ],
  [
    { Policies },
    `Standard tier parameters do not support parameter policies. To use parameter policies, upgrade the parameter to use the advanced-parameter tier. ${guide}`,
  ],
  [
    { Name: 'advanced', Tier: 'Standard', Overwrite: true },
    `This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. ${guide}`,
  ],
])('PutParameter refuses what the tier does not hold: %#', async (settings, message) => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'advanced', 'v', { Tier: 'Advanced' });
  expect(await errorOf(putParameter(api.client, 'n', 'v', settings))).toEqual({
    name: 'ValidationException',
    message,
    status: 400,
  });
});

test('PutParameter moves a parameter up a tier, and leaves it there', async () => {
  await using api = await startServicesApi(SSMClient);
  const put = async (settings: Partial<PutParameterCommandInput>) =>
    (await putParameter(api.client, 'n', 'v', settings)).Tier;
  expect(await put({})).toBe('Standard');
  expect(await put({ Tier: 'Advanced', Overwrite: true })).toBe('Advanced');
  expect(await put({ Overwrite: true })).toBe('Advanced');
  expect(await put({ Tier: 'Intelligent-Tiering', Overwrite: true })).toBe('Advanced');
});

test('PutParameter refuses a standard parameter above ten thousand, but not an overwrite', async () => {
  await using api = await startServicesApi(SSMClient);
  fill(api, 'Standard', 9999);
  expect((await putParameter(api.client, 'last', 'v')).Tier).toBe('Standard');
  expect(await errorOf(putParameter(api.client, 'n', 'v'))).toEqual({
    name: 'ParameterLimitExceeded',
    message:
      'You have reached the maximum number of standard parameters for this AWS account and Region (10000). To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier (charges apply).',
    status: 429,
  });
  expect((await putParameter(api.client, 'last', 'w', { Overwrite: true })).Version).toBe(2);
  expect((await putParameter(api.client, 'n', 'v', { Tier: 'Intelligent-Tiering' })).Tier).toBe('Advanced');
});

test('PutParameter counts each tier apart', async () => {
  await using api = await startServicesApi(SSMClient);
  fill(api, 'Advanced', 10_000);
  expect((await putParameter(api.client, 'n', 'v')).Tier).toBe('Standard');
});
