import { DeregisterTaskDefinitionCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const deregister = (api: EcsApi, taskDefinition: string) =>
  api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));

test('answers with the definition, INACTIVE, and once only', async () => {
  await using api = await startEcsApi();
  const { taskDefinition } = await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  await api.clock.advance(5000);
  const expected = {
    taskDefinition: { ...taskDefinition, status: 'INACTIVE', deregisteredAt: new Date(api.clock.now()) },
  };
  expect(await reply(deregister(api, 'web:1'))).toEqual(expected);
  await api.clock.advance(5000);
  expect(await reply(deregister(api, taskDefinition?.taskDefinitionArn ?? ''))).toEqual(expected);
});

test.each([
  ['web', 'ClientException', 'Revision is missing.'],
  ['web:2', 'ClientException', 'Unable to describe task definition.'],
  ['gone:1', 'ClientException', 'Unable to describe task definition.'],
  ['web:one', 'InvalidParameterException', 'Invalid revision number. Number: one'],
])('refuses %s', async (reference, name, message) => {
  await using api = await startEcsApi();
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  expect(await refusal(deregister(api, reference))).toEqual({ name, message, status: 400 });
});
