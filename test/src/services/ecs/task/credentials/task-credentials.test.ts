import { expect, test } from 'vitest';
import { credentialsEndpoint } from '../../../../../../src/services/ecs/task/credentials/credentials-endpoint.ts';
import { startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { runOneTask } from '../../../../../support/ecs/run-one-task.ts';

const roleArn = 'arn:aws:iam::123456789012:role/team/app';
const hourMs = 3_600_000;

test('issues keys for six hours, and the same ones while more than an hour is left', async () => {
  await using api = await startEcsApi();
  const { taskCredentials } = api.context.ecs;
  const id = taskCredentials.idFor(await runOneTask(api), roleArn);
  const first = taskCredentials.get(id);
  expect(first).toEqual({
    RoleArn: roleArn,
    AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
    SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    Token: expect.stringMatching(/^[A-Za-z0-9+/]{352}$/),
    Expiration: '2026-01-01T06:00:00Z',
  });
  await api.clock.advance(5 * hourMs - 1);
  expect(taskCredentials.get(id)).toEqual(first);
  await api.clock.advance(1);
  const second = taskCredentials.get(id);
  expect([second?.Expiration, second?.AccessKeyId === first?.AccessKeyId]).toEqual([
    '2026-01-01T11:00:00Z',
    false,
  ]);
});

test('a key stands for the role, assumed under the id of the task, until it expires', async () => {
  await using api = await startEcsApi();
  const { taskCredentials } = api.context.ecs;
  const arn = await runOneTask(api);
  const key = taskCredentials.get(taskCredentials.idFor(arn, roleArn))?.AccessKeyId ?? '';
  const taskId = arn.replace(/^.*\//, '');
  expect(taskCredentials.findIdentity(key)).toEqual({
    accountId: '000000000000',
    principalArn: `arn:aws:sts::123456789012:assumed-role/app/${taskId}`,
    userId: expect.stringMatching(new RegExp(`^AROA[A-Z2-7]{17}:${taskId}$`)),
  });
  await api.clock.advance(6 * hourMs - 1);
  expect(taskCredentials.findIdentity(key)).toBeDefined();
  await api.clock.advance(1);
  expect(taskCredentials.findIdentity(key)).toBeUndefined();
});

test('the key before the last one stays valid until it expires', async () => {
  await using api = await startEcsApi();
  const { taskCredentials } = api.context.ecs;
  const id = taskCredentials.idFor(await runOneTask(api), roleArn);
  const first = taskCredentials.get(id)?.AccessKeyId ?? '';
  await api.clock.advance(5 * hourMs);
  taskCredentials.get(id);
  expect(taskCredentials.findIdentity(first)).toBeDefined();
});

test('a task keeps its id and its role, and a role in short is one of its own account', async () => {
  await using api = await startEcsApi();
  const { taskCredentials } = api.context.ecs;
  const arn = await runOneTask(api);
  const id = taskCredentials.idFor(arn, 'app');
  expect([taskCredentials.idFor(arn, 'other'), taskCredentials.get(id)?.RoleArn]).toEqual([
    id,
    'arn:aws:iam::000000000000:role/app',
  ]);
});

test('a task that is forgotten takes its role and its keys along', async () => {
  await using api = await startEcsApi();
  const { taskCredentials, tasks } = api.context.ecs;
  const arn = await runOneTask(api);
  const id = taskCredentials.idFor(arn, roleArn);
  const key = taskCredentials.get(id)?.AccessKeyId ?? '';
  api.observe(arn, { lastStatus: 'STOPPED', stoppedAtMs: 0 });
  tasks.forgetStopped(0);
  expect([taskCredentials.get(id), taskCredentials.findIdentity(key)]).toEqual([undefined, undefined]);
});

test('the secrets of a key are sealed at rest', async () => {
  await using api = await startEcsApi();
  const { taskCredentials, state } = api.context.ecs;
  const issued = taskCredentials.get(taskCredentials.idFor(await runOneTask(api), roleArn));
  const rows = state.db.prepare<[], { secrets: Buffer }>('SELECT secrets FROM ecs_task_key').all();
  expect(rows.map(({ secrets }) => secrets.includes(issued?.SecretAccessKey ?? ''))).toEqual([false]);
});

test.each([
  ['V2', undefined, 'NoIdInRequest', 'CredentialsV2Request: No Credential ID in the request'],
  ['V2', '', 'NoIdInRequest', 'CredentialsV2Request: No Credential ID in the request'],
  ['V2', 'unknown', 'InvalidIdInRequest', 'CredentialsV2Request: Credentials not found'],
  ['V1', 'unknown', 'InvalidIdInRequest', 'CredentialsV1Request: Credentials not found'],
] as const)('the endpoint %s refuses the id %s', (version, id, code, message) => {
  expect(credentialsEndpoint({ get: () => undefined }, id, version)).toEqual({
    status: 400,
    body: { code, message },
  });
});
