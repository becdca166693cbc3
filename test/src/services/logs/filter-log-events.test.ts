import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createLogStream } from '../../../support/services/create-log-stream.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

function filter(api: ServicesApi<CloudWatchLogsClient>, input: Partial<FilterLogEventsCommandInput> = {}) {
  return bodyOf(api.client.send(new FilterLogEventsCommand({ logGroupName: 'app', ...input })));
}

async function texts(
  api: ServicesApi<CloudWatchLogsClient>,
  input: Partial<FilterLogEventsCommandInput> = {},
) {
  return ((await filter(api, input)).events ?? []).map(({ message }) => message);
}

/** Two streams whose events alternate. */
async function filled(api: ServicesApi<CloudWatchLogsClient>): Promise<number> {
  const web = await createLogStream(api.client, 'web/1');
  const db = await createLogStream(api.client, 'db/1');
  const now = api.clock.now();
  await web.put({ timestamp: now, message: 'ERROR one' }, { timestamp: now + 2, message: 'three' });
  await db.put({ timestamp: now + 1, message: 'two' }, { timestamp: now + 3, message: 'ERROR four' });
  return now;
}

test('merge the streams of a group by time, each event with an id that stays', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const now = await filled(api);
  const all = await filter(api, { interleaved: true });
  const event = (logStreamName: string, offset: number, message: string) => ({
    logStreamName,
    timestamp: now + offset,
    message,
    ingestionTime: now,
    eventId: expect.stringMatching(/^\d{56}$/),
  });
  expect(all).toEqual({
    events: [
      event('web/1', 0, 'ERROR one'),
      event('db/1', 1, 'two'),
      event('web/1', 2, 'three'),
      event('db/1', 3, 'ERROR four'),
    ],
    searchedLogStreams: [],
  });
  const ids = (all.events ?? []).map(({ eventId }) => eventId);
  expect(new Set(ids).size).toBe(4);
  const later = await filter(api, { startTime: now + 2, logStreamNamePrefix: 'db' });
  expect(later.events?.map(({ eventId }) => eventId)).toEqual([ids[3]]);
});

test('keep to a span with both its ends', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const now = await filled(api);
  expect(await texts(api, { startTime: now + 1, endTime: now + 2 })).toEqual(['two', 'three']);
});

test('choose streams by name or by prefix', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await filled(api);
  expect(await texts(api, { logStreamNames: ['db/1', 'none'] })).toEqual(['two', 'ERROR four']);
  expect(await texts(api, { logStreamNamePrefix: 'web/' })).toEqual(['ERROR one', 'three']);
  expect(await texts(api, { logStreamNamePrefix: 'none' })).toEqual([]);
});

test('page through matches, with no token behind the last', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await createLogStream(api.client, 's');
  const timestamp = api.clock.now();
  const words = Array.from({ length: 25 }, (_, index) => `${index % 2 === 0 ? 'even' : 'odd'} ${index}`);
  await put(...words.map((message) => ({ timestamp, message })));
  const pages: (string | undefined)[][] = [];
  const input = { logGroupName: 'app', filterPattern: 'odd', limit: 5 };
  for await (const page of paginateFilterLogEvents({ client: api.client }, input))
    pages.push((page.events ?? []).map(({ message }) => message));
  const odd = words.filter((word) => word.startsWith('odd'));
  expect(pages).toEqual([odd.slice(0, 5), odd.slice(5, 10), odd.slice(10)]);
  expect((await filter(api, { filterPattern: 'odd', limit: 12 })).nextToken).toBeUndefined();
});

test('go on with the events that come in between two pages', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await createLogStream(api.client, 's');
  const timestamp = api.clock.now();
  await put(...[...'abc'].map((message) => ({ timestamp, message })));
  const { nextToken } = await filter(api, { limit: 2 });
  await put({ timestamp, message: 'd' });
  expect(await texts(api, { nextToken })).toEqual(['c', 'd']);
});

test('end a page at a mebibyte of messages', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await createLogStream(api.client, 's');
  const timestamp = api.clock.now();
  for (const letter of 'abc') await put({ timestamp, message: letter.repeat(600_000) });
  const pages: string[] = [];
  for await (const page of paginateFilterLogEvents({ client: api.client }, { logGroupName: 'app' }))
    pages.push((page.events ?? []).map(({ message = '' }) => message.charAt(0)).join());
  expect(pages).toEqual(['a', 'b', 'c']);
});

test('stop a search that finds nothing after a hundred thousand events, with a token that goes on', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  const { logs } = api.context.logs;
  const group = logs.findGroup({ accountId: '000000000000', region: 'us-east-1' }, 'app');
  const stream = logs.findStream(group?.id ?? 0, 's');
  const timestampMs = api.clock.now();
  const noise = Array.from({ length: 100_000 }, () => ({ timestampMs, message: 'noise' }));
  logs.append(stream?.id ?? 0, [...noise, { timestampMs, message: 'needle' }], timestampMs);
  const first = await filter(api, { filterPattern: 'needle' });
  expect(first.events).toEqual([]);
  const second = await filter(api, { filterPattern: 'needle', nextToken: first.nextToken });
  expect(second.events?.map(({ message }) => message)).toEqual(['needle']);
  expect(second.nextToken).toBeUndefined();
});

test.each<[Partial<FilterLogEventsCommandInput>, string, string]>([
  [
    { logStreamNames: ['a'], logStreamNamePrefix: 'a' },
    'InvalidParameterException',
    'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
  ],
  [
    { logGroupIdentifier: 'app' },
    'ValidationException',
    'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
  ],
  [{ logGroupName: 'x' }, 'ResourceNotFoundException', 'The specified log group does not exist.'],
  [{ nextToken: 'x' }, 'InvalidParameterException', 'The specified nextToken is invalid.'],
  [
    { nextToken: `f/${'0'.repeat(56)}/s` },
    'InvalidParameterException',
    'The specified nextToken is invalid.',
  ],
  [
    { limit: 10_001 },
    'InvalidParameterException',
    "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
  ],
  [{ filterPattern: '"open' }, 'InvalidParameterException', 'Invalid filter pattern'],
  [
    { filterPattern: '{ $.a = 1 }' },
    'InvalidParameterException',
    'Drydock does not implement JSON, space-delimited and regular expression filter patterns.',
  ],
])('refuse %j', async (input, name, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  expect(await errorOf(filter(api, input))).toEqual({ name, message, status: 400 });
});
