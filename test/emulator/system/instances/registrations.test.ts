import {
  CreateClusterCommand,
  DescribeContainerInstancesCommand,
  RegisterContainerInstanceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ContainerInstanceStore } from '../../../../src/services/ecs/container-instance/container-instance-store.ts';
import { refusal } from '../../../support/refusal.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const register = async ({ ecs }: SimulatedWorld) => {
  await ecs.send(new CreateClusterCommand({}));
  return (await ecs.send(new RegisterContainerInstanceCommand({}))).containerInstance;
};
const describeOne = ({ ecs }: SimulatedWorld, arn = '') =>
  ecs.send(new DescribeContainerInstancesCommand({ containerInstances: [arn], include: ['TAGS'] }));
const addressesOf = ({ state }: SimulatedWorld) => new ContainerInstanceStore(state).takenAddresses();

test('outlive a restart', async () => {
  await using world = await SimulatedWorld.start();
  const instance = await register(world);
  await world.restart();
  const { containerInstances } = await describeOne(world, instance?.containerInstanceArn);
  expect(containerInstances).toEqual([instance]);
  await register(world);
  expect(addressesOf(world)).toEqual(['127.0.0.1', '127.0.0.2']);
});

test('are forgotten by a reset', async () => {
  await using world = await SimulatedWorld.start();
  const instance = await register(world);
  await world.reset();
  expect(await refusal(describeOne(world, instance?.containerInstanceArn))).toMatchObject({
    name: 'ClusterNotFoundException',
  });
  await register(world);
  expect(await describeOne(world, instance?.containerInstanceArn)).toMatchObject({
    failures: [{ arn: instance?.containerInstanceArn, reason: 'MISSING' }],
  });
  expect(addressesOf(world)).toEqual(['127.0.0.1']);
});
