import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeregisterContainerInstanceCommand,
  DescribeClustersCommand,
  type DescribeClustersCommandInput,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { taskOnInstance } from '../../../../support/ecs/task-on-instance.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const arnOf = (name: string) => `arn:aws:ecs:us-east-1:000000000000:cluster/${name}`;
const bare = (name: string) => ({
  clusterArn: arnOf(name),
  clusterName: name,
  status: 'ACTIVE',
  registeredContainerInstancesCount: 0,
  runningTasksCount: 0,
  pendingTasksCount: 0,
  activeServicesCount: 0,
  statistics: [],
  tags: [],
  settings: [],
  capacityProviders: [],
  defaultCapacityProviderStrategy: [],
});

test.each([undefined, []])('describes default alone when clusters is %j', async (clusters) => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
  expect(await reply(api.ecs.send(new DescribeClustersCommand({ clusters })))).toEqual({
    clusters: [bare('default')],
    failures: [],
  });
});

test('shows configuration, settings and tags where they are asked for', async () => {
  await using api = await startEcsApi();
  const given = {
    configuration: { executeCommandConfiguration: { logging: 'NONE' as const } },
    settings: [{ name: 'containerInsights' as const, value: 'enabled' }],
    tags: [{ key: 'team', value: 'a' }],
  };
  await api.ecs.send(new CreateClusterCommand(given));
  const { clusters } = await api.ecs.send(
    new DescribeClustersCommand({
      include: ['TAGS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'ATTACHMENTS'],
    }),
  );
  expect(clusters).toEqual([{ ...bare('default'), ...given, statistics: expect.any(Array) }]);
});

test('counts the container instances that are ACTIVE or DRAINING', async () => {
  await using api = await startEcsApi();
  const registered = [
    await registeredInstance(api),
    await registeredInstance(api),
    await registeredInstance(api),
  ];
  const [draining, inactive] = registered.map(({ id }) => id);
  await api.ecs.send(
    new UpdateContainerInstancesStateCommand({ containerInstances: [draining ?? ''], status: 'DRAINING' }),
  );
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: inactive }));
  await registeredInstance(api, { cluster: 'other' });
  expect(await reply(api.ecs.send(new DescribeClustersCommand({})))).toEqual({
    clusters: [{ ...bare('default'), registeredContainerInstancesCount: 2 }],
    failures: [],
  });
});

describe('statistics', () => {
  const statisticsOf = async (api: EcsApi) => {
    const { clusters: [cluster] = [] } = await api.ecs.send(
      new DescribeClustersCommand({ include: ['STATISTICS'] }),
    );
    return cluster?.statistics;
  };

  test('have a count for each launch type, in one order', async () => {
    await using api = await startEcsApi();
    await api.ecs.send(new CreateClusterCommand({}));
    expect(await statisticsOf(api)).toEqual(
      [
        ...['runningEC2TasksCount', 'runningFargateTasksCount'],
        ...['pendingEC2TasksCount', 'pendingFargateTasksCount'],
        ...['runningExternalTasksCount', 'pendingExternalTasksCount'],
        ...['runningManagedInstancesTasksCount', 'pendingManagedInstancesTasksCount'],
        ...['activeEC2ServiceCount', 'activeFargateServiceCount'],
        ...['drainingEC2ServiceCount', 'drainingFargateServiceCount'],
        ...['activeExternalServiceCount', 'drainingExternalServiceCount'],
        ...['activeManagedInstancesServiceCount', 'drainingManagedInstancesServiceCount'],
      ].map((name) => ({ name, value: '0' })),
    );
  });

  test('count tasks and services of the cluster', async () => {
    await using api = await startEcsApi();
    const { containerInstanceArn } = await registeredInstance(api);
    const lone = await runOneTask(api);
    api.observe(lone, { lastStatus: 'RUNNING' });
    await runOneTask(api, { cluster: 'other' });
    for (const lastStatus of ['RUNNING', 'PENDING', 'PROVISIONING', 'STOPPED'] as const)
      api.observe(taskOnInstance(api, containerInstanceArn), { lastStatus });
    for (const name of ['web', 'old'])
      await api.ecs.send(new CreateServiceCommand(fargateService(api, name, { taskDefinition: 'job' })));
    const { services } = api.context.ecs;
    services.setStatus('arn:aws:ecs:us-east-1:000000000000:service/default/old', 'DRAINING');
    const some = (await statisticsOf(api))?.filter(({ value }) => value !== '0');
    expect(some).toEqual([
      { name: 'runningEC2TasksCount', value: '1' },
      { name: 'runningFargateTasksCount', value: '1' },
      { name: 'pendingEC2TasksCount', value: '2' },
      { name: 'activeFargateServiceCount', value: '1' },
      { name: 'drainingFargateServiceCount', value: '1' },
    ]);
  });
});

test('finds by name and by ARN in the order asked, and lists what is missing', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({ clusterName: 'a' }));
  await api.ecs.send(new CreateClusterCommand({ clusterName: 'b' }));
  const clusters = ['b', 'gone', arnOf('a'), arnOf('constructor')];
  expect(await reply(api.ecs.send(new DescribeClustersCommand({ clusters })))).toEqual({
    clusters: [bare('b'), bare('a')],
    failures: [
      { arn: arnOf('gone'), reason: 'MISSING' },
      { arn: arnOf('constructor'), reason: 'MISSING' },
    ],
  });
});

test('still describes a deleted cluster, as INACTIVE', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new DeleteClusterCommand({ cluster: 'default' }));
  expect(await reply(api.ecs.send(new DescribeClustersCommand({})))).toEqual({
    clusters: [{ ...bare('default'), status: 'INACTIVE' }],
    failures: [],
  });
});

describe('refuses', () => {
  test.each<[string, DescribeClustersCommandInput, string]>([
    ['a blank name', { clusters: [''] }, 'Clusters can not be blank.'],
    [
      'a name that no cluster can have',
      { clusters: ['a/b'] },
      'Cluster must match ^[a-zA-Z0-9\\-_]{1,255}$, but was a/b',
    ],
    [
      'an ARN of another region',
      { clusters: ['arn:aws:ecs:eu-west-1:000000000000:cluster/default'] },
      'Invalid Region in ARN',
    ],
    [
      'an ARN of another account',
      { clusters: ['arn:aws:ecs:us-east-1:111111111111:cluster/default'] },
      'Invalid identifier: Identifier is for 111111111111. Your accountId is 000000000000',
    ],
    [
      'an ARN of something else',
      { clusters: ['arn:aws:ecs:us-east-1:000000000000:task/default/x'] },
      'Unsupported resource type: task',
    ],
    [
      'an ARN without a name',
      { clusters: ['arn:aws:ecs:us-east-1:000000000000:cluster/'] },
      'Invalid identifier: Unexpected number of separators',
    ],
    [
      'more than a hundred',
      { clusters: Array.from({ length: 101 }, (_, n) => `c${n}`) },
      'Clusters cannot have more than 100 elements.',
    ],
  ])('%s', async (_case, input, message) => {
    await using api = await startEcsApi();
    expect(await refusal(api.ecs.send(new DescribeClustersCommand(input)))).toEqual({
      name: 'InvalidParameterException',
      message,
      status: 400,
    });
  });

  test('to include what AWS does not know', async () => {
    await using api = await startEcsApi();
    expect(await rawRefusal(api, 'DescribeClusters', { include: ['EVERYTHING'] })).toEqual({
      name: 'InvalidParameterException',
      message: 'include should be one of [ATTACHMENTS,CONFIGURATIONS,SETTINGS,STATISTICS,TAGS]',
      status: 400,
    });
  });
});
