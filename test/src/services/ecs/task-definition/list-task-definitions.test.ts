import {
  DeregisterTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  type ListTaskDefinitionsCommandInput,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';

const register = async (api: EcsApi, family: string, times: number) => {
  for (let n = 0; n < times; n += 1)
    await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition(family)));
};
const deregister = (api: EcsApi, taskDefinition: string) =>
  api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
const list = async (api: EcsApi, input: ListTaskDefinitionsCommandInput = {}) => {
  const { taskDefinitionArns = [], nextToken } = await api.ecs.send(new ListTaskDefinitionsCommand(input));
  return { names: taskDefinitionArns.map((arn) => arn.replace(/^.*task-definition\//, '')), nextToken };
};

test('lists full ARNs by family and by revision as a number', async () => {
  await using api = await startEcsApi();
  await register(api, 'web', 11);
  await register(api, 'app', 1);
  const { taskDefinitionArns } = await api.ecs.send(new ListTaskDefinitionsCommand({ maxResults: 1 }));
  expect(taskDefinitionArns).toEqual(['arn:aws:ecs:us-east-1:000000000000:task-definition/app:1']);
  const ascending = ['app:1', ...Array.from({ length: 11 }, (_, n) => `web:${n + 1}`)];
  expect(await list(api)).toEqual({ names: ascending, nextToken: undefined });
  expect(await list(api, { sort: 'DESC' })).toEqual({ names: ascending.toReversed(), nextToken: undefined });
});

test('takes familyPrefix for the whole name of a family', async () => {
  await using api = await startEcsApi();
  for (const family of ['web', 'web-api']) await register(api, family, 1);
  expect((await list(api, { familyPrefix: 'web' })).names).toEqual(['web:1']);
  expect((await list(api, { familyPrefix: 'we' })).names).toEqual([]);
});

test('lists ACTIVE revisions unless INACTIVE ones are asked for', async () => {
  await using api = await startEcsApi();
  await register(api, 'web', 2);
  await deregister(api, 'web:1');
  expect((await list(api)).names).toEqual(['web:2']);
  expect((await list(api, { status: 'INACTIVE' })).names).toEqual(['web:1']);
  expect((await list(api, { status: 'DELETE_IN_PROGRESS' })).names).toEqual([]);
});

test.each([
  ['ASC', ['web:10', 'web:11', 'web:12']],
  ['DESC', ['web:3', 'web:2', 'web:1']],
] as const)('goes on where it was, %s, though the page before was deregistered', async (sort, rest) => {
  await using api = await startEcsApi();
  await register(api, 'web', 12);
  const first = await list(api, { sort, maxResults: 9 });
  for (const name of first.names) await deregister(api, name);
  expect(await list(api, { sort, maxResults: 9, nextToken: first.nextToken })).toEqual({
    names: rest,
    nextToken: undefined,
  });
});

describe('refuses', () => {
  const name = 'InvalidParameterException';

  test('a token that it never gave', async () => {
    await using api = await startEcsApi();
    const sent = api.ecs.send(new ListTaskDefinitionsCommand({ nextToken: '…' }));
    expect(await refusal(sent)).toEqual({ name, message: 'Invalid token.', status: 400 });
  });

  test.each<[object, string]>([
    [{ maxResults: 0 }, 'maxResults must be between 1 and 100.'],
    [{ maxResults: 101 }, 'maxResults must be between 1 and 100.'],
    [{ status: 'GONE' }, 'Status should be one of [ACTIVE,INACTIVE,DELETE_IN_PROGRESS]'],
    [{ sort: 'UP' }, 'Sort should be one of [ASC,DESC]'],
  ])('%j', async (body, message) => {
    await using api = await startEcsApi();
    expect(await rawRefusal(api, 'ListTaskDefinitions', body)).toEqual({ name, message, status: 400 });
  });
});
