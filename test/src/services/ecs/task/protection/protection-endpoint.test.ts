import { expect, test } from 'vitest';
import { endpointId } from '../../../../../../src/services/ecs/task/metadata/endpoint-id.ts';
import { protectionEndpoint } from '../../../../../../src/services/ecs/task/protection/protection-endpoint.ts';
import { type EcsApi, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { protectableTask } from '../../../../../support/ecs/protectable-task.ts';
import { runOneTask } from '../../../../../support/ecs/run-one-task.ts';

function asker({ context: { ecs } }: EcsApi, taskArn: string) {
  const id = endpointId({ id: taskArn.slice(-32) }, 'web');
  return {
    get: () => protectionEndpoint(ecs, id, { method: 'GET' }, 'r-1'),
    put: (body: string) => protectionEndpoint(ecs, id, { method: 'PUT', body }, 'r-1'),
  };
}

const enable = '{"ProtectionEnabled":true}';

test('a task of a service protects itself, asks, and ends it', async () => {
  await using api = await startEcsApi();
  const TaskArn = await protectableTask(api);
  api.context.ecs.taskCredentials.idFor(TaskArn, 'app');
  const task = asker(api, TaskArn);
  const on = {
    status: 200,
    body: {
      protection: { ExpirationDate: '2026-01-01T01:00:00Z', ProtectionEnabled: true, TaskArn },
    },
  };
  const off = {
    status: 200,
    body: { protection: { ExpirationDate: null, ProtectionEnabled: false, TaskArn } },
  };
  expect([
    task.get(),
    task.put('{"ProtectionEnabled":true,"ExpiresInMinutes":60}'),
    task.get(),
    task.put('{"ProtectionEnabled":false,"ExpiresInMinutes":null}'),
    task.get(),
  ]).toEqual([off, on, on, off, off]);
});

test("ECS's own failure is told as one, with status 200", async () => {
  await using api = await startEcsApi();
  const arn = await runOneTask(api);
  api.context.ecs.taskCredentials.idFor(arn, 'app');
  const answer = { status: 200, body: { failure: { Arn: arn, Detail: null, Reason: 'TASK_NOT_VALID' } } };
  expect([asker(api, arn).get(), asker(api, arn).put(enable)]).toEqual([answer, answer]);
});

test("ECS's refusal is told with its code and the request's id", async () => {
  await using api = await startEcsApi();
  const Arn = await protectableTask(api);
  api.context.ecs.taskCredentials.idFor(Arn, 'app');
  expect(asker(api, Arn).put('{"ProtectionEnabled":true,"ExpiresInMinutes":2881}')).toEqual({
    status: 400,
    body: {
      requestID: 'r-1',
      error: {
        Arn,
        Code: 'InvalidParameterException',
        Message: 'expiresInMinutes must be between 1 and 2880.',
      },
    },
  });
});

test('a task without a role may not ask', async () => {
  await using api = await startEcsApi();
  const Arn = await protectableTask(api);
  const answer = {
    status: 403,
    body: {
      error: {
        Arn,
        Code: 'AccessDeniedException',
        Message: 'Invalid Request: no task IAM role credentials available for task',
      },
    },
  };
  expect([asker(api, Arn).get(), asker(api, Arn).put(enable)]).toEqual([answer, answer]);
});

test('an unknown endpoint id is nobody', async () => {
  await using api = await startEcsApi();
  expect(asker(api, '0'.repeat(32)).get()).toEqual({
    status: 404,
    body: {
      error: {
        Arn: '',
        Code: 'ResourceNotFoundException',
        Message: 'Failed to find a task for the request',
      },
    },
  });
});

test.each([
  '',
  'null',
  '[]',
  '{"ProtectionEnabled":"true"}',
  '{"ProtectionEnabled":true,"ExpiresInMinutes":1.5}',
  '{"ProtectionEnabled":true,"Other":1}',
])('the body %s is no request', async (body) => {
  await using api = await startEcsApi();
  expect(asker(api, '0'.repeat(32)).put(body)).toEqual({
    status: 400,
    body: {
      error: {
        Arn: '',
        Code: 'InvalidParameterException',
        Message: 'UpdateTaskProtection: failed to decode request',
      },
    },
  });
});

test('a body that does not say whether', async () => {
  await using api = await startEcsApi();
  const Arn = await protectableTask(api);
  expect(asker(api, Arn).put('{"ExpiresInMinutes":5}')).toEqual({
    status: 400,
    body: {
      error: {
        Arn,
        Code: 'InvalidParameterException',
        Message: "Invalid request: does not contain 'ProtectionEnabled' field",
      },
    },
  });
});
