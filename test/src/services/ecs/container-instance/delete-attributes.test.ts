import { DeleteAttributesCommand, ListAttributesCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { reply } from '../../../../support/reply.ts';

const targetType = 'container-instance';

test('deletes the attributes that there are, whatever value is named, and answers those', async () => {
  await using api = await startEcsApi();
  const attributes = [{ name: 'stack', value: 'blue' }, { name: 'fast' }, { name: 'kept' }];
  const { id, containerInstanceArn: targetId } = await registeredInstance(api, { attributes });
  const other = await registeredInstance(api, { attributes });
  const asked = [
    { name: 'stack', value: 'green', targetId },
    { name: 'fast', targetId: id, targetType } as const,
    { name: 'gone', targetId },
  ];
  const sent = api.ecs.send(new DeleteAttributesCommand({ attributes: asked }));
  expect(await reply(sent)).toEqual({
    attributes: [
      { name: 'stack', value: 'blue', targetId },
      { name: 'fast', targetId },
    ],
  });
  const left = async (attributeName: string) =>
    (await api.ecs.send(new ListAttributesCommand({ targetType, attributeName }))).attributes?.map(
      (each) => each.targetId,
    );
  expect(await left('stack')).toEqual([other.containerInstanceArn]);
  expect(await left('kept')).toEqual([targetId, other.containerInstanceArn].sort());
});
