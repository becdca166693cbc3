import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const arnOf = (name: string) => `arn:aws:ecs:us-east-1:000000000000:task-definition/${name}`;
const register = (api: EcsApi, rest = {}) =>
  api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web', rest)));
const describeOf = (api: EcsApi, taskDefinition: string) =>
  api.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));

test.each(['web:1', arnOf('web:1'), 'web:01'])('describes %s as it was registered', async (reference) => {
  await using api = await startEcsApi();
  const { taskDefinition } = await register(api, { tags: [{ key: 'team', value: 'a' }] });
  await register(api);
  expect(await reply(describeOf(api, reference))).toEqual({ taskDefinition, tags: [] });
});

test('shows tags beside the definition where they are asked for', async () => {
  await using api = await startEcsApi();
  const { taskDefinition } = await register(api, { tags: [{ key: 'team', value: 'a' }] });
  const sent = api.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web', include: ['TAGS'] }));
  expect(await reply(sent)).toEqual({ taskDefinition, tags: [{ key: 'team', value: 'a' }] });
});

test('takes a family for its latest ACTIVE revision', async () => {
  await using api = await startEcsApi();
  for (let revision = 1; revision <= 11; revision += 1) await register(api);
  const latest = async () => (await describeOf(api, 'web')).taskDefinition?.revision;
  expect(await latest()).toBe(11);
  await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:11' }));
  expect(await latest()).toBe(10);
});

test('still describes an INACTIVE revision, but no family without an ACTIVE one', async () => {
  await using api = await startEcsApi();
  await register(api);
  const { taskDefinition } = await api.ecs.send(
    new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }),
  );
  expect(await reply(describeOf(api, 'web:1'))).toEqual({ taskDefinition, tags: [] });
  expect(await refusal(describeOf(api, 'web'))).toEqual({
    name: 'ClientException',
    message: 'Unable to describe task definition.',
    status: 400,
  });
});

describe('refuses', () => {
  test.each<[string, string, string]>([
    ['gone', 'ClientException', 'Unable to describe task definition.'],
    ['', 'ClientException', 'Unable to describe task definition.'],
    ['web:2', 'ClientException', 'Unable to describe task definition.'],
    ['web:0', 'ClientException', 'Unable to describe task definition.'],
    ['x/web:1', 'ClientException', 'Unable to describe task definition.'],
    ['web:latest', 'InvalidParameterException', 'Invalid revision number. Number: latest'],
    ['web:', 'InvalidParameterException', 'Invalid revision number. Number: '],
    ['web:-1', 'InvalidParameterException', 'Invalid revision number. Number: -1'],
    ['web:1:2', 'InvalidParameterException', 'Invalid revision number. Number: 1:2'],
    ['web:9999999999', 'InvalidParameterException', 'Invalid revision number. Number: 9999999999'],
    [arnOf('web:1').replace('us-east-1', 'eu-west-1'), 'InvalidParameterException', 'Invalid Region in ARN'],
    [
      arnOf('web:1').replace('000000000000', '111111111111'),
      'InvalidParameterException',
      'Invalid identifier: Identifier is for 111111111111. Your accountId is 000000000000',
    ],
    ['arn:aws:s3:::web', 'InvalidParameterException', 'Invalid identifier: Unexpected number of separators'],
  ])('%j', async (reference, name, message) => {
    await using api = await startEcsApi();
    await register(api);
    expect(await refusal(describeOf(api, reference))).toEqual({ name, message, status: 400 });
  });

  test('to include what AWS does not know', async () => {
    await using api = await startEcsApi();
    const body = { taskDefinition: 'web', include: ['SECRETS'] };
    expect(await rawRefusal(api, 'DescribeTaskDefinition', body)).toEqual({
      name: 'InvalidParameterException',
      message: 'include should be one of [TAGS]',
      status: 400,
    });
  });
});
