import { CreateClusterCommand, ListTagsForResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const resourceArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';

test('removes the keys that there are and minds no others', async () => {
  await using api = await startEcsApi();
  const tags = ['a', 'b', 'c'].map((key) => ({ key, value: key }));
  await api.ecs.send(new CreateClusterCommand({ tags }));
  const sent = api.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['c', 'gone', 'a'] }));
  expect(await reply(sent)).toEqual({});
  const left = await reply(api.ecs.send(new ListTagsForResourceCommand({ resourceArn })));
  expect(left).toEqual({ tags: [{ key: 'b', value: 'b' }] });
});

test.each([
  ['default', 'InvalidParameterException', 'Invalid resource ARN. Specify a valid ARN and try again.'],
  [resourceArn, 'ResourceNotFoundException', 'The specified resource is not found.'],
])('refuses %s where there is nothing', async (arn, name, message) => {
  await using api = await startEcsApi();
  const sent = api.ecs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['a'] }));
  expect(await refusal(sent)).toEqual({ name, message, status: 400 });
});
