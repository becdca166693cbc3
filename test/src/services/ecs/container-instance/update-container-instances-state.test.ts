import {
  type ContainerInstanceStatus,
  DeregisterContainerInstanceCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

const update = (api: EcsApi, status: ContainerInstanceStatus, ...containerInstances: string[]) =>
  reply(api.ecs.send(new UpdateContainerInstancesStateCommand({ status, containerInstances })));

test('drains instances and makes them ACTIVE again, a version each time', async () => {
  await using api = await startEcsApi();
  const { id, ...first } = await registeredInstance(api);
  const { id: _id, ...second } = await registeredInstance(api);
  expect(await update(api, 'DRAINING', second.containerInstanceArn, id)).toEqual({
    containerInstances: [
      { ...second, status: 'DRAINING', version: 2 },
      { ...first, status: 'DRAINING', version: 2 },
    ],
    failures: [],
  });
  expect(await update(api, 'ACTIVE', id)).toEqual({
    containerInstances: [{ ...first, version: 3 }],
    failures: [],
  });
});

test('changes and tells nothing where the status is the same', async () => {
  await using api = await startEcsApi();
  const { id, ...instance } = await registeredInstance(api);
  const changes: unknown[] = [];
  api.context.ecs.state.subscribe((change) => changes.push(change));
  expect(await update(api, 'ACTIVE', id)).toEqual({ containerInstances: [instance], failures: [] });
  expect(changes).toEqual([]);
});

test('lists what is missing and what was deregistered', async () => {
  await using api = await startEcsApi();
  const { id, containerInstanceArn } = await registeredInstance(api);
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: id }));
  expect(await update(api, 'ACTIVE', id, 'gone')).toEqual({
    containerInstances: [],
    failures: [
      { arn: containerInstanceArn, reason: 'INACTIVE' },
      { arn: containerInstanceArn.replace(id, 'gone'), reason: 'MISSING' },
    ],
  });
});

describe('refuses', () => {
  const shared = apiForAll(registeredInstance);
  const eleven = Array.from({ length: 11 }, (_, n) => `i${n}`);

  test.each<[object, string, string]>([
    [
      { containerInstances: ['a'], status: 'INACTIVE' },
      'InvalidParameterException',
      'Container instances status should be one of [ACTIVE,DRAINING]',
    ],
    [
      { containerInstances: [], status: 'ACTIVE' },
      'InvalidParameterException',
      'Container Instances cannot be empty.',
    ],
    [{ status: 'ACTIVE' }, 'InvalidParameterException', 'Container Instances cannot be empty.'],
    [
      { containerInstances: eleven, status: 'ACTIVE' },
      'InvalidParameterException',
      'instanceIds can have at most 10 items.',
    ],
    [
      { cluster: 'gone', containerInstances: ['a'], status: 'ACTIVE' },
      'ClusterNotFoundException',
      'Cluster not found.',
    ],
  ])('%j', async (body, name, message) => {
    expect(await rawRefusal(shared(), 'UpdateContainerInstancesState', body)).toEqual({
      name,
      message,
      status: 400,
    });
  });
});
