import {
  CreateServiceCommand,
  CreateTaskSetCommand,
  type CreateTaskSetCommandInput,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  ListTagsForResourceCommand,
  PutClusterCapacityProvidersCommand,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import {
  createExternalService,
  createTaskSet,
  taskSetInput,
  webServiceArn,
} from '../../../../support/ecs/external-service.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { refusal } from '../../../../support/refusal.ts';

test('answers with a task set of no tasks that is not steady yet', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  const taskSet = await createTaskSet(api);
  const { id = '' } = taskSet;
  expect(id).toMatch(/^ecs-svc\/[1-9]\d{18}$/);
  const at = new Date(api.clock.now());
  expect(taskSet).toEqual({
    id,
    taskSetArn: `arn:aws:ecs:us-east-1:000000000000:task-set/default/web/${id}`,
    serviceArn: webServiceArn,
    clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
    status: 'ACTIVE',
    taskDefinition: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:1',
    computedDesiredCount: 0,
    pendingCount: 0,
    runningCount: 0,
    createdAt: at,
    updatedAt: at,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    networkConfiguration: taskSetInput(api).networkConfiguration,
    loadBalancers: [],
    serviceRegistries: [],
    scale: { value: 0, unit: 'PERCENT' },
    stabilityStatus: 'STABILIZING',
    stabilityStatusAt: at,
    tags: [],
  });
});

test('shows what it was asked for, in the service too', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  await api.ecs.send(
    new PutClusterCapacityProvidersCommand({
      cluster: 'default',
      capacityProviders: ['FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [],
    }),
  );
  const { targetGroupArn } = await attachedTargetGroup(api, 'web');
  const given = {
    externalId: 'build-7',
    loadBalancers: [{ targetGroupArn, containerName: 'web', containerPort: 80 }],
    scale: { value: 33.3, unit: 'PERCENT' as const },
    tags: [{ key: 'team', value: 'a' }],
  };
  const taskSet = await createTaskSet(api, {
    ...given,
    cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
    service: webServiceArn,
    launchType: undefined,
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
  });
  expect(taskSet).toMatchObject({
    ...given,
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }],
  });
  expect(taskSet.launchType).toBeUndefined();
  const { services } = await api.ecs.send(
    new DescribeServicesCommand({ services: ['web'], include: ['TAGS'] }),
  );
  expect(services?.[0]?.taskSets).toEqual([taskSet]);
});

test('runs on container instances where neither launch type nor strategy is given', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  await api.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'on-instances',
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128 }],
    }),
  );
  const { networkConfiguration: _none, launchType: _neither, ...input } = taskSetInput(api);
  const { taskSet } = await api.ecs.send(
    new CreateTaskSetCommand({ ...input, taskDefinition: 'on-instances' }),
  );
  expect([taskSet?.launchType, taskSet?.platformVersion]).toEqual(['EC2', undefined]);
});

test('makes nothing twice for one client token', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  const first = await createTaskSet(api, { clientToken: 'once' });
  await api.clock.advance(1000);
  expect(await createTaskSet(api, { clientToken: 'once' })).toEqual(first);
  expect(await refusal(createTaskSet(api, { clientToken: 'once', externalId: 'another' }))).toMatchObject({
    name: 'InvalidParameterException',
    message: 'Creation of task set was not idempotent.',
  });
  expect((await createTaskSet(api, { clientToken: 'twice' })).id).not.toBe(first.id);
});

test('tags are those of a resource like any other', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  const { taskSetArn: resourceArn } = await createTaskSet(api, { tags: [{ key: 'a', value: '1' }] });
  await api.ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'b', value: '2' }] }));
  const { tags } = await api.ecs.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual([
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
  ]);
});

test('has five task sets at most', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  for (let count = 0; count < 5; count++) await createTaskSet(api);
  expect(await refusal(createTaskSet(api))).toEqual({
    name: 'InvalidParameterException',
    message:
      '5 deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.',
    status: 400,
  });
});

test('refuses a service that is being deleted', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  await api.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
  expect(await refusal(createTaskSet(api))).toEqual({
    name: 'ServiceNotActiveException',
    message: 'Service was not ACTIVE.',
    status: 400,
  });
});

describe('refuses', () => {
  const invalid = 'InvalidParameterException';
  const lacking = 'UnsupportedFeatureException';
  const shared = apiForAll(async (api) => {
    await createExternalService(api);
    await api.ecs.send(new CreateServiceCommand(fargateService(api, 'rolling', { taskDefinition: 'web' })));
    await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('old')));
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'old:1' }));
  });
  const place = { targetGroupArn: 'arn', containerName: 'web', containerPort: 80 };
  const cases: [string, Partial<CreateTaskSetCommandInput>, string, string][] = [
    ['another cluster', { cluster: 'none' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['another service', { service: 'none' }, 'ServiceNotFoundException', 'Service not found.'],
    [
      'a service of the ECS controller',
      { service: 'rolling' },
      invalid,
      'Amazon ECS only supports task set management on services configured to use external deployment controllers.',
    ],
    ['an unknown definition', { taskDefinition: 'none' }, 'ClientException', 'TaskDefinition not found.'],
    ['an inactive definition', { taskDefinition: 'old:1' }, 'ClientException', 'TaskDefinition is inactive'],
    [
      'no network for awsvpc',
      { networkConfiguration: undefined },
      invalid,
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    ['a scale below 0', { scale: { value: -1 } }, invalid, 'Scale value must be between 0 and 100.'],
    ['a scale above 100', { scale: { value: 100.1 } }, invalid, 'Scale value must be between 0 and 100.'],
    [
      'a long client token',
      { clientToken: 'x'.repeat(37) },
      invalid,
      'clientToken must be at most 36 ASCII characters.',
    ],
    [
      'both kinds of capacity',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      invalid,
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    ],
    [
      'an unknown platform version',
      { platformVersion: '9.9.9' },
      'PlatformUnknownException',
      'The platform version 9.9.9 is unknown.',
    ],
    ['an unknown target group', { loadBalancers: [place] }, invalid, 'The target group arn does not exist.'],
    [
      'two target groups',
      { loadBalancers: [place, place] },
      invalid,
      'load balancers can have at most 1 items.',
    ],
    ['reserved tags', { tags: [{ key: 'aws:x', value: 'y' }] }, invalid, 'Tag key prefix aws: is reserved.'],
    [
      'registries',
      { serviceRegistries: [{ registryArn: 'x' }] },
      lacking,
      'Drydock does not implement service registries yet.',
    ],
  ];
  test.each(cases)('%s', async (_case, rest, name, message) => {
    const api = shared();
    expect(await refusal(createTaskSet(api, rest))).toEqual({ name, message, status: 400 });
    const { services } = await api.ecs.send(new DescribeServicesCommand({ services: ['web'] }));
    expect(services?.[0]?.taskSets).toEqual([]);
  });
});
