import {
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import {
  createUpdatableService,
  registerRevision,
  updateService,
  withUpdatableService,
} from '../../../../support/ecs/updatable-service.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';

const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';

describe('refuses', () => {
  const shared = apiForAll(async (api) => {
    await createUpdatableService(api);
    await registerRevision(api, { requiresCompatibilities: ['EC2'], memory: '600' });
    await registerRevision(api, {
      containerDefinitions: [{ name: 'app', image: 'nginx', credentialSpecs: ['x'] }],
    });
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
    expect(await refusal(updateService(api, { desiredCount: 7, ...input }))).toEqual({
      name,
      message,
      status: 400,
    });
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
    withUpdatableService(async (api) => {
      await registerRevision(api);
      await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:2' }));
      expect(await refusal(updateService(api, { taskDefinition: 'web:2' }))).toEqual({
        name: 'ClientException',
        message: 'TaskDefinition is inactive',
        status: 400,
      });
    }));

  test('a definition without the container that its target group reaches', async () => {
    await using api = await startEcsApi();
    const { targetGroupArn } = await attachedTargetGroup(api, 'web');
    await createUpdatableService(api, {
      loadBalancers: [{ targetGroupArn, containerName: 'web', containerPort: 80 }],
    });
    await registerRevision(api, { containerDefinitions: [{ name: 'app', image: 'nginx' }] });
    expect(await refusal(updateService(api, { taskDefinition: 'web' }))).toEqual({
      name: invalid,
      message: 'The container web does not exist in the task definition.',
      status: 400,
    });
  });

  test.each(['DRAINING', 'INACTIVE'] as const)('a service that is %s', (status) =>
    withUpdatableService(async (api) => {
      await api.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
      api.context.ecs.services.setStatus(serviceArn, status);
      expect(await refusal(updateService(api, { desiredCount: 1 }))).toEqual({
        name: 'ServiceNotActiveException',
        message: 'Service was not ACTIVE.',
        status: 400,
      });
    }),
  );
});
