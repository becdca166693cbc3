import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  type DeleteServiceCommandInput,
  DescribeServicesCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { launchedServiceTask } from '../../../../support/ecs/launched-service-task.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';

async function apiWithService(desiredCount: number) {
  const api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web', { desiredCount })));
  return api;
}
const remove = (api: EcsApi, rest: Partial<DeleteServiceCommandInput> = {}) =>
  api.ecs.send(new DeleteServiceCommand({ service: 'web', ...rest }));
const described = async (api: EcsApi) =>
  (await api.ecs.send(new DescribeServicesCommand({ services: ['web'] }))).services?.[0];

test.each(['web', serviceArn])('answers for %s with the service, DRAINING', async (service) => {
  await using api = await apiWithService(0);
  const before = await described(api);
  const expected = { ...before, status: 'DRAINING' };
  expect(await reply(remove(api, { service }))).toEqual({ service: expected });
  expect(await described(api)).toEqual(expected);
  expect((await api.ecs.send(new ListServicesCommand({}))).serviceArns).toEqual([]);
});

test('refuses a service that is scaled above 0 unless forced', async () => {
  await using api = await apiWithService(2);
  for (const force of [undefined, false])
    expect(await refusal(remove(api, { force }))).toEqual({
      name: 'InvalidParameterException',
      message: 'The service cannot be stopped while it is scaled above 0.',
      status: 400,
    });
  const before = await described(api);
  expect(before?.status).toBe('ACTIVE');
  expect(await reply(remove(api, { force: true }))).toEqual({
    service: { ...before, status: 'DRAINING', desiredCount: 0 },
  });
});

test('accepts a service that was scaled to 0 just now, though its tasks still run', async () => {
  await using api = await apiWithService(1);
  const task = launchedServiceTask(api, serviceArn);
  api.observe(task, { lastStatus: 'RUNNING' });
  await api.ecs.send(new UpdateServiceCommand({ service: 'web', desiredCount: 0 }));
  const { service } = await remove(api, { force: false });
  expect(service).toMatchObject({ status: 'DRAINING', desiredCount: 0, runningCount: 1, pendingCount: 0 });
});

test('answers again for a service that is draining', async () => {
  await using api = await apiWithService(1);
  const first = await reply(remove(api, { force: true }));
  expect(await reply(remove(api))).toEqual(first);
});

describe('refuses', () => {
  test('a service that was deleted', async () => {
    await using api = await apiWithService(0);
    api.context.ecs.services.setStatus(serviceArn, 'INACTIVE');
    expect(await refusal(remove(api))).toEqual({
      name: 'ServiceNotFoundException',
      message: 'Service not found.',
      status: 400,
    });
  });

  test.each<[DeleteServiceCommandInput, string, string]>([
    [{ service: 'gone' }, 'ServiceNotFoundException', 'Service not found.'],
    [{ service: '' }, 'ServiceNotFoundException', 'Service not found.'],
    [{ service: 'web', cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    [
      { service: serviceArn.replace('default', 'other') },
      'InvalidParameterException',
      'Invalid identifier: Identifier is for cluster other. Your cluster is default',
    ],
  ])('%j', async (input, name, message) => {
    await using api = await apiWithService(0);
    expect(await refusal(remove(api, input))).toEqual({ name, message, status: 400 });
    expect((await described(api))?.status).toBe('ACTIVE');
  });
});
