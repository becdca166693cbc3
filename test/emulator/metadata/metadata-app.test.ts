import { expect, test } from 'vitest';
import { startMetadataFixture } from '../../support/ecs/metadata/metadata-fixture.ts';

const running = { read: '1970-01-01T00:00:10Z', networks: { eth0: { rx_bytes: 1, tx_bytes: 2 } } };

test.each([
  ['/v4/ID', { DockerId: 'd0c4e7', Name: 'web', ContainerARN: expect.any(String) }],
  ['/v4/ID/', { DockerId: 'd0c4e7' }],
  ['/v4/ID/task', { LaunchType: 'FARGATE', Containers: [{ DockerId: 'd0c4e7' }] }],
  ['/v4/ID/taskWithTags', { LaunchType: 'FARGATE', TaskTags: { team: 'shop' } }],
  ['/v4/ID/stats', running],
  ['/v4/ID/task/stats', { d0c4e7: running }],
  ['/v3/ID', { DockerId: 'd0c4e7', Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: ['127.0.0.1'] }] }],
  ['/v3/ID/task', { Family: 'job', Containers: [{ DockerId: 'd0c4e7' }] }],
  ['/v3/ID/taskWithTags', { TaskTags: { team: 'shop' } }],
  ['/v3/ID/stats', running],
  ['/v3/ID/task/stats', { d0c4e7: running }],
  ['/v2/metadata', { Family: 'job', Containers: [{ DockerId: 'd0c4e7' }] }],
  ['/v2/metadata/d0c4e7', { Name: 'web' }],
  ['/v2/metadataWithTags', { TaskTags: { team: 'shop' } }],
  ['/v2/metadataWithTags/d0c4e7', { Name: 'web' }],
  ['/v2/stats', { d0c4e7: running }],
  ['/v2/stats/d0c4e7', running],
])('GET %s answers', async (path, body) => {
  await using endpoint = await startMetadataFixture(async () => running);
  expect(await endpoint.ask(path.replace('ID', endpoint.endpointId))).toMatchObject({ status: 200, body });
});

test('tags are shown only where they are asked for', async () => {
  await using endpoint = await startMetadataFixture();
  expect((await endpoint.ask(`/v4/${endpoint.endpointId}/task`)).body).not.toHaveProperty('TaskTags');
});

test('a container that does not run has no figures', async () => {
  await using endpoint = await startMetadataFixture();
  const id = endpoint.endpointId;
  expect([await endpoint.ask(`/v4/${id}/task/stats`), await endpoint.ask(`/v4/${id}/stats`)]).toEqual([
    { status: 200, body: { d0c4e7: null } },
    { status: 500, body: 'failed to get stats' },
  ]);
});

const noContainer =
  'unable to get container ID from request: unable to get docker ID from v3 endpoint ID: unknown';
const noTask = 'unable to get task arn from request: unable to get task Arn from v3 endpoint ID: unknown';

test.each([
  ['/v4/unknown', 404, `V4 container metadata handler: ${noContainer}`],
  ['/v4/unknown/task', 404, `V4 task metadata handler: ${noTask}`],
  ['/v4/unknown/taskWithTags', 404, `V4 task metadata handler: ${noTask}`],
  ['/v4/unknown/stats', 404, `V4 container stats handler: ${noContainer}`],
  ['/v4/unknown/task/stats', 404, `V4 task stats handler: ${noTask}`],
  ['/v3/unknown', 500, `V3 container metadata handler: ${noContainer}`],
  ['/v3/unknown/task/stats', 400, `V3 task stats handler: ${noTask}`],
  ['/v2/metadata/unknown', 400, "Unable to generate metadata for container 'unknown'"],
  ['/v2/stats/unknown', 400, 'Unable to get container stats for: unknown'],
  ['/v4', 404, '404 page not found\n'],
])('GET %s answers %i', async (path, status, body) => {
  await using endpoint = await startMetadataFixture();
  expect(await endpoint.ask(path)).toEqual({ status, body });
});

test('an address that no running task has is told so in v2', async () => {
  await using endpoint = await startMetadataFixture();
  endpoint.api.observe(endpoint.taskArn, { lastStatus: 'STOPPED', stoppedAtMs: 0 });
  expect(await endpoint.ask('/v2/metadata')).toEqual({
    status: 400,
    body: "Unable to get task arn from request: unable to associate '127.0.0.1' with task",
  });
});

test('serves credentials by their id', async () => {
  await using endpoint = await startMetadataFixture();
  const { taskCredentials } = endpoint.api.context.ecs;
  const id = taskCredentials.idFor(endpoint.taskArn, 'arn:aws:iam::123456789012:role/app');
  const body = {
    RoleArn: 'arn:aws:iam::123456789012:role/app',
    AccessKeyId: expect.stringMatching(/^ASIA/),
    SecretAccessKey: expect.any(String),
    Token: expect.any(String),
    Expiration: '2026-01-01T06:00:00Z',
  };
  expect([
    await endpoint.ask(`/v2/credentials/${id}`),
    await endpoint.ask(`/v1/credentials?id=${id}`),
    await endpoint.ask('/v2/credentials'),
    await endpoint.ask('/v1/credentials'),
  ]).toEqual([
    { status: 200, body },
    { status: 200, body },
    {
      status: 400,
      body: { code: 'NoIdInRequest', message: 'CredentialsV2Request: No Credential ID in the request' },
    },
    {
      status: 400,
      body: { code: 'NoIdInRequest', message: 'CredentialsV1Request: No Credential ID in the request' },
    },
  ]);
});

test("serves the agent's API for task protection, whatever the content type", async () => {
  await using endpoint = await startMetadataFixture();
  endpoint.api.context.ecs.taskCredentials.idFor(endpoint.taskArn, 'app');
  const path = `/api/${endpoint.endpointId}/task-protection/v1/state`;
  const failure = { Arn: endpoint.taskArn, Detail: null, Reason: 'TASK_NOT_VALID' };
  expect([
    await endpoint.ask(path),
    await endpoint.ask(path, { method: 'PUT', body: '{"ProtectionEnabled":true}' }),
    await endpoint.ask(path, { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } }),
  ]).toMatchObject([
    { status: 200, body: { failure } },
    { status: 200, body: { failure } },
    { status: 400, body: { error: { Code: 'InvalidParameterException' } } },
  ]);
});

test('the 61st request of a task at once is one too many, by whatever of its names', async () => {
  await using endpoint = await startMetadataFixture();
  const credentials = endpoint.api.context.ecs.taskCredentials.idFor(endpoint.taskArn, 'app');
  for (let each = 0; each < 30; each += 1) {
    await endpoint.ask(`/v4/${endpoint.endpointId}`);
    await endpoint.ask(`/v2/credentials/${credentials}`);
  }
  expect([
    await endpoint.ask(`/v4/${endpoint.endpointId}`),
    await endpoint.ask(`/v2/credentials/${credentials}`),
    (await endpoint.ask('/v2/metadata')).status,
  ]).toEqual([
    { status: 429, body: 'You have reached maximum request limit.' },
    { status: 429, body: 'You have reached maximum request limit.' },
    200,
  ]);
});

test('a failure is reported and answered without its text', async () => {
  const error = new Error('the engine said something secret');
  await using endpoint = await startMetadataFixture(() => Promise.reject(error));
  expect([await endpoint.ask(`/v4/${endpoint.endpointId}/stats`), endpoint.failures]).toEqual([
    { status: 500, body: 'Internal server error' },
    [error],
  ]);
});
