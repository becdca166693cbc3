import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ListServicesCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
  UpdateServicePrimaryTaskSetCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import {
  createExternalService,
  createTaskSet,
  taskSetInput,
  webServiceArn,
} from '../../../../../support/ecs/external-service.ts';
import { refusal } from '../../../../../support/refusal.ts';
import { reply } from '../../../../../support/reply.ts';

const invalid = (message: string) => ({ name: 'InvalidParameterException', message, status: 400 });
const update = (api: EcsApi, rest: Partial<UpdateServiceCommandInput>) =>
  api.ecs.send(new UpdateServiceCommand({ service: 'web', ...rest }));
const described = async (api: EcsApi) =>
  (await api.ecs.send(new DescribeServicesCommand({ services: ['web'], include: ['TAGS'] }))).services?.[0];

test('a new service has neither deployments nor task sets, nor anything that these say', async () => {
  await using api = await startEcsApi();
  const service = await createExternalService(api);
  expect(service).toEqual({
    serviceArn: webServiceArn,
    serviceName: 'web',
    clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
    loadBalancers: [],
    serviceRegistries: [],
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 0,
    pendingCount: 0,
    launchType: 'EC2',
    deploymentConfiguration: {
      deploymentCircuitBreaker: {
        enable: false,
        rollback: false,
        resetOnHealthyTask: true,
        thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
      },
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
    },
    taskSets: [],
    deployments: [],
    roleArn: 'arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    events: [],
    createdAt: new Date(api.clock.now()),
    currentServiceRevisions: [],
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'EXTERNAL' },
    tags: [],
    createdBy: 'arn:aws:iam::000000000000:root',
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
    availabilityZoneRebalancing: 'DISABLED',
    resourceManagementType: 'CUSTOMER',
  });
  expect(await described(api)).toEqual(service);
});

test('needs no more than a name, and takes what Terraform sends for what is not configured', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  const { service } = await api.ecs.send(
    new CreateServiceCommand({
      serviceName: 'least',
      taskDefinition: '',
      loadBalancers: [],
      capacityProviderStrategy: [],
      enableExecuteCommand: false,
      deploymentController: { type: 'EXTERNAL' },
      deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 50 },
    }),
  );
  expect(service).toMatchObject({
    desiredCount: 0,
    deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 50 },
  });
});

test('is listed by the launch type of its primary task set', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  const listed = async () =>
    (await api.ecs.send(new ListServicesCommand({ launchType: 'FARGATE' }))).serviceArns;
  const { id } = await createTaskSet(api);
  expect(await listed()).toEqual([]);
  const web = { cluster: 'default', service: 'web' };
  await api.ecs.send(new UpdateServicePrimaryTaskSetCommand({ ...web, primaryTaskSet: id }));
  expect(await listed()).toEqual([webServiceArn]);
});

describe('CreateService refuses', () => {
  const shared = apiForAll((api) => createExternalService(api));
  const cases: [string, (api: EcsApi) => Partial<CreateServiceCommandInput>, string][] = [
    ['a definition', () => ({ taskDefinition: 'web' }), 'TaskDefinition must be blank'],
    [
      'load balancers',
      () => ({ loadBalancers: [{ targetGroupArn: 'arn' }] }),
      'LoadBalancers must be empty or null.',
    ],
    ['a launch type', () => ({ launchType: 'FARGATE' }), 'LaunchType must be blank'],
    ['a platform version', () => ({ platformVersion: 'LATEST' }), 'PlatformVersion must be blank'],
    [
      'a strategy',
      () => ({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] }),
      'CapacityProviderStrategy must be blank',
    ],
    [
      'a network',
      (api) => ({ networkConfiguration: taskSetInput(api).networkConfiguration }),
      'NetworkConfiguration must be empty or null.',
    ],
    [
      'DAEMON',
      () => ({ schedulingStrategy: 'DAEMON' }),
      'The EXTERNAL deployment controller does not support the DAEMON scheduling strategy.',
    ],
    [
      'a balance of zones',
      () => ({ availabilityZoneRebalancing: 'ENABLED' }),
      'Availability Zone rebalancing is not supported with the EXTERNAL deployment controller.',
    ],
    [
      'a circuit breaker',
      () => ({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } }),
      'Deployment failure detection is only supported with the ECS deployment controller.',
    ],
    [
      'a broken placement',
      () => ({ placementStrategy: [{ type: 'binpack', field: 'disk' }] }),
      "binpack field 'disk' is invalid",
    ],
  ];
  test.each(cases)('%s', async (_case, rest, message) => {
    const api = shared();
    const create = new CreateServiceCommand({
      serviceName: 'other',
      deploymentController: { type: 'EXTERNAL' },
      ...rest(api),
    });
    expect(await refusal(api.ecs.send(create))).toEqual(invalid(message));
    expect((await api.ecs.send(new ListServicesCommand({}))).serviceArns).toEqual([webServiceArn]);
  });
});

