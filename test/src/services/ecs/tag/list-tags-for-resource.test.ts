import { CreateClusterCommand, DeleteClusterCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';
const list = (api: EcsApi, resourceArn: string) =>
  api.ecs.send(new ListTagsForResourceCommand({ resourceArn }));

test('lists tags in the order in which they were given', async () => {
  await using api = await startEcsApi();
  const tags = ['b', 'a', 'c'].map((key) => ({ key, value: '' }));
  await api.ecs.send(new CreateClusterCommand({ tags }));
  expect(await reply(list(api, clusterArn))).toEqual({ tags });
});

test('lists none where there are none', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  expect(await reply(list(api, clusterArn))).toEqual({ tags: [] });
});

test('refuses a deleted cluster, an unknown one and what is no ARN', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new DeleteClusterCommand({ cluster: 'default' }));
  expect(await refusal(list(api, clusterArn))).toEqual({
    name: 'InvalidParameterException',
    message: 'The specified cluster is inactive. Specify an active cluster and try again.',
    status: 400,
  });
  expect(await refusal(list(api, clusterArn.replace('default', 'gone')))).toEqual({
    name: 'ResourceNotFoundException',
    message: 'The specified resource is not found.',
    status: 400,
  });
  expect(await refusal(list(api, 'default'))).toEqual({
    name: 'InvalidParameterException',
    message: 'Invalid resource ARN. Specify a valid ARN and try again.',
    status: 400,
  });
});
