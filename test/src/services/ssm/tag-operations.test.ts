import {
  AddTagsToResourceCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  type ResourceTypeForTagging,
  SSMClient,
  type Tag,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf, type SeenError } from '../../../support/error-of.ts';
import { putParameter } from '../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

test('AddTagsToResource, RemoveTagsFromResource and ListTagsForResource add, replace, remove and list', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v');
  const about = { ResourceType: 'Parameter', ResourceId: 'n' } as const;
  const list = () => bodyOf(api.client.send(new ListTagsForResourceCommand(about)));
  expect(await list()).toEqual({ TagList: [] });
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '' },
  ];
  expect(await bodyOf(api.client.send(new AddTagsToResourceCommand({ ...about, Tags })))).toEqual({});
  await api.client.send(new AddTagsToResourceCommand({ ...about, Tags: [{ Key: 'a', Value: '2' }] }));
  expect(
    await bodyOf(api.client.send(new RemoveTagsFromResourceCommand({ ...about, TagKeys: ['b', 'x'] }))),
  ).toEqual({});
  expect(await list()).toEqual({ TagList: [{ Key: 'a', Value: '2' }] });
});

const invalidId = {
  name: 'InvalidResourceId',
  message: "The resource ID isn't valid. Verify that you entered the correct ID and try again.",
  status: 400,
};

test.each<[ResourceTypeForTagging, SeenError]>([
  ['Parameter', invalidId],
  [
    'Document',
    {
      name: 'InvalidResourceType',
      message: 'Drydock knows no resources of type Document.',
      status: 400,
    },
  ],
])('each tag operation refuses a %s that is not there', async (ResourceType, error) => {
  await using api = await startServicesApi(SSMClient);
  const about = { ResourceType, ResourceId: 'x' };
  const Tags = [{ Key: 'a', Value: 'b' }];
  for (const sent of [
    api.client.send(new ListTagsForResourceCommand(about)),
    api.client.send(new AddTagsToResourceCommand({ ...about, Tags })),
    api.client.send(new RemoveTagsFromResourceCommand({ ...about, TagKeys: ['a'] })),
  ])
    expect(await errorOf(sent)).toEqual(error);
});

const constraint = "1 validation error detected: Value '%s' at 'tags.1.member.";

test.each<[string, Tag, string]>([
  [
    'a reserved key',
    { Key: 'AWS:x', Value: '' },
    'aws: prefixed tag key names are not allowed for external use.',
  ],
  [
    'an empty key',
    { Key: '', Value: '' },
    `${constraint.replace('%s', '')}key' failed to satisfy constraint: Member must have length greater than or equal to 1`,
  ],
  [
    'a long value',
    { Key: 'k', Value: 'v'.repeat(257) },
    `${constraint.replace('%s', 'v'.repeat(257))}value' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
  [
    'a strange key',
    { Key: 'a?', Value: '' },
    `${constraint.replace('%s', 'a?')}key' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$`,
  ],
])('AddTagsToResource and PutParameter refuse %s', async (_what, tag, message) => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v');
  const about = { ResourceType: 'Parameter', ResourceId: 'n', Tags: [tag] } as const;
  const refused = { name: 'ValidationException', message, status: 400 };
  expect(await errorOf(api.client.send(new AddTagsToResourceCommand({ ...about, Tags: [tag] })))).toEqual(
    refused,
  );
  expect(await errorOf(putParameter(api.client, 'm', 'v', { Tags: [tag] }))).toEqual(refused);
});

test('AddTagsToResource refuses more than fifty tags in all, and keeps those that there were', async () => {
  await using api = await startServicesApi(SSMClient);
  const tagged = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ Key: `k${from + index}`, Value: '' }));
  await putParameter(api.client, 'n', 'v', { Tags: tagged(0, 40) });
  const about = { ResourceType: 'Parameter', ResourceId: 'n' } as const;
  const add = (Tags: Tag[]) => api.client.send(new AddTagsToResourceCommand({ ...about, Tags }));
  const tooMany = {
    name: 'TooManyTagsError',
    message:
      'The Targets parameter includes too many tags. Remove one or more tags and try the command again.',
    status: 400,
  };
  expect(await errorOf(add(tagged(40, 11)))).toEqual(tooMany);
  const { TagList = [] } = await api.client.send(new ListTagsForResourceCommand(about));
  expect(TagList).toHaveLength(40);
  expect(await bodyOf(add(tagged(35, 15)))).toEqual({});
  expect(await errorOf(putParameter(api.client, 'm', 'v', { Tags: tagged(0, 51) }))).toEqual(tooMany);
});
