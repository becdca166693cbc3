import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeCapacityProvidersCommand,
  type DescribeCapacityProvidersCommandInput,
  DescribeClustersCommand,
  PutClusterCapacityProvidersCommand,
  type PutClusterCapacityProvidersCommandInput,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { createExternalService, createTaskSet } from '../../../../support/ecs/external-service.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const both = ['FARGATE', 'FARGATE_SPOT'];
const builtIn = (name: string) => ({
  capacityProviderArn: `arn:aws:ecs:us-east-1:000000000000:capacity-provider/${name}`,
  ...{ name, status: 'ACTIVE', type: name, tags: [] },
});
const put = (api: EcsApi, rest: Partial<PutClusterCapacityProvidersCommandInput> = {}) =>
  api.ecs.send(
    new PutClusterCapacityProvidersCommand({
      cluster: 'default',
      capacityProviders: both,
      defaultCapacityProviderStrategy: [],
      ...rest,
    }),
  );
const describeProviders = (api: EcsApi, input: DescribeCapacityProvidersCommandInput = {}) =>
  reply(api.ecs.send(new DescribeCapacityProvidersCommand(input)));

test('describes the two that everybody has, by name or ARN, page by page', async () => {
  await using api = await startEcsApi();
  const [fargate, spot] = both.map(builtIn);
  expect(await describeProviders(api)).toEqual({ capacityProviders: [fargate, spot], failures: [] });
  expect(await describeProviders(api, { include: ['TAGS'], capacityProviders: [] })).toEqual({
    capacityProviders: [fargate, spot],
    failures: [],
  });
  const arn = spot?.capacityProviderArn ?? '';
  expect(await describeProviders(api, { capacityProviders: [arn, 'mine'] })).toEqual({
    capacityProviders: [spot],
    failures: [{ arn: 'arn:aws:ecs:us-east-1:000000000000:capacity-provider/mine', reason: 'MISSING' }],
  });
  const first = await describeProviders(api, { maxResults: 1 });
  const second = await describeProviders(api, { maxResults: 1, nextToken: first.nextToken });
  expect([first.capacityProviders, second]).toEqual([[fargate], { capacityProviders: [spot], failures: [] }]);
});

test('describes those of a cluster', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({ capacityProviders: ['FARGATE_SPOT'] }));
  const { capacityProviders } = await describeProviders(api, { cluster: 'default' });
  expect(capacityProviders).toEqual([builtIn('FARGATE_SPOT')]);
});

test('replaces both lists of a cluster', async () => {
  await using api = await startEcsApi();
  const { cluster: before } = await api.ecs.send(
    new CreateClusterCommand({
      capacityProviders: ['FARGATE'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    }),
  );
  expect(before?.defaultCapacityProviderStrategy).toEqual([
    { capacityProvider: 'FARGATE', weight: 1, base: 0 },
  ]);
  const strategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 3, base: 1 }];
  const after = { ...before, capacityProviders: both, defaultCapacityProviderStrategy: strategy };
  expect(await reply(put(api, { defaultCapacityProviderStrategy: strategy }))).toEqual({ cluster: after });
  const { clusters } = await api.ecs.send(
    new DescribeClustersCommand({ include: ['TAGS', 'SETTINGS', 'CONFIGURATIONS'] }),
  );
  expect(clusters).toEqual([after]);
  await put(api, { capacityProviders: [] });
  const { clusters: emptied } = await api.ecs.send(new DescribeClustersCommand({ include: ['SETTINGS'] }));
  expect(emptied).toEqual([{ ...before, capacityProviders: [], defaultCapacityProviderStrategy: [] }]);
});

test('a capacity provider that a task set uses stays', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  await put(api, { capacityProviders: ['FARGATE_SPOT'] });
  const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
  await createTaskSet(api, { launchType: undefined, capacityProviderStrategy });
  expect(await refusal(put(api, { capacityProviders: ['FARGATE'] }))).toMatchObject({
    name: 'ResourceInUseException',
  });
  await put(api, { capacityProviders: ['FARGATE_SPOT', 'FARGATE'] });
});

test('a capacity provider that a task uses stays', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({ capacityProviders: both }));
  const task = await runOneTask(api, {
    launchType: undefined,
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
  });
  const inUse = {
    name: 'ResourceInUseException',
    message: 'The specified capacity provider is in use and cannot be removed.',
    status: 400,
  };
  expect(await refusal(put(api, { capacityProviders: ['FARGATE'] }))).toEqual(inUse);
  await api.ecs.send(new StopTaskCommand({ task }));
  await put(api, { capacityProviders: ['FARGATE'] });
});

test('a capacity provider that a service uses stays', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({ capacityProviders: both }));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
  const rest = { launchType: undefined, desiredCount: 0, capacityProviderStrategy };
  await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web', rest)));
  expect((await refusal(put(api, { capacityProviders: [] }))).name).toBe('ResourceInUseException');
});

describe('refuses', () => {
  const only = (capacityProvider: string, rest = {}) => ({ capacityProvider, weight: 1, ...rest });
  test.each<[string, Partial<PutClusterCapacityProvidersCommandInput>, string]>([
    [
      'a provider that is not of the cluster',
      { capacityProviders: ['FARGATE'], defaultCapacityProviderStrategy: [only('FARGATE_SPOT')] },
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    ],
    [
      'two bases',
      {
        defaultCapacityProviderStrategy: [only('FARGATE', { base: 1 }), only('FARGATE_SPOT', { base: 1 })],
      },
      'There are multiple capacity providers in the specified capacity provider strategy with a base value defined.',
    ],
    [
      'no weight at all',
      { defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', base: 1 }] },
      'There are no capacity providers in the capacity provider strategy with a weight value greater than zero.',
    ],
    [
      'a weight that is too high',
      { defaultCapacityProviderStrategy: [only('FARGATE', { weight: 1001 })] },
      'weight must be between 0 and 1000.',
    ],
    [
      'a base that is too high',
      { defaultCapacityProviderStrategy: [only('FARGATE', { base: 100_001 })] },
      'base must be between 0 and 100000.',
    ],
    [
      'a provider twice',
      { defaultCapacityProviderStrategy: [only('FARGATE'), only('FARGATE')] },
      'A capacity provider can be in a capacity provider strategy only once.',
    ],
    [
      'more than twenty',
      { defaultCapacityProviderStrategy: Array.from({ length: 21 }, () => only('FARGATE')) },
      'capacityProviderStrategy can have at most 20 items.',
    ],
  ])('%s', async (_case, input, message) => {
    await using api = await startEcsApi();
    await api.ecs.send(new CreateClusterCommand({}));
    expect(await refusal(put(api, input))).toEqual({
      name: 'InvalidParameterException',
      message,
      status: 400,
    });
  });

  test('providers of the caller’s own, which are lacking', async () => {
    await using api = await startEcsApi();
    await api.ecs.send(new CreateClusterCommand({}));
    expect(await refusal(put(api, { capacityProviders: ['mine'] }))).toEqual({
      name: 'UnsupportedFeatureException',
      message: 'Drydock does not implement capacity providers other than FARGATE and FARGATE_SPOT yet.',
      status: 400,
    });
  });
});
