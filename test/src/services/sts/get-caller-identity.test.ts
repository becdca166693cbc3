import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { stsService } from '../../../../src/services/sts/index.ts';
import { startTestApi } from '../../../support/test-api.ts';

test('names the account of a twelve-digit access key', async () => {
  await using api = await startTestApi([stsService()]);
  const sts = new STSClient({
    ...api.client,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'x' },
  });
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn }).toEqual({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root' });
});

test('an operation that is lacking says so by name with a 4xx', async () => {
  await using api = await startTestApi([stsService()]);
  const sts = new STSClient(api.client);
  const error = await sts
    .send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::1:role/x', RoleSessionName: 'abc' }))
    .catch((e: unknown) => e);
  expect(error).toMatchObject({
    message: 'Drydock does not implement sts:AssumeRole.',
    $metadata: { httpStatusCode: 400 },
  });
});
