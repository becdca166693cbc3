import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type InputLogEvent,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createLogStream } from '../../../support/services/create-log-stream.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const place = { logGroupName: 'app', logStreamName: 's' };

function put(api: ServicesApi<CloudWatchLogsClient>, logEvents: InputLogEvent[]) {
  return bodyOf(api.client.send(new PutLogEventsCommand({ ...place, logEvents })));
}

/** Events at so many milliseconds from now. */
function at(api: ServicesApi<CloudWatchLogsClient>, ...offsets: number[]): InputLogEvent[] {
  return offsets.map((offset) => ({ timestamp: api.clock.now() + offset, message: String(offset) }));
}

async function messages(api: ServicesApi<CloudWatchLogsClient>) {
  return (await api.client.send(new GetLogEventsCommand(place))).events?.map(({ message }) => message);
}

test('keep events in the order of their times, and of arrival within one', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  expect(await put(api, at(api, 0, 0, 5))).toEqual({ nextSequenceToken: expect.stringMatching(/^\d{56}$/) });
  await put(api, [{ timestamp: api.clock.now(), message: 'later' }]);
  expect(await messages(api)).toEqual(['0', '0', 'later', '5']);
});

test('take a batch of any sequence token', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  await api.client.send(new PutLogEventsCommand({ ...place, logEvents: at(api, 0), sequenceToken: '1' }));
  expect(await messages(api)).toEqual(['0']);
});

test('reject what is too old or too new by its index, and keep the rest', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  const oldest = -14 * dayMs;
  expect(await put(api, at(api, oldest - 2, oldest - 1, oldest, oldest + 1))).toEqual({
    nextSequenceToken: expect.any(String),
    rejectedLogEventsInfo: { tooOldLogEventEndIndex: 2 },
  });
  expect(await put(api, at(api, 0, 2 * hourMs, 2 * hourMs + 1))).toEqual({
    nextSequenceToken: expect.any(String),
    rejectedLogEventsInfo: { tooNewLogEventStartIndex: 2 },
  });
  expect(await messages(api)).toEqual([oldest, oldest + 1, 0, 2 * hourMs].map(String));
});

test('reject what the retention of the group has passed', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  await api.client.send(new PutRetentionPolicyCommand({ logGroupName: 'app', retentionInDays: 1 }));
  expect(await put(api, at(api, -dayMs - 1, -dayMs))).toEqual({
    nextSequenceToken: expect.any(String),
    rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 },
  });
  expect(await messages(api)).toEqual([String(-dayMs)]);
});

test('take a batch of exactly a mebibyte, each event counting 26 bytes more', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  const timestamp = api.clock.now();
  const half = 'é'.repeat((524_288 - 26) / 2);
  await put(api, [
    { timestamp, message: half },
    { timestamp, message: half },
  ]);
  const over = put(api, [
    { timestamp, message: half },
    { timestamp, message: `${half}a` },
  ]);
  expect(await errorOf(over)).toEqual({
    name: 'InvalidParameterException',
    message: 'Upload too large: 1048577 bytes exceeds limit of 1048576',
    status: 400,
  });
});

const refusals: [string, (api: ServicesApi<CloudWatchLogsClient>) => InputLogEvent[], string][] = [
  [
    'times out of order',
    (api) => at(api, 1, 0),
    'Log events in a single PutLogEvents request must be in chronological order.',
  ],
  [
    'more than a day',
    (api) => at(api, -dayMs - 1, 0),
    'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
  ],
  [
    'no events',
    () => [],
    "1 validation error detected: Value '[0 events]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'too many events',
    (api) => at(api, ...Array.from({ length: 10_001 }, () => 0)),
    "1 validation error detected: Value '[10001 events]' at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000",
  ],
  [
    'an empty message',
    (api) => [{ timestamp: api.clock.now(), message: '' }],
    "1 validation error detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
];

test.each(refusals)('refuse a batch with %s and keep none of it', async (_what, events, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  expect(await errorOf(put(api, events(api)))).toEqual({
    name: 'InvalidParameterException',
    message,
    status: 400,
  });
  expect(await messages(api)).toEqual([]);
});

test.each([
  [{ logGroupName: 'no' }, 'The specified log group does not exist.'],
  [{ logStreamName: 'no' }, 'The specified log stream does not exist.'],
])('refuse to write to %j', async (elsewhere, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await createLogStream(api.client, 's');
  const sent = api.client.send(new PutLogEventsCommand({ ...place, ...elsewhere, logEvents: at(api, 0) }));
  expect(await errorOf(sent)).toEqual({ name: 'ResourceNotFoundException', message, status: 400 });
});