describe('UpdateService', () => {
  test('changes the desired count, with which task sets are no longer steady, and the settings', async () => {
    await using api = await startEcsApi();
    const before = await createExternalService(api);
    const taskSet = await createTaskSet(api);
    await api.clock.advance(1000);
    const facts = {
      desiredCount: 5,
      healthCheckGracePeriodSeconds: 30,
      enableECSManagedTags: true,
      enableExecuteCommand: true,
      propagateTags: 'SERVICE' as const,
      placementConstraints: [{ type: 'distinctInstance' as const }],
      placementStrategy: [{ type: 'random' as const }],
    };
    const expected = {
      ...before,
      ...facts,
      taskSets: [{ ...taskSet, stabilityStatusAt: new Date(api.clock.now()) }],
    };
    expect(await reply(update(api, { ...facts, forceNewDeployment: false, loadBalancers: [] }))).toEqual({
      service: expected,
    });
    expect(await described(api)).toEqual(expected);
  });

  const shared = apiForAll((api) => createExternalService(api));
  const unable = (what: string) =>
    `Unable to ${what} on services with an EXTERNAL deployment controller. Create a new task set instead.`;
  const cases: [string, (api: EcsApi) => Partial<UpdateServiceCommandInput>, string][] = [
    ['a definition', () => ({ taskDefinition: 'web' }), unable('update task definition')],
    ['a deployment', () => ({ forceNewDeployment: true }), unable('force a new deployment')],
    ['a platform version', () => ({ platformVersion: 'LATEST' }), unable('update platformVersion')],
    [
      'a network',
      (api) => ({ networkConfiguration: taskSetInput(api).networkConfiguration }),
      unable('update networkConfiguration'),
    ],
    [
      'load balancers',
      () => ({ loadBalancers: [{ targetGroupArn: 'arn' }] }),
      unable('update loadBalancers'),
    ],
    [
      'deployment settings',
      () => ({ deploymentConfiguration: { maximumPercent: 150 } }),
      unable('update deploymentConfiguration'),
    ],
    ['a negative count', () => ({ desiredCount: -1 }), 'The desiredCount must be a non-negative integer.'],
  ];
  test.each(cases)('refuses %s', async (_case, rest, message) => {
    const api = shared();
    const before = await described(api);
    expect(await refusal(update(api, rest(api)))).toEqual(invalid(message));
    expect(await described(api)).toEqual(before);
  });

  test('refuses another deployment controller, by name', async () => {
    const api = shared();
    expect(await refusal(update(api, { deploymentController: { type: 'ECS' } }))).toEqual({
      name: 'UnsupportedFeatureException',
      message: "Drydock does not implement changing a service's deployment controller yet.",
      status: 400,
    });
  });
});

describe('DeleteService', () => {
  const remove = (api: EcsApi, force?: boolean) =>
    api.ecs.send(new DeleteServiceCommand({ service: 'web', force }));

  test('needs no force for a service of no tasks without task sets', async () => {
    await using api = await startEcsApi();
    await createExternalService(api, { desiredCount: 0 });
    expect((await remove(api)).service?.status).toBe('DRAINING');
  });

  test('needs force while there are task sets, which are DRAINING then', async () => {
    await using api = await startEcsApi();
    await createExternalService(api, { desiredCount: 0 });
    await createTaskSet(api);
    expect(await refusal(remove(api))).toEqual(
      invalid('The service cannot be stopped while deployments are active.'),
    );
    const { service } = await remove(api, true);
    expect([service?.status, service?.taskSets?.map(({ status }) => status)]).toEqual([
      'DRAINING',
      ['DRAINING'],
    ]);
  });
});
