import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';

async function prepare(api: EcsApi) {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
}
async function apiWithDefinition() {
  const api = await startEcsApi();
  await prepare(api);
  return api;
}
const create = (api: EcsApi, rest: Partial<CreateServiceCommandInput> = {}) =>
  api.ecs.send(new CreateServiceCommand(fargateService(api, 'web', rest)));

/** What a service is by default, just created. */
const freshService = (api: EcsApi, deploymentId: string) => {
  const networkConfiguration = {
    awsvpcConfiguration: { subnets: api.subnets.slice(0, 1).map(({ id }) => id) },
  };
  return {
    serviceArn,
    serviceName: 'web',
    clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
    loadBalancers: [],
    serviceRegistries: [],
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: 0,
    pendingCount: 0,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:1',
    deploymentConfiguration: {
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      deploymentCircuitBreaker: {
        enable: false,
        rollback: false,
        resetOnHealthyTask: true,
        thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
      },
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
    },
    deployments: [
      {
        id: deploymentId,
        status: 'PRIMARY',
        taskDefinition: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:1',
        desiredCount: 0,
        pendingCount: 0,
        runningCount: 0,
        failedTasks: 0,
        createdAt: new Date(api.clock.now()),
        updatedAt: new Date(api.clock.now()),
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        platformFamily: 'Linux',
        networkConfiguration,
        rolloutState: 'IN_PROGRESS',
        rolloutStateReason: `ECS deployment ${deploymentId} in progress.`,
      },
    ],
    roleArn: 'arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    events: [],
    createdAt: new Date(api.clock.now()),
    currentServiceRevisions: [
      {
        arn: `arn:aws:ecs:us-east-1:000000000000:service-revision/default/web/${deploymentId.slice(8)}`,
        requestedTaskCount: 0,
        runningTaskCount: 0,
        pendingTaskCount: 0,
      },
    ],
    placementConstraints: [],
    placementStrategy: [],
    networkConfiguration,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    tags: [],
    createdBy: 'arn:aws:iam::000000000000:root',
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
    availabilityZoneRebalancing: 'ENABLED',
    resourceManagementType: 'CUSTOMER',
  };
};

test('answers with the service and its first deployment, which is not scheduled yet', async () => {
  await using api = await apiWithDefinition();
  const answer = await reply(create(api));
  const deploymentId = answer.service?.deployments?.[0]?.id ?? '';
  expect(deploymentId).toMatch(/^ecs-svc\/[1-9]\d{18}$/);
  expect(answer).toEqual({ service: freshService(api, deploymentId) });
});

test('takes empty lists and disabled features for absent ones', async () => {
  await using api = await apiWithDefinition();
  const answer = await reply(
    create(api, {
      capacityProviderStrategy: [],
      vpcLatticeConfigurations: [],
      serviceRegistries: [],
      loadBalancers: [],
      placementConstraints: [],
      placementStrategy: [],
      volumeConfigurations: [],
      tags: [],
      serviceConnectConfiguration: { enabled: false },
      enableExecuteCommand: false,
    }),
  );
  expect(answer).toEqual({ service: freshService(api, answer.service?.deployments?.[0]?.id ?? '') });
});

test('echoes what was sent, in its answer and when it is described', async () => {
  await using api = await apiWithDefinition();
  const { targetGroupArn } = await attachedTargetGroup(api, 'web');
  const given = {
    desiredCount: 0,
    loadBalancers: [{ targetGroupArn, containerName: 'web', containerPort: 80 }],
    healthCheckGracePeriodSeconds: 30,
    platformVersion: '1.4.0',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: api.subnets.map(({ id }) => id),
        securityGroups: [api.securityGroup],
        assignPublicIp: 'ENABLED' as const,
      },
    },
    deploymentController: { type: 'ECS' as const },
    schedulingStrategy: 'REPLICA' as const,
    enableECSManagedTags: true,
    propagateTags: 'SERVICE' as const,
    availabilityZoneRebalancing: 'DISABLED' as const,
    tags: [{ key: 'team', value: 'a' }],
  };
  const deploymentConfiguration = {
    maximumPercent: 150,
    minimumHealthyPercent: 0,
    deploymentCircuitBreaker: {
      enable: true,
      rollback: true,
      resetOnHealthyTask: false,
      thresholdConfiguration: { type: 'COUNT' as const, value: 4 },
    },
    bakeTimeInMinutes: 5,
  };
  const { service } = await create(api, { ...given, deploymentConfiguration });
  const fresh = freshService(api, service?.deployments?.[0]?.id ?? '');
  expect(service).toEqual({
    ...fresh,
    ...given,
    deploymentConfiguration: { ...fresh.deploymentConfiguration, ...deploymentConfiguration },
    deployments: [{ ...fresh.deployments[0], networkConfiguration: given.networkConfiguration }],
  });
  const described = await api.ecs.send(new DescribeServicesCommand({ services: ['web'], include: ['TAGS'] }));
  expect(described.services).toEqual([service]);
});

