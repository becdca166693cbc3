import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createLogStream } from '../../../support/services/create-log-stream.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const place = { logGroupName: 'app', logStreamName: 's' };

async function read(api: ServicesApi<CloudWatchLogsClient>, input: Partial<GetLogEventsCommandInput> = {}) {
  const page = await api.client.send(new GetLogEventsCommand({ ...place, ...input }));
  return {
    text: (page.events ?? []).map(({ message }) => message).join(''),
    forward: page.nextForwardToken,
    backward: page.nextBackwardToken,
  };
}

/** A stream with an event a letter, a millisecond apart. */
async function filled(api: ServicesApi<CloudWatchLogsClient>, letters: string) {
  const writer = await createLogStream(api.client, 's');
  const now = api.clock.now();
  const put = (text: string, offset = 0) =>
    writer.put(...[...text].map((message, index) => ({ timestamp: now + offset + index, message })));
  if (letters !== '') await put(letters);
  return { now, put };
}

test('answer events with both tokens, in the form of AWS', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { now } = await filled(api, 'a');
  await createLogStream(api.client, 'other');
  const page = {
    events: [{ timestamp: now, ingestionTime: now, message: 'a' }],
    nextForwardToken: expect.stringMatching(/^f\/\d{56}\/s$/),
    nextBackwardToken: expect.stringMatching(/^b\/\d{56}\/s$/),
  };
  expect(await bodyOf(api.client.send(new GetLogEventsCommand(place)))).toEqual(page);
  expect(
    await bodyOf(
      api.client.send(
        new GetLogEventsCommand({
          logGroupIdentifier: 'arn:aws:logs:us-east-1:000000000000:log-group:app',
          logStreamName: 's',
        }),
      ),
    ),
  ).toEqual(page);
});

test('start with the last events, or with the first where that is asked for', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await filled(api, 'abcde');
  expect((await read(api, { limit: 2 })).text).toBe('de');
  expect((await read(api, { limit: 2, startFromHead: true })).text).toBe('ab');
  expect((await read(api)).text).toBe('abcde');
});

test('read forward to the end, where the token comes back until there is more', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await filled(api, 'abcde');
  const first = await read(api, { limit: 2, startFromHead: true });
  const second = await read(api, { limit: 2, nextToken: first.forward });
  const third = await read(api, { limit: 2, nextToken: second.forward });
  const end = await read(api, { limit: 2, nextToken: third.forward });
  expect([first, second, third, end].map(({ text }) => text)).toEqual(['ab', 'cd', 'e', '']);
  expect(end.forward).toBe(third.forward);
  await put('f', 5);
  expect((await read(api, { limit: 2, nextToken: end.forward })).text).toBe('f');
});

test('read backward to the beginning, where the token comes back', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await filled(api, 'abcde');
  const last = await read(api, { limit: 2 });
  const middle = await read(api, { limit: 2, nextToken: last.backward });
  const first = await read(api, { limit: 2, nextToken: middle.backward });
  const end = await read(api, { limit: 2, nextToken: first.backward });
  expect([last, middle, first, end].map(({ text }) => text)).toEqual(['de', 'bc', 'a', '']);
  expect(end.backward).toBe(first.backward);
});

test('turn round anywhere, also at either end', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await filled(api, 'abcd');
  const first = await read(api, { limit: 2, startFromHead: true });
  const second = await read(api, { limit: 2, nextToken: first.forward });
  expect((await read(api, { limit: 2, nextToken: second.backward })).text).toBe('ab');
  const end = await read(api, { limit: 2, nextToken: second.forward });
  expect((await read(api, { limit: 2, nextToken: end.backward })).text).toBe('cd');
  const start = await read(api, { limit: 2, nextToken: first.backward });
  expect((await read(api, { limit: 2, nextToken: start.forward })).text).toBe('ab');
});

test('neither repeat nor skip events of one millisecond', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await createLogStream(api.client, 's');
  const timestamp = api.clock.now();
  await put(...[...'abcde'].map((message) => ({ timestamp, message })));
  const texts: string[] = [];
  let page = await read(api, { limit: 2, startFromHead: true });
  for (; page.text !== ''; page = await read(api, { limit: 2, nextToken: page.forward }))
    texts.push(page.text);
  expect(texts).toEqual(['ab', 'cd', 'e']);
});

test('give an empty stream tokens that lead on once it has events', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await filled(api, '');
  const fromHead = await read(api, { startFromHead: true });
  const fromTail = await read(api);
  expect([fromHead.text, fromTail.text]).toEqual(['', '']);
  expect((await read(api, { nextToken: fromHead.forward })).forward).toBe(fromHead.forward);
  expect((await read(api, { nextToken: fromTail.backward })).backward).toBe(fromTail.backward);
  await put('ab');
  expect((await read(api, { nextToken: fromTail.forward })).text).toBe('ab');
});

test('keep to a span whose start is in and whose end is out', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { now } = await filled(api, 'abcde');
  const span = { startTime: now + 1, endTime: now + 3 };
  expect((await read(api, span)).text).toBe('bc');
  const first = await read(api, { ...span, limit: 1, startFromHead: true });
  const second = await read(api, { ...span, limit: 1, nextToken: first.forward });
  const end = await read(api, { ...span, limit: 1, nextToken: second.forward });
  expect([first.text, second.text, end.text]).toEqual(['b', 'c', '']);
});

test('end a page at a mebibyte of messages', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  const { put } = await createLogStream(api.client, 's');
  const timestamp = api.clock.now();
  for (const letter of 'abc') await put({ timestamp, message: letter.repeat(600_000) });
  const letters = async (input: Partial<GetLogEventsCommandInput>) => {
    const { text, ...tokens } = await read(api, input);
    return { text: [...new Set(text)].join(''), ...tokens };
  };
  const first = await letters({ startFromHead: true });
  const second = await letters({ nextToken: first.forward });
  expect([first.text, second.text, (await letters({})).text]).toEqual(['a', 'b', 'c']);
});

test.each<[Partial<GetLogEventsCommandInput>, string, string]>([
  [
    { limit: 10_001 },
    'InvalidParameterException',
    "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
  ],
  [
    { limit: 0 },
    'InvalidParameterException',
    "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [{ nextToken: 'x' }, 'InvalidParameterException', 'The specified nextToken is invalid.'],
  [
    { nextToken: `e/${'0'.repeat(56)}/s` },
    'InvalidParameterException',
    'The specified nextToken is invalid.',
  ],
  [{ logStreamName: 'x' }, 'ResourceNotFoundException', 'The specified log stream does not exist.'],
  [{ logGroupName: 'x' }, 'ResourceNotFoundException', 'The specified log group does not exist.'],
])('refuse %j', async (input, name, message) => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await filled(api, 'a');
  expect(await errorOf(read(api, input))).toEqual({ name, message, status: 400 });
});

test('answer nothing of the groups of another account', async () => {
  await using api = await startServicesApi(CloudWatchLogsClient);
  await filled(api, 'a');
  const logs = api.as({ accountId: '111111111111' });
  await createLogStream(logs, 's');
  const missing = new GetLogEventsCommand({
    logGroupIdentifier: 'arn:aws:logs:us-east-1:000000000000:log-group:app',
    logStreamName: 's',
  });
  expect((await errorOf(logs.send(missing))).name).toBe('ResourceNotFoundException');
  expect((await logs.send(new GetLogEventsCommand(place))).events).toEqual([]);
});
