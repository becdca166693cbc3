import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const regions = '/aws/service/global-infrastructure/regions';

test.each([
  ['eu-west-1', 'eu-west-1'],
  ['eu-west-1/longName', 'Europe (Ireland)'],
  ['cn-north-1/domain', 'amazonaws.com.cn'],
  ['us-gov-west-1/partition', 'aws-us-gov'],
])('GetParameter answers what AWS publishes of the region %s', async (about, Value) => {
  await using api = await startServicesApi(SSMClient);
  const Name = `${regions}/${about}`;
  expect(await bodyOf(api.client.send(new GetParameterCommand({ Name })))).toEqual({
    Parameter: {
      Name,
      Type: 'String',
      Value,
      ARN: `arn:aws:ssm:us-east-1::parameter${Name}`,
      DataType: 'text',
    },
  });
});

test.each([
  '/aws/service/ecs/optimized-ami/amazon-linux-2/recommended',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
  `${regions}/mars-east-1`,
  `${regions}/mars-east-1/longName`,
  `${regions}/aws-global/longName`,
  `${regions}/eu-west-1/weather`,
])('GetParameter and GetParameters find no %s', async (Name) => {
  await using api = await startServicesApi(SSMClient);
  const { name, status } = await errorOf(api.client.send(new GetParameterCommand({ Name })));
  expect({ name, status }).toEqual({ name: 'ParameterNotFound', status: 404 });
  const known = `${regions}/us-east-1/longName`;
  const several = await api.client.send(new GetParametersCommand({ Names: [Name, known] }));
  expect([several.Parameters?.map(({ Value }) => Value), several.InvalidParameters]).toEqual([
    ['US East (N. Virginia)'],
    [Name],
  ]);
});
