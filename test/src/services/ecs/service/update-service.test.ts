import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import {
  DeleteListenerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
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
const definitionArn = (revision: number) =>
  `arn:aws:ecs:us-east-1:000000000000:task-definition/web:${revision}`;

const register = (api: EcsApi, rest = {}) =>
  api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web', rest)));
const update = (api: EcsApi, rest: Partial<UpdateServiceCommandInput> = {}) =>
  api.ecs.send(new UpdateServiceCommand({ service: 'web', ...rest }));

async function prepare(api: EcsApi, rest: Partial<CreateServiceCommandInput> = {}) {
  await api.ecs.send(new CreateClusterCommand({}));
  await register(api);
  const { service } = await api.ecs.send(
    new CreateServiceCommand(fargateService(api, 'web', { taskDefinition: 'web:1', ...rest })),
  );
  if (service === undefined) throw new Error('no service was created');
  return service;
}

async function withService(
  body: (api: EcsApi, service: Service) => Promise<void>,
  rest: Partial<CreateServiceCommandInput> = {},
) {
  await using api = await startEcsApi();
  const service = await prepare(api, rest);
  await api.clock.advance(1000);
  await body(api, service);
}

/** What a service is after a change that begins no deployment. */
const expectOnly = async (api: EcsApi, before: Service, input: object, after: object) => {
  expect(await reply(update(api, input))).toEqual({ service: { ...before, ...after } });
  const described = await api.ecs.send(new DescribeServicesCommand({ services: ['web'], include: ['TAGS'] }));
  expect(described.services).toEqual([{ ...before, ...after }]);
};

test('changes nothing when nothing is given', () =>
  withService((api, service) => expectOnly(api, service, {}, {})));

describe('begins no deployment for', () => {
  test.each<[string, Partial<UpdateServiceCommandInput>]>([
    ['a count', { desiredCount: 3 }],
    ['a count of none', { desiredCount: 0 }],
    ['a grace period', { healthCheckGracePeriodSeconds: 60 }],
    ['managed tags', { enableECSManagedTags: true }],
    ['propagated tags', { propagateTags: 'TASK_DEFINITION' }],
    ['rebalancing', { availabilityZoneRebalancing: 'DISABLED' }],
  ])('%s', (_case, input) => withService((api, service) => expectOnly(api, service, input, input)));

  test.each<[string, Partial<UpdateServiceCommandInput>]>([
    ['its own definition', { taskDefinition: 'web:1' }],
    ['its own definition by family', { taskDefinition: 'web' }],
    ['its own platform', { platformVersion: 'LATEST' }],
    ['no forcing', { forceNewDeployment: false }],
    [
      'empty lists',
      {
        loadBalancers: [],
        serviceRegistries: [],
        placementConstraints: [],
        placementStrategy: [],
        capacityProviderStrategy: [],
        volumeConfigurations: [],
        vpcLatticeConfigurations: [],
      },
    ],
  ])('%s', (_case, input) => withService((api, service) => expectOnly(api, service, input, {})));

  test('its own network', () =>
    withService((api, service) =>
      expectOnly(api, service, { networkConfiguration: service.networkConfiguration }, {}),
    ));
});

describe('begins a deployment for', () => {
  const expectDeployment = async (
    api: EcsApi,
    before: Service,
    input: Partial<UpdateServiceCommandInput>,
    after: Partial<Service>,
    rest: object = {},
  ) => {
    const { service } = await update(api, input);
    const [primary, old] = service?.deployments ?? [];
    const [first] = before.deployments ?? [];
    expect(primary?.id).toMatch(/^ecs-svc\/[1-9]\d{18}$/);
    expect(primary?.id).not.toBe(first?.id);
    expect(service).toEqual({
      ...before,
      ...after,
      deployments: [
        {
          ...first,
          ...rest,
          id: primary?.id,
          desiredCount: 0,
          createdAt: new Date(api.clock.now()),
          updatedAt: new Date(api.clock.now()),
          rolloutStateReason: `ECS deployment ${primary?.id} in progress.`,
        },
        { ...first, status: 'ACTIVE' },
      ],
      currentServiceRevisions: [
        {
          ...before.currentServiceRevisions?.[0],
          arn: `arn:aws:ecs:us-east-1:000000000000:service-revision/default/web/${primary?.id?.slice(8)}`,
        },
        ...(before.currentServiceRevisions ?? []),
      ],
    });
    expect(old?.id).toBe(first?.id);
  };

  test('force', () =>
    withService((api, service) => expectDeployment(api, service, { forceNewDeployment: true }, {})));

  test.each(['web', 'web:2', definitionArn(2)])('the definition %s', (taskDefinition) =>
    withService(async (api, service) => {
      await register(api);
      const changed = { taskDefinition: definitionArn(2) };
      await expectDeployment(api, service, { taskDefinition }, changed, changed);
    }),
  );

  test('another network', () =>
    withService(async (api, service) => {
      const networkConfiguration = {
        awsvpcConfiguration: {
          subnets: api.subnets.map(({ id }) => id),
          securityGroups: [api.securityGroup],
        },
      };
      await expectDeployment(
        api,
        service,
        { networkConfiguration },
        { networkConfiguration },
        { networkConfiguration },
      );
    }));

  test('another platform', () =>
    withService((api, service) =>
      expectDeployment(api, service, { platformVersion: '1.4.0' }, { platformVersion: '1.4.0' }),
    ));

  test('load balancers, and for their end', () =>
    withService(async (api, before) => {
      const { targetGroupArn } = await attachedTargetGroup(api, 'web');
      const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
      await expectDeployment(
        api,
        before,
        { loadBalancers },
        { loadBalancers, healthCheckGracePeriodSeconds: 0 },
      );
      const { service } = await update(api, { loadBalancers: [] });
      expect(service?.loadBalancers).toEqual([]);
      expect(service?.deployments).toHaveLength(3);
    }));
});

test('goes on, is scaled and forced on a revision that was deregistered', () =>
  withService(async (api) => {
    await register(api);
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }));
    const { service } = await update(api, { desiredCount: 4, forceNewDeployment: true });
    expect(service).toMatchObject({ desiredCount: 4, taskDefinition: definitionArn(1) });
    expect(service?.deployments).toHaveLength(2);
  }));