test('waits no time for health behind a load balancer unless told to', async () => {
  await using api = await apiWithDefinition();
  const { targetGroupArn } = await attachedTargetGroup(api, 'web');
  const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
  expect((await create(api, { loadBalancers })).service?.healthCheckGracePeriodSeconds).toBe(0);
});

describe('for a name that there is', () => {
  test.each([undefined, 'once'])(
    'returns the same service for the same request with token %s',
    async (clientToken) => {
      await using api = await apiWithDefinition();
      const first = await reply(create(api, { clientToken }));
      expect(await reply(create(api, { clientToken }))).toEqual(first);
      expect(await reply(create(api))).toEqual(first);
    },
  );

  test.each<[string, Partial<CreateServiceCommandInput>]>([
    ['another count', { desiredCount: 2 }],
    ['another token', { clientToken: 'twice' }],
  ])('refuses %s', async (_case, rest) => {
    await using api = await apiWithDefinition();
    await create(api, { clientToken: 'once' });
    expect(await refusal(create(api, { clientToken: 'once', ...rest }))).toEqual({
      name: 'InvalidParameterException',
      message: 'Creation of service was not idempotent.',
      status: 400,
    });
  });

  test('refuses while the one before is draining, then begins afresh', async () => {
    await using api = await apiWithDefinition();
    const first = await create(api, { tags: [{ key: 'team', value: 'a' }] });
    await api.ecs.send(new TagResourceCommand({ resourceArn: serviceArn, tags: [{ key: 'k', value: 'v' }] }));
    await api.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
    expect(await refusal(create(api))).toEqual({
      name: 'InvalidParameterException',
      message: 'Unable to Start a service that is still Draining.',
      status: 400,
    });
    api.context.ecs.services.setStatus(serviceArn, 'INACTIVE');
    const { service } = await create(api);
    const deploymentId = service?.deployments?.[0]?.id ?? '';
    expect(service).toEqual(freshService(api, deploymentId));
    expect(deploymentId).not.toBe(first.service?.deployments?.[0]?.id);
  });
});

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';
const provider = [{ capacityProvider: 'FARGATE' }];
const nameRule = (name: string) => `ServiceName must match ^[a-zA-Z0-9\\-_]{1,255}$, but was ${name}`;
const notYet = (what: string) => `Drydock does not implement ${what} yet.`;

