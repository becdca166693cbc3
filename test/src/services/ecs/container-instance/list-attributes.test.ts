import {
  type Attribute,
  DeregisterContainerInstanceCommand,
  ListAttributesCommand,
  type ListAttributesCommandInput,
  paginateListAttributes,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

const targetType = 'container-instance';
const list = (api: EcsApi, input: Omit<ListAttributesCommandInput, 'targetType'>) =>
  reply(api.ecs.send(new ListAttributesCommand({ targetType, ...input })));
const stack = (value: string) => ({ attributes: [{ name: 'stack', value }] });

test('lists by name, and by name and value, those of registered instances of the cluster', async () => {
  await using api = await startEcsApi();
  const blue = await registeredInstance(api, stack('blue'));
  const green = await registeredInstance(api, stack('green'));
  await registeredInstance(api, { cluster: 'other', ...stack('green') });
  const gone = await registeredInstance(api, stack('green'));
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: gone.id }));
  const shown = [blue, green].map(({ containerInstanceArn: targetId }, index) => ({
    ...{ name: 'stack', value: index === 0 ? 'blue' : 'green', targetId },
  }));
  expect(await list(api, { attributeName: 'stack', attributeValue: 'green' })).toEqual({
    attributes: [shown[1]],
  });
  const byArn = (one: { targetId: string }, other: { targetId: string }) =>
    one.targetId < other.targetId ? -1 : 1;
  expect(await list(api, { attributeName: 'stack' })).toEqual({ attributes: [...shown].sort(byArn) });
  expect(await list(api, { attributeName: 'ecs.os-type', attributeValue: 'windows' })).toEqual({
    attributes: [],
  });
});

test('lists every attribute of every instance, page by page', async () => {
  await using api = await startEcsApi();
  const instances = [await registeredInstance(api, stack('blue')), await registeredInstance(api)];
  const listed: Attribute[] = [];
  const sizes: number[] = [];
  for await (const { attributes = [] } of paginateListAttributes(
    { client: api.ecs, pageSize: 50 },
    { targetType },
  )) {
    sizes.push(attributes.length);
    listed.push(...attributes);
  }
  const expected = instances.flatMap(({ attributes = [], containerInstanceArn: targetId }) =>
    attributes.map((each) => ({ ...each, targetId })),
  );
  expect(sizes.slice(0, -1).every((size) => size === 50)).toBe(true);
  expect(sizes.length).toBeGreaterThan(2);
  const key = ({ targetId, name }: Attribute) => `${targetId} ${name}`;
  expect(listed.map(key)).toEqual(expected.map(key).sort());
  expect(listed).toEqual(expect.arrayContaining(expected));
});

describe('refuses', () => {
  const shared = apiForAll(registeredInstance);

  test.each<[object, string, string]>([
    [
      {},
      'InvalidParameterException',
      "1 validation error detected: Value null at 'targetType' failed to satisfy constraint: Member must not be null",
    ],
    [
      { targetType: 'cluster' },
      'InvalidParameterException',
      'targetType should be one of [container-instance]',
    ],
    [
      { targetType, attributeValue: 'blue' },
      'InvalidParameterException',
      'attributeName must be specified together with attributeValue.',
    ],
    [{ targetType, maxResults: 101 }, 'InvalidParameterException', 'maxResults must be between 1 and 100.'],
    [{ targetType, nextToken: 'x' }, 'InvalidParameterException', 'Invalid token.'],
    [{ targetType, cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
  ])('%j', async (body, name, message) => {
    expect(await rawRefusal(shared(), 'ListAttributes', body)).toEqual({ name, message, status: 400 });
  });
});
