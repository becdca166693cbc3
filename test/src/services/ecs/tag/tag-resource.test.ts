import {
  CreateServiceCommand,
  DeleteClusterCommand,
  DeregisterTaskDefinitionCommand,
  ListTagsForResourceCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const arnOf = (resource: string) => `arn:aws:ecs:us-east-1:000000000000:${resource}`;
const clusterArn = arnOf('cluster/default');
const tag = (api: EcsApi, resourceArn: string, ...tags: Tag[]) =>
  api.ecs.send(new TagResourceCommand({ resourceArn, tags }));
const tagsOf = async (api: EcsApi, resourceArn: string) =>
  (await api.ecs.send(new ListTagsForResourceCommand({ resourceArn }))).tags;

/** A cluster with a task, its definition `job:1` and a service. Returns the task's ARN. */
async function prepare(api: EcsApi) {
  const task = await runOneTask(api);
  await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web', { taskDefinition: 'job' })));
  return task;
}

test('tags every kind of resource', async () => {
  await using api = await startEcsApi();
  const task = await prepare(api);
  const { containerInstanceArn } = await registeredInstance(api);
  const others = [arnOf('task-definition/job:1'), arnOf('service/default/web'), containerInstanceArn];
  for (const arn of [clusterArn, task, ...others]) {
    expect(await reply(tag(api, arn, { key: 'team', value: 'a' }, { key: 'empty' }))).toEqual({});
    expect(await tagsOf(api, arn)).toEqual([
      { key: 'team', value: 'a' },
      { key: 'empty', value: '' },
    ]);
  }
});

test('replaces the value of a key that there is and keeps the rest', async () => {
  await using api = await startEcsApi();
  await prepare(api);
  await tag(api, clusterArn, { key: 'a', value: '1' }, { key: '__proto__', value: '2' });
  await tag(api, clusterArn, { key: 'a', value: '3' }, { key: 'c', value: '4' });
  expect(await tagsOf(api, clusterArn)).toEqual([
    { key: 'a', value: '3' },
    { key: '__proto__', value: '2' },
    { key: 'c', value: '4' },
  ]);
});

test('tags an INACTIVE definition', async () => {
  await using api = await startEcsApi();
  await prepare(api);
  await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }));
  const arn = arnOf('task-definition/job:1');
  await tag(api, arn, { key: 'team', value: 'a' });
  expect(await tagsOf(api, arn)).toEqual([{ key: 'team', value: 'a' }]);
});

test('counts the tags that there are, and keeps none of those that are too many', async () => {
  await using api = await startEcsApi();
  await prepare(api);
  const tags = Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: 'v' }));
  await tag(api, clusterArn, ...tags);
  await tag(api, clusterArn, { key: 'k0', value: 'w' });
  expect(await refusal(tag(api, clusterArn, { key: 'k50', value: 'v' }))).toEqual({
    name: 'InvalidParameterException',
    message: 'Tags can not be more than 50.',
    status: 400,
  });
  expect(await tagsOf(api, clusterArn)).toHaveLength(50);
});

test('refuses a STOPPED task, as listing and removing do', async () => {
  await using api = await startEcsApi();
  const resourceArn = await prepare(api);
  api.observe(resourceArn, { lastStatus: 'STOPPED', stoppedAtMs: api.clock.now() });
  const stopped = {
    name: 'InvalidParameterException',
    message: 'The specified task is stopped. Specify a running task and try again.',
    status: 400,
  };
  expect([
    await refusal(tag(api, resourceArn, { key: 'a', value: '' })),
    await refusal(api.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))),
    await refusal(tagsOf(api, resourceArn)),
  ]).toEqual([stopped, stopped, stopped]);
});

test('refuses an INACTIVE cluster', async () => {
  await using api = await startEcsApi();
  const task = await runOneTask(api);
  api.observe(task, { lastStatus: 'STOPPED' });
  await api.ecs.send(new DeleteClusterCommand({ cluster: 'default' }));
  expect(await refusal(tag(api, clusterArn, { key: 'team', value: 'a' }))).toEqual({
    name: 'InvalidParameterException',
    message: 'The specified cluster is inactive. Specify an active cluster and try again.',
    status: 400,
  });
});

describe('refuses', () => {
  const shared = apiForAll(prepare);
  const ok = { key: 'team', value: 'a' };

  test.each<[string, string, Tag, string, string]>([
    [
      'an unknown resource',
      arnOf('cluster/gone'),
      ok,
      'ResourceNotFoundException',
      'The specified resource is not found.',
    ],
    [
      'a resource of another region',
      clusterArn.replace('us-east-1', 'eu-west-1'),
      ok,
      'ResourceNotFoundException',
      'The specified resource is not found.',
    ],
    [
      'no ARN',
      'default',
      ok,
      'InvalidParameterException',
      'Invalid resource ARN. Specify a valid ARN and try again.',
    ],
    [
      "a service's short ARN",
      arnOf('service/web'),
      ok,
      'InvalidParameterException',
      'Invalid resource ARN. Specify a valid ARN and try again.',
    ],
    [
      'an ARN of another service',
      'arn:aws:s3:::bucket',
      ok,
      'InvalidParameterException',
      'Invalid resource ARN. Specify a valid ARN and try again.',
    ],
    [
      "AWS's own prefix",
      clusterArn,
      { key: 'aws:x' },
      'InvalidParameterException',
      'Tag key prefix aws: is reserved.',
    ],
    ['no key', clusterArn, {}, 'InvalidParameterException', 'Tag key must be between 1 and 128 characters.'],
    [
      'a long key',
      clusterArn,
      { key: 'k'.repeat(129) },
      'InvalidParameterException',
      'Tag key must be between 1 and 128 characters.',
    ],
    [
      'a long value',
      clusterArn,
      { key: 'k', value: 'v'.repeat(257) },
      'InvalidParameterException',
      'Tag value must be at most 256 characters.',
    ],
  ])('%s', async (_case, arn, given, name, message) => {
    expect(await refusal(tag(shared(), arn, given))).toEqual({ name, message, status: 400 });
  });

  test('a resource of another account', async () => {
    const other = shared().clientOf({ accountId: '111111111111' });
    const sent = other.send(new TagResourceCommand({ resourceArn: clusterArn, tags: [ok] }));
    expect(await refusal(sent)).toEqual({
      name: 'ResourceNotFoundException',
      message: 'The specified resource is not found.',
      status: 400,
    });
    expect(await tagsOf(shared(), clusterArn)).toEqual([]);
  });
});
