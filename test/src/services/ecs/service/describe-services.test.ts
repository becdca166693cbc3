import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  type DescribeServicesCommandInput,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

const arnOf = (name: string, cluster = 'default') =>
  `arn:aws:ecs:us-east-1:000000000000:service/${cluster}/${name}`;

async function prepare(api: EcsApi) {
  for (const clusterName of ['default', 'other'])
    await api.ecs.send(new CreateClusterCommand({ clusterName }));
  for (const name of ['web', 'api']) {
    await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition(name)));
    await api.ecs.send(
      new CreateServiceCommand(fargateService(api, name, { tags: [{ key: 'name', value: name }] })),
    );
  }
}
async function apiWithServices() {
  const api = await startEcsApi();
  await prepare(api);
  return api;
}
const describeServices = (api: EcsApi, input: DescribeServicesCommandInput) =>
  api.ecs.send(new DescribeServicesCommand(input));

test('finds by name and by ARN in the order asked, and lists what is missing', async () => {
  await using api = await apiWithServices();
  const { services, failures } = await describeServices(api, {
    services: [arnOf('web'), 'gone', 'api', 'arn:aws:ecs:us-east-1:000000000000:service/web', 'constructor'],
  });
  expect(services?.map(({ serviceArn }) => serviceArn)).toEqual([arnOf('web'), arnOf('api'), arnOf('web')]);
  expect(failures).toEqual([
    { arn: arnOf('gone'), reason: 'MISSING' },
    { arn: arnOf('constructor'), reason: 'MISSING' },
  ]);
});

test('looks only into the cluster that is named', async () => {
  await using api = await apiWithServices();
  expect(await reply(describeServices(api, { cluster: 'other', services: ['web'] }))).toEqual({
    services: [],
    failures: [{ arn: arnOf('web', 'other'), reason: 'MISSING' }],
  });
});

test('shows tags where they are asked for', async () => {
  await using api = await apiWithServices();
  const tagsOf = async (include?: 'TAGS'[]) =>
    (await describeServices(api, { services: ['web'], include })).services?.[0]?.tags;
  expect(await tagsOf()).toEqual([]);
  expect(await tagsOf(['TAGS'])).toEqual([{ key: 'name', value: 'web' }]);
});

test('shows a hundred events, the newest first', async () => {
  await using api = await apiWithServices();
  for (let n = 1; n <= 101; n += 1) api.context.ecs.serviceEvents.add(arnOf('web'), `event ${n}`, n * 1000);
  const { services } = await describeServices(api, { services: ['web'] });
  const events = services?.[0]?.events ?? [];
  expect(events).toHaveLength(100);
  expect(events[0]).toEqual({ id: expect.any(String), createdAt: new Date(101_000), message: 'event 101' });
  expect(events.at(-1)?.message).toBe('event 2');
  expect(new Set(events.map(({ id }) => id)).size).toBe(100);
});

test('still describes an INACTIVE service', async () => {
  await using api = await apiWithServices();
  api.context.ecs.services.setStatus(arnOf('web'), 'INACTIVE');
  const { services, failures } = await describeServices(api, { services: ['web'] });
  expect(failures).toEqual([]);
  expect(services).toMatchObject([{ serviceArn: arnOf('web'), status: 'INACTIVE' }]);
});

describe('refuses', () => {
  const shared = apiForAll(prepare);

  test.each<[object, string]>([
    [{ services: [] }, 'Services cannot be empty.'],
    [{}, 'Services cannot be empty.'],
    [{ services: Array(11).fill('web') }, 'Services cannot have more than 10 elements.'],
    [{ services: ['web'], include: ['ALL'] }, 'include should be one of [TAGS]'],
    [
      { services: [arnOf('web', 'other')] },
      'Invalid identifier: Identifier is for cluster other. Your cluster is default',
    ],
    [{ services: [arnOf('web').replace('us-east-1', 'eu-west-1')] }, 'Invalid Region in ARN'],
    [
      { services: [arnOf('web').replace('000000000000', '111111111111')] },
      'Invalid identifier: Identifier is for 111111111111. Your accountId is 000000000000',
    ],
    [{ services: [`${arnOf('web')}/x`] }, 'Invalid identifier: Unexpected number of separators'],
    [
      { services: ['arn:aws:ecs:us-east-1:000000000000:task/default/web'] },
      'Unsupported resource type: task',
    ],
    [{ cluster: 'a b', services: ['web'] }, 'Cluster must match ^[a-zA-Z0-9\\-_]{1,255}$, but was a b'],
  ])('%j', async (body, message) => {
    expect(await rawRefusal(shared(), 'DescribeServices', body)).toEqual({
      name: 'InvalidParameterException',
      message,
      status: 400,
    });
  });

  test('an unknown cluster', async () => {
    expect(await rawRefusal(shared(), 'DescribeServices', { cluster: 'gone', services: ['web'] })).toEqual({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
      status: 400,
    });
  });
});
