import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createLogStream } from '../../../support/services/create-log-stream.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const groupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:app';
const ofGroup = { logGroupName: 'app' };

function describe(api: ServicesApi<CloudWatchLogsClient>, input: DescribeLogStreamsCommandInput = ofGroup) {
  return bodyOf(api.client.send(new DescribeLogStreamsCommand(input)));
}

/** Pages of names; the paginator writes into its input, so it gets its own. */
async function names(api: ServicesApi<CloudWatchLogsClient>, input: DescribeLogStreamsCommandInput) {
  const pages: string[] = [];
  for await (const page of paginateDescribeLogStreams({ client: api.client, pageSize: 2 }, { ...input }))
    pages.push((page.logStreams ?? []).map(({ logStreamName }) => logStreamName).join());
  return pages;
}

test('show times of a stream only once it has events', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await createLogStream(api.client, 'a/b');
  const created = {
    logStreamName: 'a/b',
    creationTime: api.clock.now(),
    arn: `${groupArn}:log-stream:a/b`,
    storedBytes: 0,
  };
  expect(await describe(api)).toEqual({ logStreams: [created] });
  await api.clock.advance(5000);
  const now = api.clock.now();
  await put({ timestamp: now - 2000, message: 'a' }, { timestamp: now - 1000, message: 'b' });
  expect(await describe(api, { logGroupIdentifier: groupArn })).toEqual({
    logStreams: [
      {
        ...created,
        firstEventTimestamp: now - 2000,
        lastEventTimestamp: now - 1000,
        lastIngestionTime: now,
      },
    ],
  });
});

test('order streams by name or by their last event, either way, in pages', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const now = api.clock.now();
  for (const [name, offset] of [
    ['c', 1],
    ['a', 3],
    ['b', 2],
  ] as const)
    await (await createLogStream(api.client, name)).put({ timestamp: now + offset, message: 'm' });
  await createLogStream(api.client, 'silent');
  expect(await names(api, ofGroup)).toEqual(['a,b', 'c,silent']);
  expect(await names(api, { ...ofGroup, descending: true })).toEqual(['silent,c', 'b,a']);
  expect(await names(api, { ...ofGroup, orderBy: 'LastEventTime' })).toEqual(['silent,c', 'b,a']);
  expect(await names(api, { ...ofGroup, orderBy: 'LastEventTime', descending: true })).toEqual([
    'a,b',
    'c,silent',
  ]);
  expect(await names(api, { ...ofGroup, logStreamNamePrefix: 's' })).toEqual(['silent']);
});

test('go on behind a stream that got a new event between two pages', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const now = api.clock.now();
  const writers = new Map<string, Awaited<ReturnType<typeof createLogStream>>>();
  for (const [index, name] of [...'abcd'].entries()) {
    const writer = await createLogStream(api.client, name);
    await writer.put({ timestamp: now - index, message: 'm' });
    writers.set(name, writer);
  }
  const input = { ...ofGroup, orderBy: 'LastEventTime', descending: true, limit: 2 } as const;
  const first = await describe(api, input);
  await writers.get('b')?.put({ timestamp: now + 1, message: 'm' });
  const rest = await describe(api, { ...input, nextToken: first.nextToken });
  expect(rest.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['c', 'd']);
});

test('delete a stream once', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  const remove = () =>
    bodyOf(api.client.send(new DeleteLogStreamCommand({ ...ofGroup, logStreamName: 's' })));
  expect(await remove()).toEqual({});
  expect(await errorOf(remove())).toEqual({
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
    status: 400,
  });
});

test.each([
  [
    'that exists',
    'app',
    'taken',
    'ResourceAlreadyExistsException',
    'The specified log stream already exists',
  ],
  ['of no group', 'no', 's', 'ResourceNotFoundException', 'The specified log group does not exist.'],
  [
    'with a colon',
    'app',
    'a:b',
    'InvalidParameterException',
    "1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]+",
  ],
  [
    'with a long name',
    'app',
    'a'.repeat(513),
    'InvalidParameterException',
    'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
  ],
])('refuse a stream %s', async (_what, logGroupName, logStreamName, name, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 'taken');
  const sent = api.client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  expect(await errorOf(sent)).toEqual({ name, message, status: 400 });
});

test.each<[DescribeLogStreamsCommandInput, string, string]>([
  [
    { ...ofGroup, logGroupIdentifier: groupArn },
    'ValidationException',
    'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
  ],
  [
    {},
    'InvalidParameterException',
    "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null",
  ],
  [
    { ...ofGroup, orderBy: 'LastEventTime', logStreamNamePrefix: 'a' },
    'InvalidParameterException',
    'Cannot order by LastEventTime with a logStreamNamePrefix.',
  ],
  [
    { ...ofGroup, limit: 0 },
    'InvalidParameterException',
    "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { logGroupIdentifier: 'arn:aws:logs:us-east-1:111111111111:log-group:app' },
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
])('refuse to describe %j', async (input, name, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  expect(await errorOf(describe(api, input))).toEqual({ name, message, status: 400 });
});
