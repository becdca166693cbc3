import {
  DeregisterTaskDefinitionCommand,
  ListTaskDefinitionFamiliesCommand,
  type ListTaskDefinitionFamiliesCommandInput,
  paginateListTaskDefinitionFamilies,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

async function apiWithFamilies() {
  const api = await startEcsApi();
  for (const family of ['web', 'web-api', 'app', 'old', 'old'])
    await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition(family)));
  for (const taskDefinition of ['old:1', 'old:2', 'web:1'])
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  return api;
}

test.each<[ListTaskDefinitionFamiliesCommandInput, string[]]>([
  [{}, ['app', 'old', 'web', 'web-api']],
  [{ status: 'ALL' }, ['app', 'old', 'web', 'web-api']],
  [{ status: 'ACTIVE' }, ['app', 'web', 'web-api']],
  [{ status: 'INACTIVE' }, ['old']],
  [{ familyPrefix: 'web' }, ['web', 'web-api']],
  [{ familyPrefix: 'w', status: 'INACTIVE' }, []],
])('lists by %j', async (input, families) => {
  await using api = await apiWithFamilies();
  expect(await reply(api.ecs.send(new ListTaskDefinitionFamiliesCommand(input)))).toEqual({ families });
});

test('lists page by page', async () => {
  await using api = await apiWithFamilies();
  const pages: (string[] | undefined)[] = [];
  for await (const page of paginateListTaskDefinitionFamilies({ client: api.ecs, pageSize: 3 }, {}))
    pages.push(page.families);
  expect(pages).toEqual([['app', 'old', 'web'], ['web-api']]);
});

test.each<[object, string]>([
  [{ status: 'DELETE_IN_PROGRESS' }, 'Status should be one of [ACTIVE,INACTIVE,ALL]'],
  [{ maxResults: 101 }, 'maxResults must be between 1 and 100.'],
  [{ nextToken: 'x' }, 'Invalid token.'],
])('refuses %j', async (body, message) => {
  await using api = await apiWithFamilies();
  expect(await rawRefusal(api, 'ListTaskDefinitionFamilies', body)).toEqual({
    name: 'InvalidParameterException',
    message,
    status: 400,
  });
});
