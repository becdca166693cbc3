import {
  CreateServiceCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const arnOf = (name: string) => `arn:aws:ecs:us-east-1:000000000000:task-definition/${name}`;
const remove = (api: EcsApi, taskDefinitions: string[]) =>
  api.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions }));

async function deregistered(api: EcsApi, revisions: number) {
  for (let revision = 1; revision <= revisions; revision += 1) {
    await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `web:${revision}` }));
  }
}

const listed = async (api: EcsApi, input: object) => {
  const { taskDefinitionArns = [], nextToken } = await api.ecs.send(new ListTaskDefinitionsCommand(input));
  return { names: taskDefinitionArns.map((arn) => arn.replace(/^.*\//, '')), nextToken };
};

test('answers with the definitions as they go, by name or ARN, and the same a second time', async () => {
  await using api = await startEcsApi();
  await deregistered(api, 2);
  const before = await api.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web:1' }));
  await api.clock.advance(5000);
  const first = await reply(remove(api, ['web:1', arnOf('web:2')]));
  expect([first.taskDefinitions?.length, first.failures]).toEqual([2, []]);
  expect(first.taskDefinitions?.[0]).toEqual({
    ...before.taskDefinition,
    status: 'DELETE_IN_PROGRESS',
    deleteRequestedAt: new Date(api.clock.now()),
  });
  await api.clock.advance(5000);
  expect(await reply(remove(api, ['web:1', arnOf('web:2')]))).toEqual(first);
  const described = await api.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web:1' }));
  expect(described.taskDefinition).toEqual(first.taskDefinitions?.[0]);
});

test('names each one that it cannot delete, with the reason, and deletes the others', async () => {
  await using api = await startEcsApi();
  await deregistered(api, 1);
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  const invalid =
    'The specified task definition identifier is invalid. Specify a valid name or ARN and try again.';
  const missing =
    'The specified task definition does not exist. Specify a valid account, family, revision and try again.';
  const active =
    'The specified task definition is still in ACTIVE status. Please deregister the target and try again.';
  const foreign = 'arn:aws:ecs:us-east-1:999999999999:task-definition/web:1';
  const { taskDefinitions, failures } = await remove(api, [
    ...['web', 'web:one', ':1', foreign, 'web:9', 'web:2', 'web:1'],
  ]);
  expect(failures).toEqual([
    { arn: 'web', reason: invalid },
    { arn: 'web:one', reason: invalid },
    { arn: ':1', reason: invalid },
    { arn: foreign, reason: invalid },
    { arn: arnOf('web:9'), reason: missing },
    { arn: arnOf('web:2'), reason: active },
  ]);
  expect(taskDefinitions?.map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([arnOf('web:1')]);
});

test('takes one to ten at a time', async () => {
  await using api = await startEcsApi();
  const names = Array.from({ length: 11 }, (_, index) => `web:${index + 1}`);
  expect([await refusal(remove(api, [])), await refusal(remove(api, names))]).toEqual([
    { name: 'InvalidParameterException', message: 'TaskDefinitions cannot be empty.', status: 400 },
    {
      name: 'InvalidParameterException',
      message: 'TaskDefinitions cannot have more than 10 elements.',
      status: 400,
    },
  ]);
  expect((await remove(api, names.slice(0, 10))).failures?.length).toBe(10);
  expect((await rawRefusal(api, 'DeleteTaskDefinitions', {})).name).toBe('InvalidParameterException');
});

test('lists what is being deleted under that status alone, page by page in either order', async () => {
  await using api = await startEcsApi();
  await deregistered(api, 4);
  await remove(api, ['web:1', 'web:2', 'web:3']);
  const status = 'DELETE_IN_PROGRESS' as const;
  const first = await listed(api, { status, maxResults: 2 });
  const rest = await listed(api, { status, maxResults: 2, nextToken: first.nextToken });
  expect([first.names, rest]).toEqual([['web:1', 'web:2'], { names: ['web:3'], nextToken: undefined }]);
  expect((await listed(api, { status, sort: 'DESC' })).names).toEqual(['web:3', 'web:2', 'web:1']);
  expect((await listed(api, { status, familyPrefix: 'we' })).names).toEqual([]);
  expect((await listed(api, { status: 'INACTIVE' })).names).toEqual(['web:4']);
});

test('a definition that is being deleted runs nothing new, and its service can still be scaled', async () => {
  await using api = await startEcsApi();
  await runOneTask(api, {}, { family: 'web' });
  await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web')));
  await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }));
  await remove(api, ['web:1']);
  const { serviceName: _name, desiredCount: _count, ...launch } = fargateService(api, 'web');
  const beingDeleted = {
    name: 'InvalidParameterException',
    message: 'TaskDefinition is being deleted',
    status: 400,
  };
  const notFound = { name: 'ClientException', message: 'TaskDefinition not found.', status: 400 };
  expect([
    await refusal(api.ecs.send(new RunTaskCommand({ ...launch, taskDefinition: 'web:1' }))),
    await refusal(
      api.ecs.send(new CreateServiceCommand({ ...fargateService(api, 'other'), taskDefinition: 'web:1' })),
    ),
    await refusal(api.ecs.send(new UpdateServiceCommand({ service: 'web', taskDefinition: 'web:1' }))),
  ]).toEqual([beingDeleted, notFound, notFound]);
  const { service } = await api.ecs.send(new UpdateServiceCommand({ service: 'web', desiredCount: 3 }));
  expect([service?.desiredCount, service?.taskDefinition]).toEqual([3, arnOf('web:1')]);
});
