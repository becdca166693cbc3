import {
  DeregisterContainerInstanceCommand,
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { taskOnInstance } from '../../../../support/ecs/task-on-instance.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const deregister = (api: EcsApi, containerInstance: string, force?: boolean) =>
  api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance, force }));

test.each(['id', 'containerInstanceArn'] as const)(
  'answers with the instance, INACTIVE, by its %s',
  async (by) => {
    await using api = await startEcsApi();
    const { id, ...instance } = await registeredInstance(api);
    const named = by === 'id' ? id : instance.containerInstanceArn;
    const inactive = { ...instance, status: 'INACTIVE', agentConnected: false, version: 2 };
    expect(await reply(deregister(api, named))).toEqual({ containerInstance: inactive });
    const described = api.ecs.send(new DescribeContainerInstancesCommand({ containerInstances: [id] }));
    expect(await reply(described)).toEqual({ containerInstances: [inactive], failures: [] });
  },
);

test.each(['PROVISIONING', 'RUNNING', 'STOPPING'] as const)(
  'refuses while a task is %s',
  async (lastStatus) => {
    await using api = await startEcsApi();
    const { id, containerInstanceArn } = await registeredInstance(api);
    const task = taskOnInstance(api, containerInstanceArn);
    api.observe(task, { lastStatus });
    expect(await refusal(deregister(api, id))).toEqual({
      name: 'InvalidParameterException',
      message: 'Found running tasks on the instance.',
      status: 400,
    });
    expect(api.context.ecs.containerInstances.find(containerInstanceArn)?.status).toBe('ACTIVE');
    api.observe(task, { lastStatus: 'STOPPED' });
    expect(await reply(deregister(api, id, false))).toMatchObject({
      containerInstance: { status: 'INACTIVE' },
    });
  },
);

test('by force orphans the tasks: they run on', async () => {
  await using api = await startEcsApi();
  const { id, containerInstanceArn } = await registeredInstance(api);
  const task = taskOnInstance(api, containerInstanceArn);
  api.observe(task, { lastStatus: 'RUNNING' });
  expect(await reply(deregister(api, id, true))).toMatchObject({
    containerInstance: { status: 'INACTIVE', runningTasksCount: 1 },
  });
  expect(await reply(api.ecs.send(new DescribeTasksCommand({ tasks: [task] })))).toMatchObject({
    tasks: [{ lastStatus: 'RUNNING', desiredStatus: 'RUNNING', containerInstanceArn }],
  });
});

test('refuses an instance that was deregistered', async () => {
  await using api = await startEcsApi();
  const { id } = await registeredInstance(api);
  await deregister(api, id);
  expect(await refusal(deregister(api, id, true))).toEqual({
    name: 'ClientException',
    message: `Container instance ${id} is inactive.`,
    status: 400,
  });
});

describe('refuses', () => {
  const shared = apiForAll((api) => registeredInstance(api, { cluster: 'default' }));
  const other = 'arn:aws:ecs:us-east-1:000000000000:container-instance/other/a1';

  test.each([
    [
      'an unknown instance',
      { containerInstance: 'a1' },
      'ClientException',
      'Referenced container instance a1 not found.',
    ],
    [
      'an unknown cluster',
      { containerInstance: 'a1', cluster: 'gone' },
      'ClusterNotFoundException',
      'Cluster not found.',
    ],
    [
      'an instance of another cluster',
      { containerInstance: other },
      'InvalidParameterException',
      'Invalid identifier: Identifier is for cluster other. Your cluster is default',
    ],
  ])('%s', async (_case, input, name, message) => {
    const sent = shared().ecs.send(new DeregisterContainerInstanceCommand(input));
    expect(await refusal(sent)).toEqual({ name, message, status: 400 });
  });
});
