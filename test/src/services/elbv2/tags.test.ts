import {
  AddTagsCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createListener } from '../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

async function taggable(api: ServicesApi<ElasticLoadBalancingV2Client>): Promise<string[]> {
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const group = await createTargetGroup(api, 'app');
  return [LoadBalancerArn, group, await createListener(api, LoadBalancerArn, 80, group)];
}

function describe(api: ServicesApi<ElasticLoadBalancingV2Client>, ResourceArns: string[]) {
  return bodyOf(api.client.send(new DescribeTagsCommand({ ResourceArns })));
}

test('tag load balancers, target groups and listeners together', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const ResourceArns = await taggable(api);
  expect(await describe(api, ResourceArns)).toEqual({
    TagDescriptions: ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [] })),
  });
  const add = (...Tags: { Key: string; Value?: string }[]) =>
    bodyOf(api.client.send(new AddTagsCommand({ ResourceArns, Tags })));
  expect(await add({ Key: 'a', Value: '1' }, { Key: 'b' })).toEqual({});
  await add({ Key: 'a', Value: '2' });
  expect(
    await bodyOf(
      api.client.send(new RemoveTagsCommand({ ResourceArns: ResourceArns.slice(1), TagKeys: ['b', 'x'] })),
    ),
  ).toEqual({});
  const a = { Key: 'a', Value: '2' };
  expect(await describe(api, ResourceArns)).toEqual({
    TagDescriptions: ResourceArns.map((ResourceArn, index) => ({
      ResourceArn,
      Tags: index === 0 ? [a, { Key: 'b', Value: '' }] : [a],
    })),
  });
});

test('change nothing when one of the resources does not exist', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [loadBalancer = ''] = await taggable(api);
  await api.client.send(
    new AddTagsCommand({ ResourceArns: [loadBalancer], Tags: [{ Key: 'a', Value: '1' }] }),
  );
  const ResourceArns = [loadBalancer, `${loadBalancer}0`];
  const missing = {
    name: 'LoadBalancerNotFoundException',
    message: 'One or more load balancers not found',
    status: 400,
  };
  expect(await errorOf(api.client.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ['a'] })))).toEqual(
    missing,
  );
  expect(
    await errorOf(api.client.send(new AddTagsCommand({ ResourceArns, Tags: [{ Key: 'b', Value: '' }] }))),
  ).toEqual(missing);
  expect(await errorOf(describe(api, ResourceArns))).toEqual(missing);
  expect(await describe(api, [loadBalancer])).toEqual({
    TagDescriptions: [{ ResourceArn: loadBalancer, Tags: [{ Key: 'a', Value: '1' }] }],
  });
});

test('keep a resource to fifty tags', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [loadBalancer = ''] = await taggable(api);
  const add = (count: number) =>
    api.client.send(
      new AddTagsCommand({
        ResourceArns: [loadBalancer],
        Tags: Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' })),
      }),
    );
  await add(50);
  expect(await errorOf(add(51))).toEqual({
    name: 'TooManyTagsException',
    message: 'A resource can have at most 50 tags',
    status: 400,
  });
  const { TagDescriptions: [described] = [] } = await describe(api, [loadBalancer]);
  expect(described?.Tags).toHaveLength(50);
});

test('refuse what is no ARN of a taggable resource', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  expect(await errorOf(describe(api, ['x']))).toEqual({
    name: 'ValidationError',
    message: "'x' is not a valid ARN of a load balancer, target group, listener or rule",
    status: 400,
  });
});

test.each([
  [
    [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
    'DuplicateTagKeysException',
    'Tag key was specified more than once: a',
  ],
  [
    [{ Key: 'AWS:x', Value: '' }],
    'ValidationError',
    "Tag keys cannot begin with 'aws:', which is reserved for system use: 'AWS:x'",
  ],
  [
    [{ Key: '', Value: '' }],
    'ValidationError',
    "1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    [
      { Key: 'ok', Value: '' },
      { Key: 'k'.repeat(129), Value: '' },
    ],
    'ValidationError',
    `1 validation error detected: Value '${'k'.repeat(129)}' at 'tags.2.member.key' failed to satisfy constraint: Member must have length less than or equal to 128`,
  ],
  [
    [{ Key: 'k', Value: 'v'.repeat(257) }],
    'ValidationError',
    `1 validation error detected: Value '${'v'.repeat(257)}' at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
])('refuse the tags %j and keep none of them', async (Tags, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [loadBalancer = ''] = await taggable(api);
  const before = await describe(api, [loadBalancer]);
  expect(await errorOf(api.client.send(new AddTagsCommand({ ResourceArns: [loadBalancer], Tags })))).toEqual({
    name,
    message,
    status: 400,
  });
  expect(await describe(api, [loadBalancer])).toEqual(before);
});

test('describe the tags of twenty resources at a time', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const [loadBalancer = ''] = await taggable(api);
  expect(
    await errorOf(
      describe(
        api,
        Array.from({ length: 21 }, () => loadBalancer),
      ),
    ),
  ).toEqual({
    name: 'ValidationError',
    message: 'Cannot have more than 20 resources described',
    status: 400,
  });
});
