import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeregisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const remove = (api: EcsApi, cluster = 'default') => api.ecs.send(new DeleteClusterCommand({ cluster }));
const networkOf = (api: EcsApi) => ({ awsvpcConfiguration: { subnets: api.subnets.map(({ id }) => id) } });

test('answers with the cluster, INACTIVE', async () => {
  await using api = await startEcsApi();
  const { cluster } = await api.ecs.send(new CreateClusterCommand({ tags: [{ key: 'team', value: 'a' }] }));
  expect(await reply(remove(api, cluster?.clusterArn))).toEqual({
    cluster: { ...cluster, status: 'INACTIVE' },
  });
});

test('refuses a cluster that there is not', async () => {
  await using api = await startEcsApi();
  expect(await refusal(remove(api))).toEqual({
    name: 'ClusterNotFoundException',
    message: 'Cluster not found.',
    status: 400,
  });
});

test('refuses a cluster that was deleted', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await remove(api);
  expect(await refusal(remove(api))).toEqual({
    name: 'ClusterNotFoundException',
    message: 'The referenced cluster was inactive.',
    status: 400,
  });
});

test('waits for services', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  await api.ecs.send(
    new CreateServiceCommand({
      serviceName: 'web',
      taskDefinition: 'web',
      launchType: 'FARGATE',
      desiredCount: 0,
      networkConfiguration: networkOf(api),
    }),
  );
  expect(await refusal(remove(api))).toEqual({
    name: 'ClusterContainsServicesException',
    message: 'The Cluster cannot be deleted while Services are active.',
    status: 400,
  });
  await api.ecs.send(new DeleteServiceCommand({ service: 'web' }));
  expect(await reply(remove(api))).toMatchObject({ cluster: { status: 'INACTIVE', activeServicesCount: 0 } });
});

test('waits for container instances, DRAINING ones too', async () => {
  await using api = await startEcsApi();
  const { id } = await registeredInstance(api);
  const inTheWay = {
    name: 'ClusterContainsContainerInstancesException',
    message: 'The Cluster cannot be deleted while Container Instances are active or draining.',
    status: 400,
  };
  expect(await refusal(remove(api))).toEqual(inTheWay);
  await api.ecs.send(
    new UpdateContainerInstancesStateCommand({ containerInstances: [id], status: 'DRAINING' }),
  );
  expect(await refusal(remove(api))).toEqual(inTheWay);
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: id }));
  expect(await reply(remove(api))).toMatchObject({
    cluster: { status: 'INACTIVE', registeredContainerInstancesCount: 0 },
  });
});

describe('with a task that is', () => {
  const taskIn = async (api: EcsApi) => {
    await api.ecs.send(new CreateClusterCommand({}));
    await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('job')));
    const { tasks: [task] = [] } = await api.ecs.send(
      new RunTaskCommand({
        taskDefinition: 'job',
        launchType: 'FARGATE',
        networkConfiguration: networkOf(api),
      }),
    );
    return task?.taskArn ?? '';
  };

  test.each(['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING'] as const)(
    '%s, refuses',
    async (lastStatus) => {
      await using api = await startEcsApi();
      api.observe(await taskIn(api), { lastStatus });
      expect(await refusal(remove(api))).toEqual({
        name: 'ClusterContainsTasksException',
        message: 'The Cluster cannot be deleted while Tasks are active.',
        status: 400,
      });
    },
  );

  test.each(['STOPPING', 'DEPROVISIONING', 'STOPPED'] as const)('%s, deletes', async (lastStatus) => {
    await using api = await startEcsApi();
    api.observe(await taskIn(api), { lastStatus });
    expect(await reply(remove(api))).toMatchObject({ cluster: { status: 'INACTIVE' } });
  });
});
