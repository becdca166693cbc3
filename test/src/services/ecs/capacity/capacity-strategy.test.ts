import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeServicesCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { refusal } from '../../../../support/refusal.ts';

const spot = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
const spotShown = [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }];
const mustForce = {
  name: 'InvalidParameterException',
  message:
    'When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.',
  status: 400,
};

async function prepared(defaultCapacityProviderStrategy: typeof spot = []) {
  const api = await startEcsApi();
  const capacityProviders = ['FARGATE', 'FARGATE_SPOT'];
  await api.ecs.send(new CreateClusterCommand({ capacityProviders, defaultCapacityProviderStrategy }));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  return api;
}

async function run(api: EcsApi, rest: Partial<RunTaskCommandInput>) {
  const { launchType, networkConfiguration } = fargateService(api, 'web');
  const { tasks = [] } = await api.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType, networkConfiguration, ...rest }),
  );
  return tasks.map(({ launchType, capacityProviderName }) => [launchType, capacityProviderName]);
}

const create = (api: EcsApi, rest: Partial<CreateServiceCommandInput> = {}) =>
  api.ecs.send(new CreateServiceCommand(fargateService(api, 'web', rest)));
const update = (api: EcsApi, rest: Partial<UpdateServiceCommandInput>) =>
  api.ecs.send(new UpdateServiceCommand({ service: 'web', ...rest }));

async function shown(api: EcsApi) {
  const { services: [service] = [] } = await api.ecs.send(new DescribeServicesCommand({ services: ['web'] }));
  const capacity = (each: { launchType?: string; capacityProviderStrategy?: object[] }) => ({
    ...(each.launchType === undefined ? {} : { launchType: each.launchType }),
    ...(each.capacityProviderStrategy === undefined ? {} : { strategy: each.capacityProviderStrategy }),
  });
  return [service, ...(service?.deployments ?? [])].map((each) => capacity(each ?? {}));
}

test('tasks of a strategy are spread by base and weight, and are of the launch type FARGATE', async () => {
  await using api = await prepared();
  const capacityProviderStrategy = [
    { capacityProvider: 'FARGATE', weight: 1, base: 2 },
    { capacityProvider: 'FARGATE_SPOT', weight: 3 },
  ];
  expect(await run(api, { launchType: undefined, count: 6, capacityProviderStrategy })).toEqual([
    ['FARGATE', 'FARGATE'],
    ['FARGATE', 'FARGATE'],
    ['FARGATE', 'FARGATE_SPOT'],
    ['FARGATE', 'FARGATE_SPOT'],
    ['FARGATE', 'FARGATE'],
    ['FARGATE', 'FARGATE_SPOT'],
  ]);
});

test('a launch type shows no capacity provider, and wins over the strategy of the cluster', async () => {
  await using api = await prepared(spot);
  expect(await run(api, { launchType: 'FARGATE', capacityProviderStrategy: [] })).toEqual([
    ['FARGATE', undefined],
  ]);
});

test('neither falls to the default strategy of the cluster', async () => {
  await using api = await prepared(spot);
  expect(await run(api, { launchType: undefined })).toEqual([['FARGATE', 'FARGATE_SPOT']]);
  await create(api, { launchType: undefined });
  expect(await shown(api)).toEqual([{ strategy: spotShown }, { strategy: spotShown }]);
});

test('RunTask refuses a capacity provider that is not of the cluster', async () => {
  await using api = await prepared();
  await api.ecs.send(new CreateClusterCommand({ clusterName: 'bare' }));
  const asked = run(api, { cluster: 'bare', launchType: undefined, capacityProviderStrategy: spot });
  expect(await refusal(asked)).toEqual({
    name: 'InvalidParameterException',
    message:
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    status: 400,
  });
});

test('a service shows its strategy in the place of its launch type, and so do its deployments', async () => {
  await using api = await prepared();
  await create(api, { launchType: undefined, capacityProviderStrategy: spot });
  expect(await shown(api)).toEqual([{ strategy: spotShown }, { strategy: spotShown }]);
  const { serviceArns } = await api.ecs.send(new ListServicesCommand({ launchType: 'FARGATE' }));
  expect(serviceArns).toEqual([]);
});

test('an empty strategy beside a launch type is none', async () => {
  await using api = await prepared();
  await create(api, { capacityProviderStrategy: [] });
  await update(api, { capacityProviderStrategy: [], desiredCount: 2 });
  expect(await shown(api)).toEqual([{ launchType: 'FARGATE' }, { launchType: 'FARGATE' }]);
});

test('a service goes from its launch type to a strategy and back by forced deployments only', async () => {
  await using api = await prepared();
  await create(api);
  expect(await refusal(update(api, { capacityProviderStrategy: spot }))).toEqual(mustForce);
  await update(api, { capacityProviderStrategy: spot, forceNewDeployment: true });
  expect(await shown(api)).toEqual([
    { strategy: spotShown },
    { strategy: spotShown },
    { launchType: 'FARGATE' },
  ]);
  const other = [{ capacityProvider: 'FARGATE', weight: 1 }];
  expect(await refusal(update(api, { capacityProviderStrategy: other }))).toEqual(mustForce);
  expect(await refusal(update(api, { capacityProviderStrategy: [] }))).toEqual(mustForce);
  await update(api, { capacityProviderStrategy: spot, desiredCount: 2 });
  expect((await shown(api)).length).toBe(3);
  await update(api, { capacityProviderStrategy: [], forceNewDeployment: true });
  expect((await shown(api)).slice(0, 2)).toEqual([{ launchType: 'FARGATE' }, { launchType: 'FARGATE' }]);
});