describe('refuses', () => {
  const shared = apiForAll(prepare);

  test.each<[string, Partial<CreateServiceCommandInput>, string, string]>([
    ['an unknown cluster', { cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['a name with a space', { serviceName: 'a b' }, invalid, nameRule('a b')],
    ['an empty name', { serviceName: '' }, invalid, nameRule('')],
    [
      'a long token',
      { clientToken: 't'.repeat(37) },
      invalid,
      'clientToken must be at most 36 ASCII characters.',
    ],
    ['no count', { desiredCount: undefined }, invalid, 'Desired count is required.'],
    ['a negative count', { desiredCount: -1 }, invalid, 'The desiredCount must be a non-negative integer.'],
    ['a broken count', { desiredCount: 0.5 }, invalid, 'The desiredCount must be a non-negative integer.'],
    ['a huge count', { desiredCount: 5001 }, invalid, 'The desiredCount must be at most 5000.'],
    ['no definition', { taskDefinition: undefined }, invalid, 'TaskDefinition cannot be empty.'],
    ['an unknown definition', { taskDefinition: 'gone' }, 'ClientException', 'TaskDefinition not found.'],
    [
      'no network',
      { networkConfiguration: undefined },
      invalid,
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'a launch type and a strategy',
      { capacityProviderStrategy: provider },
      invalid,
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    ],
    ['EXTERNAL', { launchType: 'EXTERNAL' }, lacking, notYet('the launch type EXTERNAL')],
    [
      'a daemon on Fargate',
      { schedulingStrategy: 'DAEMON', desiredCount: undefined },
      invalid,
      'The daemon scheduling strategy does not support the FARGATE launch type.',
    ],
    [
      'CODE_DEPLOY',
      { deploymentController: { type: 'CODE_DEPLOY' } },
      lacking,
      notYet('the deployment controller CODE_DEPLOY'),
    ],
    ['registries', { serviceRegistries: [{ registryArn: 'x' }] }, lacking, notYet('service registries')],
    [
      'Service Connect',
      { serviceConnectConfiguration: { enabled: true } },
      lacking,
      notYet('Service Connect'),
    ],
    [
      'volumes',
      { volumeConfigurations: [{ name: 'v' }] },
      'InvalidParameterException',
      'Volume configuration provided but no matching configuredAtLaunch volume found in task definition.',
    ],
    [
      'VPC Lattice',
      { vpcLatticeConfigurations: [{ roleArn: 'r', targetGroupArn: 't', portName: 'p' }] },
      lacking,
      notYet('VPC Lattice'),
    ],
    ['an older platform', { platformVersion: '1.3.0' }, lacking, notYet('the platform version 1.3.0')],
    [
      'an unknown platform',
      { platformVersion: '2' },
      'PlatformUnknownException',
      'The platform version 2 is unknown.',
    ],
    [
      'constraints',
      { placementConstraints: [{ type: 'distinctInstance' }] },
      invalid,
      'Placement constraints are not supported with FARGATE launch type.',
    ],
    [
      'a placement strategy',
      { placementStrategy: [{ type: 'random' }] },
      invalid,
      'Placement strategies are not supported with FARGATE launch type.',
    ],
    [
      'a role',
      { role: 'r' },
      invalid,
      'You cannot specify an IAM role for services that require a service linked role.',
    ],
    [
      'a negative grace period',
      { healthCheckGracePeriodSeconds: -1 },
      invalid,
      'healthCheckGracePeriodSeconds must be between 0 and 2147483647.',
    ],
    [
      'a classic load balancer',
      { loadBalancers: [{ loadBalancerName: 'x' }] },
      invalid,
      'Classic Load Balancers are not supported with Fargate',
    ],
    [
      'two kinds of load balancer',
      { loadBalancers: [{ loadBalancerName: 'x', targetGroupArn: 'y' }] },
      invalid,
      'loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a targetGroupArn in all loadBalancer entries',
    ],
    [
      'an unknown target group',
      { loadBalancers: [{ targetGroupArn: 'x' }] },
      invalid,
      'The target group x does not exist.',
    ],
    [
      'many target groups',
      { loadBalancers: Array(6).fill({ targetGroupArn: 'x' }) },
      invalid,
      'load balancers can have at most 5 items.',
    ],
    ["a tag of AWS's own prefix", { tags: [{ key: 'AWS:x' }] }, invalid, 'Tag key prefix aws: is reserved.'],
  ])('%s', async (_case, rest, name, message) => {
    const api = shared();
    expect(await refusal(create(api, rest))).toEqual({ name, message, status: 400 });
    expect((await api.ecs.send(new ListServicesCommand({}))).serviceArns).toEqual([]);
  });

  test.each<[object, string]>([
    [{ launchType: 'MOON' }, 'Launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]'],
    [{ schedulingStrategy: 'CRON' }, 'Scheduling strategy should be one of [REPLICA,DAEMON]'],
    [{ propagateTags: 'constructor' }, 'Propagate tags should be one of [SERVICE,TASK_DEFINITION,NONE]'],
    [
      { availabilityZoneRebalancing: 'ON' },
      'Availability Zone rebalancing should be one of [ENABLED,DISABLED]',
    ],
  ])('a value outside of an enumeration: %j', async (rest, message) => {
    const api = shared();
    expect(await rawRefusal(api, 'CreateService', { ...fargateService(api, 'web'), ...rest })).toEqual({
      name: invalid,
      message,
      status: 400,
    });
  });

  test('an INACTIVE definition', async () => {
    await using api = await apiWithDefinition();
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }));
    expect(await refusal(create(api, { taskDefinition: 'web:1' }))).toEqual({
      name: 'ClientException',
      message: 'TaskDefinition is inactive',
      status: 400,
    });
  });
});

test('refuses load balancers that cannot reach its containers', async () => {
  await using api = await apiWithDefinition();
  const { targetGroupArn } = await attachedTargetGroup(api, 'web');
  const { targetGroupArn: loose } = await attachedTargetGroup(api, 'loose', { attached: false });
  const place = { targetGroupArn, containerName: 'web', containerPort: 80 };
  const message = async (loadBalancer: object) =>
    (await refusal(create(api, { loadBalancers: [{ ...place, ...loadBalancer }] }))).message;
  expect(await message({ targetGroupArn: loose })).toBe(
    `The target group with targetGroupArn ${loose} does not have an associated load balancer.`,
  );
  expect(await message({ containerName: 'db' })).toBe(
    'The container db does not exist in the task definition.',
  );
  expect(await message({ containerPort: 81 })).toBe(
    'The container web did not have a container port 81 defined.',
  );
  expect(await message({ advancedConfiguration: { alternateTargetGroupArn: loose } })).toBe(
    notYet('advancedConfiguration of load balancers'),
  );
  const elsewhere = targetGroupArn.replace('000000000000', '111111111111');
  expect(await message({ targetGroupArn: elsewhere })).toBe(`The target group ${elsewhere} does not exist.`);
});
