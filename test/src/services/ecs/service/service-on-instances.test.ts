import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { refusal } from '../../../../support/refusal.ts';

async function startApi(): Promise<EcsApi> {
  const api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      containerDefinitions: [
        { name: 'web', image: 'nginx', memory: 128, portMappings: [{ containerPort: 80 }] },
      ],
    }),
  );
  return api;
}

const create = (api: EcsApi, rest: Partial<CreateServiceCommandInput> = {}) =>
  api.ecs.send(
    new CreateServiceCommand({ serviceName: 'web', taskDefinition: 'web', desiredCount: 1, ...rest }),
  );
const update = (api: EcsApi, rest: Partial<UpdateServiceCommandInput> = {}) =>
  api.ecs.send(new UpdateServiceCommand({ service: 'web', ...rest }));

test('without a launch type a service is of EC2: it has a placement, and no platform', async () => {
  await using api = await startApi();
  const placement = {
    placementConstraints: [{ type: 'memberOf' as const, expression: 'attribute:stack == blue' }],
    placementStrategy: [{ type: 'binpack' as const, field: 'cpu' }],
  };
  const { service } = await create(api, placement);
  expect(service).toMatchObject({ launchType: 'EC2', ...placement, deployments: [{ launchType: 'EC2' }] });
  for (const absent of ['platformVersion', 'platformFamily'] as const) {
    expect(service?.[absent]).toBeUndefined();
    expect(service?.deployments?.[0]?.[absent]).toBeUndefined();
  }
});

test('a placement is changed without a new deployment, and an empty list takes it away', async () => {
  await using api = await startApi();
  const { service } = await create(api, { placementStrategy: [{ type: 'random' }] });
  const changed = await update(api, {
    placementConstraints: [{ type: 'distinctInstance' }],
    placementStrategy: [],
  });
  expect(changed.service).toMatchObject({
    placementConstraints: [{ type: 'distinctInstance' }],
    placementStrategy: [],
  });
  expect(changed.service?.deployments?.map(({ id }) => id)).toEqual(
    service?.deployments?.map(({ id }) => id),
  );
});

test('a service in the bridge mode takes target groups of instances', async () => {
  await using api = await startApi();
  const { targetGroupArn } = await attachedTargetGroup(api, 'web', { targetType: 'instance' });
  const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
  expect((await create(api, { loadBalancers })).service?.loadBalancers).toEqual(loadBalancers);
});

describe('refuses', () => {
  test('a target group of addresses for the bridge mode', async () => {
    await using api = await startApi();
    const { targetGroupArn } = await attachedTargetGroup(api, 'web');
    const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
    expect(await refusal(create(api, { loadBalancers }))).toEqual({
      name: 'InvalidParameterException',
      message: `The provided target group ${targetGroupArn} has target type ip, which is incompatible with the bridge network mode specified in the task definition.`,
      status: 400,
    });
  });

  test.each<[Partial<CreateServiceCommandInput>, string]>([
    [{ platformVersion: '1.4.0' }, 'The platform version must be null when specifying an EC2 launch type.'],
    [
      { placementStrategy: Array.from({ length: 6 }, () => ({ type: 'random' as const })) },
      'Maximum number of strategies is 5.',
    ],
    [
      { placementConstraints: [{ type: 'distinctInstance', expression: 'x' }] },
      'distinctInstance expression should not be specified.',
    ],
    [{ placementStrategy: [{ type: 'random', field: 'x' }] }, 'random field should not be specified.'],
    [
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } } },
      'Network Configuration is not valid for the given networkMode of this task definition.',
    ],
    [{ launchType: 'FARGATE' }, 'Task definition does not support launch_type FARGATE.'],
  ])('%j', async (rest, message) => {
    await using api = await startApi();
    expect(await refusal(create(api, rest))).toEqual({
      ...{ name: 'InvalidParameterException', message, status: 400 },
    });
  });
});
