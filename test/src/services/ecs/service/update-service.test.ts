import {
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  type Service,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import {
  DeleteListenerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import {
  createUpdatableService,
  registerRevision,
  updateService,
  withUpdatableService,
} from '../../../../support/ecs/updatable-service.ts';
import { reply } from '../../../../support/reply.ts';

const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';
const definitionArn = (revision: number) =>
  `arn:aws:ecs:us-east-1:000000000000:task-definition/web:${revision}`;

/** What a service is after a change that begins no deployment. */
const expectOnly = async (api: EcsApi, before: Service, input: object, after: object) => {
  expect(await reply(updateService(api, input))).toEqual({ service: { ...before, ...after } });
  const described = await api.ecs.send(new DescribeServicesCommand({ services: ['web'], include: ['TAGS'] }));
  expect(described.services).toEqual([{ ...before, ...after }]);
};

test('changes nothing when nothing is given', () =>
  withUpdatableService((api, service) => expectOnly(api, service, {}, {})));

describe('begins no deployment for', () => {
  test.each<[string, Partial<UpdateServiceCommandInput>]>([
    ['a count', { desiredCount: 3 }],
    ['a count of none', { desiredCount: 0 }],
    ['a grace period', { healthCheckGracePeriodSeconds: 60 }],
    ['managed tags', { enableECSManagedTags: true }],
    ['propagated tags', { propagateTags: 'TASK_DEFINITION' }],
    ['rebalancing', { availabilityZoneRebalancing: 'DISABLED' }],
  ])('%s', (_case, input) => withUpdatableService((api, service) => expectOnly(api, service, input, input)));

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
  ])('%s', (_case, input) => withUpdatableService((api, service) => expectOnly(api, service, input, {})));

  test('its own network', () =>
    withUpdatableService((api, service) =>
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
    const { service } = await updateService(api, input);
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
    withUpdatableService((api, service) => expectDeployment(api, service, { forceNewDeployment: true }, {})));

  test.each(['web', 'web:2', definitionArn(2)])('the definition %s', (taskDefinition) =>
    withUpdatableService(async (api, service) => {
      await registerRevision(api);
      const changed = { taskDefinition: definitionArn(2) };
      await expectDeployment(api, service, { taskDefinition }, changed, changed);
    }),
  );

  test('another network', () =>
    withUpdatableService(async (api, service) => {
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
    withUpdatableService((api, service) =>
      expectDeployment(api, service, { platformVersion: '1.4.0' }, { platformVersion: '1.4.0' }),
    ));

  test('load balancers, and for their end', () =>
    withUpdatableService(async (api, before) => {
      const { targetGroupArn } = await attachedTargetGroup(api, 'web');
      const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
      await expectDeployment(
        api,
        before,
        { loadBalancers },
        { loadBalancers, healthCheckGracePeriodSeconds: 0 },
      );
      const { service } = await updateService(api, { loadBalancers: [] });
      expect(service?.loadBalancers).toEqual([]);
      expect(service?.deployments).toHaveLength(3);
    }));
});

test('goes on, is scaled and forced on a revision that was deregistered', () =>
  withUpdatableService(async (api) => {
    await registerRevision(api);
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }));
    const { service } = await updateService(api, { desiredCount: 4, forceNewDeployment: true });
    expect(service).toMatchObject({ desiredCount: 4, taskDefinition: definitionArn(1) });
    expect(service?.deployments).toHaveLength(2);
  }));

test('is scaled down though its listener went first', async () => {
  await using api = await startEcsApi();
  const { targetGroupArn, listenerArn } = await attachedTargetGroup(api, 'web');
  const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
  await createUpdatableService(api, { loadBalancers });
  const elbv2 = new ElasticLoadBalancingV2Client(api.client);
  await elbv2.send(new DeleteListenerCommand({ ListenerArn: listenerArn }));
  const { service } = await updateService(api, { desiredCount: 0 });
  expect(service).toMatchObject({ desiredCount: 0, loadBalancers });
});

test('names the service by ARN', () =>
  withUpdatableService(async (api) => {
    const { service } = await updateService(api, { service: serviceArn, desiredCount: 2 });
    expect(service?.desiredCount).toBe(2);
  }));
