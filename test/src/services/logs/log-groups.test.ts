import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  type CreateLogGroupCommandInput,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createLogStream } from '../../../support/services/create-log-stream.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const arn = 'arn:aws:logs:us-east-1:000000000000:log-group';
const missing = {
  name: 'ResourceNotFoundException',
  message: 'The specified log group does not exist.',
  status: 400,
};

function create(
  api: ServicesApi<CloudWatchLogsClient>,
  logGroupName: string,
  settings: Partial<CreateLogGroupCommandInput> = {},
) {
  return bodyOf(api.client.send(new CreateLogGroupCommand({ logGroupName, ...settings })));
}

function describe(api: ServicesApi<CloudWatchLogsClient>, input: DescribeLogGroupsCommandInput = {}) {
  return bodyOf(api.client.send(new DescribeLogGroupsCommand(input)));
}

test('create a group that keeps its events for ever', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  expect(await create(api, '/ecs/app')).toEqual({});
  expect(await describe(api, { logGroupNamePrefix: '/ecs/' })).toEqual({
    logGroups: [
      {
        logGroupName: '/ecs/app',
        creationTime: api.clock.now(),
        arn: `${arn}:/ecs/app:*`,
        logGroupArn: `${arn}:/ecs/app`,
        logGroupClass: 'STANDARD',
        metricFilterCount: 0,
        storedBytes: 0,
        deletionProtectionEnabled: false,
      },
    ],
  });
});

test('find groups by prefix and by pattern, the latter whatever its case', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  for (const name of ['b/app', 'a/App', 'c']) await create(api, name);
  const names = async (input: DescribeLogGroupsCommandInput) =>
    (await describe(api, input)).logGroups?.map(({ logGroupName }) => logGroupName);
  expect(await names({})).toEqual(['a/App', 'b/app', 'c']);
  expect(await names({ logGroupNamePrefix: 'b' })).toEqual(['b/app']);
  expect(await names({ logGroupNamePattern: 'APP' })).toEqual(['a/App', 'b/app']);
  const { logGroups: [sought] = [] } = await describe(api, { logGroupNamePattern: 'app' });
  expect([sought?.storedBytes, sought?.deletionProtectionEnabled]).toEqual([undefined, undefined]);
});

test('count what the events of a group take, until their stream is deleted', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const storedBytes = async () => (await describe(api)).logGroups?.[0]?.storedBytes;
  const timestamp = api.clock.now();
  await (await createLogStream(api.client, 'a')).put(
    { timestamp, message: 'äb' },
    { timestamp, message: 'c' },
  );
  await (await createLogStream(api.client, 'b')).put({ timestamp, message: 'd' });
  const all = await storedBytes();
  await api.client.send(new DeleteLogStreamCommand({ logGroupName: 'app', logStreamName: 'a' }));
  expect([all, await storedBytes()]).toEqual([3 + 1 + 1 + 3 * 26, 1 + 26]);
});

test('page through groups', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  for (const name of [...'cab']) await create(api, name);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeLogGroups({ client: api.client, pageSize: 2 }, {}))
    pages.push((page.logGroups ?? []).map(({ logGroupName }) => logGroupName));
  expect(pages).toEqual([['a', 'b'], ['c']]);
});

test('set and take away a retention', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await create(api, 'app', { tags: { a: 'b' } });
  const put = (retentionInDays: number, logGroupName = 'app') =>
    bodyOf(api.client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })));
  const retention = async () => (await describe(api)).logGroups?.[0]?.retentionInDays;
  expect(await put(14)).toEqual({});
  expect(await retention()).toBe(14);
  expect(await bodyOf(api.client.send(new DeleteRetentionPolicyCommand({ logGroupName: 'app' })))).toEqual(
    {},
  );
  expect(await retention()).toBeUndefined();
  expect(await errorOf(put(2))).toEqual({
    name: 'InvalidParameterException',
    message:
      "1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]",
    status: 400,
  });
  expect(await errorOf(put(1, 'x'))).toEqual(missing);
});

test('delete a group with its streams once', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await create(api, 'app');
  const remove = () => bodyOf(api.client.send(new DeleteLogGroupCommand({ logGroupName: 'app' })));
  expect(await remove()).toEqual({});
  expect(await describe(api)).toEqual({ logGroups: [] });
  expect(await errorOf(remove())).toEqual(missing);
});

test('tag a group by its ARN', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await create(api, 'app', { tags: { a: '1' } });
  const resourceArn = `${arn}:app`;
  const list = () => bodyOf(api.client.send(new ListTagsForResourceCommand({ resourceArn })));
  expect(await list()).toEqual({ tags: { a: '1' } });
  expect(
    await bodyOf(api.client.send(new TagResourceCommand({ resourceArn, tags: { a: '2', b: '3' } }))),
  ).toEqual({});
  expect(await list()).toEqual({ tags: { a: '2', b: '3' } });
  expect(
    await bodyOf(api.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'x'] }))),
  ).toEqual({});
  expect(await list()).toEqual({ tags: { b: '3' } });
  const other = new ListTagsForResourceCommand({ resourceArn: `${arn}:other` });
  expect(await errorOf(api.client.send(other))).toEqual(missing);
});

test.each<[string, string, Partial<CreateLogGroupCommandInput>, string, string]>([
  ['that exists', 'taken', {}, 'ResourceAlreadyExistsException', 'The specified log group already exists'],
  [
    'with a long name',
    'a'.repeat(513),
    {},
    'InvalidParameterException',
    'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
  ],
  [
    'with a space',
    'a b',
    {},
    'InvalidParameterException',
    "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [.\\-_/#A-Za-z0-9]+",
  ],
  [
    'below aws/',
    'aws/x',
    {},
    'InvalidParameterException',
    'Log groups starting with AWS/ are reserved for AWS.',
  ],
  [
    'of another class',
    'app',
    { logGroupClass: 'INFREQUENT_ACCESS' },
    'NotImplementedException',
    'Drydock does not implement the INFREQUENT_ACCESS log class.',
  ],
  [
    'with a key',
    'app',
    { kmsKeyId: 'alias/mine' },
    'NotImplementedException',
    'Drydock does not implement KMS keys of log groups.',
  ],
])('refuse a group %s', async (_what, logGroupName, settings, name, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await create(api, 'taken');
  expect(await errorOf(create(api, logGroupName, settings))).toEqual({ name, message, status: 400 });
});

test.each<[DescribeLogGroupsCommandInput, string]>([
  [
    { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' },
    'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
  ],
  [
    { limit: 51 },
    "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
  ],
  [{ nextToken: 'x' }, 'The specified nextToken is invalid.'],
])('refuse to describe %j', async (input, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  expect(await errorOf(describe(api, input))).toEqual({
    name: 'InvalidParameterException',
    message,
    status: 400,
  });
});

test.each([{ accountId: '111111111111' }, { region: 'eu-west-1' }])(
  'let %j neither see nor touch the groups of another account and region',
  async (stranger) => {
    await using api = await startServicesApi(CloudWatchLogsClient);
    await create(api, 'app', { tags: { a: 'b' } });
    const logs = api.as(stranger);
    expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
    expect(await errorOf(logs.send(new DeleteLogGroupCommand({ logGroupName: 'app' })))).toEqual(missing);
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'app' }));
    const tags = new ListTagsForResourceCommand({ resourceArn: `${arn}:app` });
    expect(await errorOf(logs.send(tags))).toEqual(missing);
  },
);
