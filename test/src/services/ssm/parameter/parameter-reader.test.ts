import { DescribeParametersCommand, LabelParameterVersionCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const accountId = '000000000000';
const region = 'us-east-1';
const arn = `arn:aws:ssm:${region}:${accountId}:parameter`;

test('read in the clear what a task start asks for, by name, ARN, version and label', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, '/web/token', 'first', { Type: 'SecureString' });
  await putParameter(api.client, '/web/token', 'second', { Type: 'SecureString', Overwrite: true });
  const label = { Name: '/web/token', ParameterVersion: 1, Labels: ['live'] };
  await api.client.send(new LabelParameterVersionCommand(label));
  const found = {
    '/web/token': 'second',
    [`${arn}/web/token`]: 'second',
    '/web/token:1': 'first',
    [`${arn}/web/token:live`]: 'first',
  };
  const missing = ['/web/none', '/web/token:3', '/web/token:dead', `${arn}/web/none`];
  const references = [...Object.keys(found), ...missing];
  const { values, invalid } = api.context.ssm.reader.readParameters(accountId, region, references);
  expect([Object.fromEntries(values), invalid]).toEqual([found, missing]);
});

test('read parameters that were written before they had tiers, policies and labels', async () => {
  await using api = await startServicesApi(SSMClient);
  const document = { lastModifiedMs: 0, lastModifiedBy: 'someone', dataType: 'text' };
  const old = { name: 'n', version: 1, type: 'String', value: Buffer.from('v'), document } as const;
  api.context.ssm.parameters.add({ accountId, region }, old);
  const { Parameters } = await api.client.send(new DescribeParametersCommand({}));
  expect(Parameters).toEqual([
    {
      Name: 'n',
      ARN: `${arn}/n`,
      Type: 'String',
      LastModifiedDate: new Date(0),
      LastModifiedUser: 'someone',
      Version: 1,
      Tier: 'Standard',
      Policies: [],
      DataType: 'text',
    },
  ]);
  expect(await putParameter(api.client, 'n', 'w', { Overwrite: true })).toEqual({
    Version: 2,
    Tier: 'Standard',
  });
});