test('is scaled down though its listener went first', async () => {
  await using api = await startEcsApi();
  const { targetGroupArn, listenerArn } = await attachedTargetGroup(api, 'web');
  const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
  await prepare(api, { loadBalancers });
  const elbv2 = new ElasticLoadBalancingV2Client(api.client);
  await elbv2.send(new DeleteListenerCommand({ ListenerArn: listenerArn }));
  const { service } = await update(api, { desiredCount: 0 });
  expect(service).toMatchObject({ desiredCount: 0, loadBalancers });
});

test('names the service by ARN', () =>
  withService(async (api) => {
    const { service } = await update(api, { service: serviceArn, desiredCount: 2 });
    expect(service?.desiredCount).toBe(2);
  }));

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';

describe('refuses', () => {
  const shared = apiForAll(async (api) => {
    await prepare(api);
    await register(api, { requiresCompatibilities: ['EC2'], memory: '600' });
    await register(api, { containerDefinitions: [{ name: 'app', image: 'nginx', credentialSpecs: ['x'] }] });
  });

  test.each<[string, Partial<UpdateServiceCommandInput>, string, string]>([
    ['an unknown cluster', { cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['an unknown service', { service: 'gone' }, 'ServiceNotFoundException', 'Service not found.'],
    [
      'a service of another cluster',
      { service: serviceArn.replace('default', 'other') },
      invalid,
      'Invalid identifier: Identifier is for cluster other. Your cluster is default',
    ],
    ['an unknown definition', { taskDefinition: 'web:9' }, 'ClientException', 'TaskDefinition not found.'],
    [
      'a definition that Fargate cannot run',
      { taskDefinition: 'web:2' },
      invalid,
      'Task definition does not support launch_type FARGATE.',
    ],
    [
      'a definition that cannot be run here',
      { taskDefinition: 'web:3' },
      'ClientException',
      "Drydock does not implement the task definition field credentialSpecs (container 'app') yet.",
    ],
    ['a negative count', { desiredCount: -1 }, invalid, 'The desiredCount must be a non-negative integer.'],
    [
      'a network without subnets',
      { networkConfiguration: { awsvpcConfiguration: { subnets: [] } } },
      invalid,
      'subnets can not be empty.',
    ],
    [
      'a negative grace period',
      { healthCheckGracePeriodSeconds: -1 },
      invalid,
      'healthCheckGracePeriodSeconds must be between 0 and 2147483647.',
    ],
    [
      'an unknown target group',
      { loadBalancers: [{ targetGroupArn: 'x' }] },
      invalid,
      'The target group x does not exist.',
    ],
    [
      'an unknown platform',
      { platformVersion: '2' },
      'PlatformUnknownException',
      'The platform version 2 is unknown.',
    ],
    [
      'Service Connect',
      { serviceConnectConfiguration: { enabled: true } },
      lacking,
      'Drydock does not implement Service Connect yet.',
    ],
  ])('%s, and changes nothing', async (_case, input, name, message) => {
    const api = shared();
    const before = api.context.ecs.services.find(serviceArn);
    expect(await refusal(update(api, { desiredCount: 7, ...input }))).toEqual({ name, message, status: 400 });
    expect(api.context.ecs.services.find(serviceArn)).toEqual(before);
    expect(api.context.ecs.deployments.listOfService(serviceArn)).toHaveLength(1);
  });

  test('a value outside of an enumeration', async () => {
    expect(await rawRefusal(shared(), 'UpdateService', { service: 'web', propagateTags: 'ALL' })).toEqual({
      name: invalid,
      message: 'Propagate tags should be one of [SERVICE,TASK_DEFINITION,NONE]',
      status: 400,
    });
  });

  test('an INACTIVE definition that is not its own', () =>
    withService(async (api) => {
      await register(api);
      await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:2' }));
      expect(await refusal(update(api, { taskDefinition: 'web:2' }))).toEqual({
        name: 'ClientException',
        message: 'TaskDefinition is inactive',
        status: 400,
      });
    }));

  test('a definition without the container that its target group reaches', async () => {
    await using api = await startEcsApi();
    const { targetGroupArn } = await attachedTargetGroup(api, 'web');
    await prepare(api, { loadBalancers: [{ targetGroupArn, containerName: 'web', containerPort: 80 }] });
    await register(api, { containerDefinitions: [{ name: 'app', image: 'nginx' }] });
    expect(await refusal(update(api, { taskDefinition: 'web' }))).toEqual({
      name: invalid,
      message: 'The container web does not exist in the task definition.',
      status: 400,
    });
  });

  test.each(['DRAINING', 'INACTIVE'] as const)('a service that is %s', (status) =>
    withService(async (api) => {
      await api.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
      api.context.ecs.services.setStatus(serviceArn, status);
      expect(await refusal(update(api, { desiredCount: 1 }))).toEqual({
        name: 'ServiceNotActiveException',
        message: 'Service was not ACTIVE.',
        status: 400,
      });
    }),
  );
});
