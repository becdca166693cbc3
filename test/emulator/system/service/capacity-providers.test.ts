import { PutClusterCapacityProvidersCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

async function providers(web: ServiceUnderTest): Promise<string> {
  const tasks = await web.tasks();
  return tasks
    .filter(({ lastStatus }) => lastStatus === 'RUNNING')
    .map(({ launchType, capacityProviderName = 'none' }) => `${launchType} ${capacityProviderName}`)
    .sort()
    .join(', ');
}

test('spread a service over its capacity providers, also as it is scaled and changed', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await world.ecs.send(
    new PutClusterCapacityProvidersCommand({
      cluster: 'default',
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [],
    }),
  );
  const capacityProviderStrategy = [
    { capacityProvider: 'FARGATE', base: 1, weight: 0 },
    { capacityProvider: 'FARGATE_SPOT', weight: 1 },
  ];
  await web.create({ launchType: undefined, desiredCount: 2, capacityProviderStrategy });
  await world.advance(10_000);
  expect(await providers(web)).toBe('FARGATE FARGATE, FARGATE FARGATE_SPOT');
  await web.update({ desiredCount: 3 });
  await world.advance(10_000);
  expect(await providers(web)).toBe('FARGATE FARGATE, FARGATE FARGATE_SPOT, FARGATE FARGATE_SPOT');
  await web.update({ capacityProviderStrategy: [], forceNewDeployment: true });
  await world.advance(60_000);
  expect(await providers(web)).toBe('FARGATE none, FARGATE none, FARGATE none');
});
