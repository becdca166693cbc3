import {
  DeregisterContainerInstanceCommand,
  ListContainerInstancesCommand,
  type ListContainerInstancesCommandInput,
  paginateListContainerInstances,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

/** One instance of each status, and one in another cluster. */
async function apiWithInstances() {
  const api = await startEcsApi();
  const active = await registeredInstance(api);
  const draining = await registeredInstance(api);
  const inactive = await registeredInstance(api);
  const elsewhere = await registeredInstance(api, { cluster: 'other' });
  await api.ecs.send(
    new UpdateContainerInstancesStateCommand({ containerInstances: [draining.id], status: 'DRAINING' }),
  );
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: inactive.id }));
  return { api, instances: { active, draining, inactive, elsewhere } };
}

test.each<[ListContainerInstancesCommandInput, ('active' | 'draining' | 'elsewhere')[]]>([
  [{}, ['active', 'draining']],
  [{ status: 'ACTIVE' }, ['active']],
  [{ status: 'DRAINING' }, ['draining']],
  [{ status: 'REGISTERING' }, []],
  [{ status: 'DEREGISTERING' }, []],
  [{ status: 'REGISTRATION_FAILED' }, []],
  [{ cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/other' }, ['elsewhere']],
])('lists by %j', async (input, names) => {
  const { api, instances } = await apiWithInstances();
  await using _api = api;
  expect(await reply(api.ecs.send(new ListContainerInstancesCommand(input)))).toEqual({
    containerInstanceArns: names.map((name) => instances[name].containerInstanceArn).sort(),
  });
});

test('lists page by page, though the page before is deregistered', async () => {
  await using api = await startEcsApi();
  const arns: string[] = [];
  for (let n = 0; n < 7; n += 1) arns.push((await registeredInstance(api)).containerInstanceArn);
  const pages: string[][] = [];
  for await (const { containerInstanceArns = [] } of paginateListContainerInstances(
    { client: api.ecs, pageSize: 3 },
    {},
  )) {
    pages.push(containerInstanceArns);
    for (const containerInstance of containerInstanceArns)
      await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance }));
  }
  arns.sort();
  expect(pages).toEqual([arns.slice(0, 3), arns.slice(3, 6), arns.slice(6)]);
});

describe('refuses', () => {
  const shared = apiForAll(registeredInstance);

  test.each<[object, string, string]>([
    [{ cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    [
      { status: 'INACTIVE' },
      'InvalidParameterException',
      'Container instances status should be one of [ACTIVE,DRAINING,REGISTERING,DEREGISTERING,REGISTRATION_FAILED]',
    ],
    [
      { filter: 'attribute:stack is red' },
      'InvalidParameterException',
      "filter is invalid: expected an operator at position 19, found ' red'.",
    ],
    [{ maxResults: 0 }, 'InvalidParameterException', 'maxResults must be between 1 and 100.'],
    [{ maxResults: 101 }, 'InvalidParameterException', 'maxResults must be between 1 and 100.'],
    [{ nextToken: 'x' }, 'InvalidParameterException', 'Invalid token.'],
  ])('%j', async (body, name, message) => {
    expect(await rawRefusal(shared(), 'ListContainerInstances', body)).toEqual({
      name,
      message,
      status: 400,
    });
  });
});
