import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  ListServicesCommand,
  type ListServicesCommandInput,
  paginateListServices,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

const names = Array.from({ length: 12 }, (_, n) => `s${String(n).padStart(2, '0')}`);
const arnOf = (name: string) => `arn:aws:ecs:us-east-1:000000000000:service/default/${name}`;

async function prepare(api: EcsApi) {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  for (const name of names)
    await api.ecs.send(new CreateServiceCommand(fargateService(api, name, { taskDefinition: 'web' })));
}

test('lists ACTIVE services alone, ten to a page', async () => {
  await using api = await startEcsApi();
  await prepare(api);
  await api.ecs.send(new DeleteServiceCommand({ service: 's00', force: true }));
  const pages: (string[] | undefined)[] = [];
  for await (const page of paginateListServices({ client: api.ecs }, {})) pages.push(page.serviceArns);
  expect(pages).toEqual([names.slice(1, 11).map(arnOf), [arnOf('s11')]]);
});

describe('over twelve services', () => {
  const shared = apiForAll(prepare);

  test.each<[ListServicesCommandInput, string[]]>([
    [{ maxResults: 100 }, names],
    [{ maxResults: 100, launchType: 'FARGATE' }, names],
    [{ maxResults: 100, schedulingStrategy: 'REPLICA' }, names],
    [{ maxResults: 100, resourceManagementType: 'CUSTOMER' }, names],
    [{ launchType: 'EC2' }, []],
    [{ schedulingStrategy: 'DAEMON' }, []],
    [{ resourceManagementType: 'ECS' }, []],
  ])('lists by %j', async (input, listed) => {
    expect(await reply(shared().ecs.send(new ListServicesCommand(input)))).toEqual({
      serviceArns: listed.map(arnOf),
    });
  });

  test.each<[object, string]>([
    [{ maxResults: 0 }, 'maxResults must be between 1 and 100.'],
    [{ maxResults: 101 }, 'maxResults must be between 1 and 100.'],
    [{ nextToken: 'x' }, 'Invalid token.'],
    [{ launchType: 'MOON' }, 'Launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]'],
    [{ schedulingStrategy: 'CRON' }, 'Scheduling strategy should be one of [REPLICA,DAEMON]'],
    [{ resourceManagementType: 'ME' }, 'Resource management type should be one of [CUSTOMER,ECS]'],
  ])('refuses %j', async (body, message) => {
    expect(await rawRefusal(shared(), 'ListServices', body)).toEqual({
      name: 'InvalidParameterException',
      message,
      status: 400,
    });
  });

  test('refuses an unknown cluster', async () => {
    expect(await rawRefusal(shared(), 'ListServices', { cluster: 'gone' })).toEqual({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
      status: 400,
    });
  });
});
