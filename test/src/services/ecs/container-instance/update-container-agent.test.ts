import { DeregisterContainerInstanceCommand, UpdateContainerAgentCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { refusal } from '../../../../support/refusal.ts';

test('has no update, and knows its instances', async () => {
  await using api = await startEcsApi();
  const { id } = await registeredInstance(api);
  const update = (containerInstance: string, cluster?: string) =>
    refusal(api.ecs.send(new UpdateContainerAgentCommand({ containerInstance, cluster })));
  expect(await update(id)).toEqual({
    name: 'NoUpdateAvailableException',
    message: 'There is no update available for your container agent.',
    status: 400,
  });
  expect(await update('gone')).toEqual({
    name: 'ClientException',
    message: 'Referenced container instance gone not found.',
    status: 400,
  });
  expect(await update(id, 'gone')).toMatchObject({ name: 'ClusterNotFoundException' });
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: id }));
  expect(await update(id)).toEqual({
    name: 'ClientException',
    message: `Container instance ${id} is inactive.`,
    status: 400,
  });
});
