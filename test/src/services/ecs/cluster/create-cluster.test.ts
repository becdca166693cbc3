import {
  CreateClusterCommand,
  type CreateClusterCommandInput,
  DeleteClusterCommand,
  DescribeClustersCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const fresh = {
  clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
  clusterName: 'default',
  status: 'ACTIVE',
  registeredContainerInstancesCount: 0,
  runningTasksCount: 0,
  pendingTasksCount: 0,
  activeServicesCount: 0,
  statistics: [],
  tags: [],
  settings: [{ name: 'containerInsights', value: 'disabled' }],
  capacityProviders: [],
  defaultCapacityProviderStrategy: [],
};

test('creates the cluster default when no name is given', async () => {
  await using api = await startEcsApi();
  expect(await reply(api.ecs.send(new CreateClusterCommand({})))).toEqual({ cluster: fresh });
});

test('echoes tags, settings, configuration and capacity providers', async () => {
  await using api = await startEcsApi();
  const configuration = { executeCommandConfiguration: { logging: 'DEFAULT' as const } };
  const given = {
    tags: [{ key: 'team', value: 'a' }],
    settings: [{ name: 'containerInsights' as const, value: 'enhanced' }],
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    configuration,
  };
  expect(await reply(api.ecs.send(new CreateClusterCommand({ clusterName: 'blue', ...given })))).toEqual({
    cluster: {
      ...fresh,
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/blue',
      clusterName: 'blue',
      ...given,
    },
  });
});

test('takes empty lists for absent ones', async () => {
  await using api = await startEcsApi();
  const input = { settings: [], tags: [], capacityProviders: [], defaultCapacityProviderStrategy: [] };
  expect(await reply(api.ecs.send(new CreateClusterCommand(input)))).toEqual({ cluster: fresh });
});

test('returns the ACTIVE cluster of that name unchanged', async () => {
  await using api = await startEcsApi();
  const first = await reply(
    api.ecs.send(new CreateClusterCommand({ tags: [{ key: 'team', value: 'first' }] })),
  );
  const again = await reply(
    api.ecs.send(
      new CreateClusterCommand({
        tags: [{ key: 'team', value: 'second' }],
        settings: [{ name: 'containerInsights', value: 'enabled' }],
      }),
    ),
  );
  expect(again).toEqual(first);
});

test('creates a deleted cluster afresh', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({ tags: [{ key: 'team', value: 'first' }] }));
  await api.ecs.send(new DeleteClusterCommand({ cluster: 'default' }));
  expect(await reply(api.ecs.send(new CreateClusterCommand({})))).toEqual({ cluster: fresh });
});

test('keeps the clusters of accounts and regions apart', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  for (const place of [{ accountId: '111111111111' }, { region: 'eu-west-1' }]) {
    const { clusters } = await api.clientOf(place).send(new DescribeClustersCommand({}));
    expect(clusters).toEqual([]);
  }
});

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';
const nameRule = 'ClusterName must match ^[a-zA-Z0-9\\-_]{1,255}$';

describe('refuses', () => {
  test.each<[string, CreateClusterCommandInput, string, string]>([
    ['a name with a space', { clusterName: 'a b' }, invalid, nameRule],
    ['an empty name', { clusterName: '' }, invalid, nameRule],
    ['a name that is too long', { clusterName: 'a'.repeat(256) }, invalid, nameRule],
    [
      'an unknown value of containerInsights',
      { settings: [{ name: 'containerInsights', value: 'on' }] },
      invalid,
      'Invalid value for the setting containerInsights: on',
    ],
    [
      'a log configuration without OVERRIDE',
      {
        configuration: {
          executeCommandConfiguration: { logging: 'DEFAULT', logConfiguration: { s3BucketName: 'b' } },
        },
      },
      invalid,
      "You must set logging to 'OVERRIDE' when you supply a log configuration.",
    ],
    [
      'OVERRIDE without a destination',
      { configuration: { executeCommandConfiguration: { logging: 'OVERRIDE' } } },
      invalid,
      'A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration.',
    ],
    [
      'a tag of AWS’s own prefix',
      { tags: [{ key: 'aws:x', value: 'y' }] },
      invalid,
      'Tag key prefix aws: is reserved.',
    ],
    [
      'capacity providers that are lacking',
      { capacityProviders: ['asg'] },
      lacking,
      'Drydock does not implement capacity providers other than FARGATE and FARGATE_SPOT yet.',
    ],
    [
      'a default strategy of providers that the cluster does not get',
      { defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
      invalid,
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    ],
    [
      'Service Connect',
      { serviceConnectDefaults: { namespace: 'x' } },
      lacking,
      'Drydock does not implement Service Connect yet.',
    ],
  ])('%s', async (_case, input, name, message) => {
    await using api = await startEcsApi();
    expect(await refusal(api.ecs.send(new CreateClusterCommand(input)))).toEqual({
      name,
      message,
      status: 400,
    });
    expect(api.context.ecs.clusters.hasActive()).toBe(false);
  });
});
