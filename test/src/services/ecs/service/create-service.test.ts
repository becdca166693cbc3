import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
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
