import {
  type Attribute,
  DeregisterContainerInstanceCommand,
  DescribeContainerInstancesCommand,
  PutAttributesCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { type RegisteredInstance, registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const put = (api: EcsApi, ...attributes: Attribute[]) =>
  reply(api.ecs.send(new PutAttributesCommand({ attributes })));
const attributesOf = async (api: EcsApi, { id, attributes: builtIn = [] }: RegisteredInstance) => {
  const { containerInstances: [instance] = [] } = await api.ecs.send(
    new DescribeContainerInstancesCommand({ containerInstances: [id] }),
  );
  return {
    version: instance?.version,
    custom: instance?.attributes?.filter(({ name }) => builtIn.every((each) => each.name !== name)),
  };
};
const targetType = 'container-instance';

test('adds and changes attributes of several instances, and answers them with the ARNs', async () => {
  await using api = await startEcsApi();
  const first = await registeredInstance(api);
  const second = await registeredInstance(api);
  const [one, other] = [first.containerInstanceArn, second.containerInstanceArn];
  await put(api, { name: 'stack', value: 'blue', targetId: one });
  const asked = [
    { name: 'stack', value: 'green', targetId: one },
    { name: 'fast', targetId: first.id, targetType } as const,
    { name: 'stack', value: 'red', targetId: other },
  ];
  expect(await put(api, ...asked)).toEqual({
    attributes: [
      { name: 'stack', value: 'green', targetId: one },
      { name: 'fast', targetId: one },
      { name: 'stack', value: 'red', targetId: other },
    ],
  });
  expect(await attributesOf(api, first)).toEqual({
    version: 4,
    custom: [{ name: 'stack', value: 'green' }, { name: 'fast' }],
  });
  expect(await attributesOf(api, second)).toEqual({ version: 2, custom: [{ name: 'stack', value: 'red' }] });
});

test('counts the custom attributes that there are, and keeps none of those that are too many', async () => {
  await using api = await startEcsApi();
  const instance = await registeredInstance(api, { attributes: [{ name: 'a0' }] });
  const targetId = instance.containerInstanceArn;
  const named = (...numbers: number[]) => numbers.map((n) => ({ name: `a${n}`, targetId }));
  await put(api, ...named(0, 1, 2, 3, 4, 5, 6, 7, 8));
  expect(await refusal(put(api, ...named(9, 10)))).toEqual({
    name: 'AttributeLimitExceededException',
    message: 'You can apply up to 10 custom attributes for each resource.',
    status: 400,
  });
  expect((await attributesOf(api, instance)).custom).toHaveLength(8);
  await put(api, ...named(9));
  expect((await attributesOf(api, instance)).custom).toHaveLength(9);
});

test('refuses a deregistered instance', async () => {
  await using api = await startEcsApi();
  const { id, containerInstanceArn: targetId } = await registeredInstance(api);
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: id }));
  expect(await refusal(put(api, { name: 'stack', targetId }))).toEqual({
    name: 'TargetNotFoundException',
    message: "The specified target wasn't found.",
    status: 400,
  });
});

describe.each(['PutAttributes', 'DeleteAttributes'])('%s refuses', (operation) => {
  const shared = apiForAll(registeredInstance);
  const target = { targetId: 'gone', targetType };

  test.each<[string, object, string, string]>([
    ['nothing', {}, 'InvalidParameterException', 'attributes can not be empty'],
    ['an empty list', { attributes: [] }, 'InvalidParameterException', 'attributes can not be empty'],
    [
      'eleven at once',
      { attributes: Array.from({ length: 11 }, (_, n) => ({ name: `a${n}`, ...target })) },
      'InvalidParameterException',
      'attributes can have at most 10 items.',
    ],
    [
      'an attribute without a name',
      { attributes: [target] },
      'InvalidParameterException',
      "1 validation error detected: Value null at 'attributes.1.member.name' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a wrong name',
      { attributes: [{ name: 'ä', ...target }] },
      'InvalidParameterException',
      'The name of an attribute must be 1 to 128 letters, numbers, hyphens, underscores, slashes, back slashes and periods.',
    ],
    [
      'a built-in attribute',
      { attributes: [{ name: 'ecs.os-type', value: 'windows', ...target }] },
      'InvalidParameterException',
      'The attribute ecs.os-type is a built-in one, which cannot be changed.',
    ],
    [
      'another type of target',
      { attributes: [{ name: 'a', targetId: 'gone', targetType: 'cluster' }] },
      'InvalidParameterException',
      'targetType should be one of [container-instance]',
    ],
    ['no target', { attributes: [{ name: 'a' }] }, 'InvalidParameterException', 'targetId can not be empty.'],
    [
      'an id without its type',
      { attributes: [{ name: 'a', targetId: 'gone' }] },
      'InvalidParameterException',
      'targetType must be specified for a targetId that is no ARN.',
    ],
    [
      'an unknown target',
      { attributes: [{ name: 'a', ...target }] },
      'TargetNotFoundException',
      "The specified target wasn't found.",
    ],
    [
      'an unknown cluster',
      { attributes: [{ name: 'a', ...target }], cluster: 'gone' },
      'ClusterNotFoundException',
      'Cluster not found.',
    ],
  ])('%s', async (_case, body, name, message) => {
    expect(await rawRefusal(shared(), operation, body)).toEqual({ name, message, status: 400 });
  });
});
