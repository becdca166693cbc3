import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('DeleteParameter and DeleteParameters delete all versions, and count their versions anew', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'a', '1');
  await putParameter(api.client, 'a', '2', { Overwrite: true });
  await putParameter(api.client, 'b', '1');
  expect(await bodyOf(api.client.send(new DeleteParameterCommand({ Name: 'a' })))).toEqual({});
  const again = await errorOf(api.client.send(new DeleteParameterCommand({ Name: 'a' })));
  expect([again.name, again.status]).toEqual(['ParameterNotFound', 404]);
  expect(await bodyOf(api.client.send(new DeleteParametersCommand({ Names: ['a', 'b'] })))).toEqual({
    DeletedParameters: ['b'],
    InvalidParameters: ['a'],
  });
  expect(await putParameter(api.client, 'a', '3')).toEqual({ Version: 1, Tier: 'Standard' });
  expect(await errorOf(api.client.send(new DeleteParametersCommand({ Names: [] })))).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '[]' at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1",
    status: 400,
  });
});

test('DeleteParameter takes the tags along', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v', { Tags: [{ Key: 'a', Value: 'b' }] });
  await api.client.send(new DeleteParameterCommand({ Name: 'n' }));
  await putParameter(api.client, 'n', 'v');
  const { TagList } = await api.client.send(
    new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: 'n' }),
  );
  expect(TagList).toEqual([]);
});

test('DeleteParameter knows parameters by name alone', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v');
  for (const Name of ['n:1', 'arn:aws:ssm:us-east-1:000000000000:parameter/n'])
    expect((await errorOf(api.client.send(new DeleteParameterCommand({ Name })))).name).toBe(
      'ParameterNotFound',
    );
});
