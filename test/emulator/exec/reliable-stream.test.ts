import { expect, test } from 'vitest';
import {
  type DataMessage,
  decodeDataMessage,
  encodeDataMessage,
} from '../../../emulator/exec/data-message.ts';
import { ReliableStream } from '../../../emulator/exec/reliable-stream.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const output = 1;

/** A stream whose other side is the test. */
function openStream(taken?: () => Promise<void>) {
  const clock = new FakeClock();
  const sent: DataMessage[] = [];
  const received: string[] = [];
  const others: string[] = [];
  let lost = 0;
  const stream = new ReliableStream({
    clock,
    sends: 'output_stream_data',
    receives: 'input_stream_data',
    send: (frame) => {
      const message = decodeDataMessage(frame);
      if (message === undefined) throw new Error('a frame that cannot be read was sent');
      sent.push(message);
    },
    onData: (_type, payload) => {
      received.push(payload.toString());
      return taken?.();
    },
    onOther: ({ messageType }) => others.push(messageType),
    onLost: () => {
      lost += 1;
    },
  });
  const receive = (message: Partial<DataMessage>) =>
    stream.receive(encodeDataMessage({ ...plain, ...message }));
  return {
    ...{ clock, stream, sent, received, others },
    lost: () => lost,
    take: () => sent.splice(0),
    input: (sequenceNumber: number, text: string) => receive({ sequenceNumber, payload: Buffer.from(text) }),
    acknowledge: (sequenceNumber: number) =>
      receive({
        messageType: 'acknowledge',
        payload: Buffer.from(JSON.stringify({ AcknowledgedMessageSequenceNumber: sequenceNumber })),
      }),
    receive,
  };
}

const plain: DataMessage = {
  messageType: 'input_stream_data',
  createdAtMs: 1,
  sequenceNumber: 0,
  flags: 0,
  messageId: '00112233-4455-6677-8899-aabbccddeeff',
  payloadType: output,
  payload: Buffer.alloc(0),
};

const numbers = (messages: readonly DataMessage[]) => messages.map(({ sequenceNumber }) => sequenceNumber);
const acknowledged = (messages: readonly DataMessage[]): unknown[] =>
  messages
    .filter(({ messageType }) => messageType === 'acknowledge')
    .map(({ payload }) => JSON.parse(payload.toString()));
const numberOf = (acknowledgement: unknown): unknown =>
  Object.entries(Object(acknowledgement)).find(([name]) => name === 'AcknowledgedMessageSequenceNumber')?.[1];

test('number messages from 0 and send long data in pieces of 1024 bytes', () => {
  const { stream, take } = openStream();
  stream.sendData(output, Buffer.from('first'));
  stream.sendData(output, Buffer.alloc(2500, 'x'));
  const sent = take();
  expect(numbers(sent)).toEqual([0, 1, 2, 3]);
  expect(sent.map(({ payload }) => payload.length)).toEqual([5, 1024, 1024, 452]);
  expect(sent.every(({ messageType }) => messageType === 'output_stream_data')).toBe(true);
  expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(4);
});

test('acknowledge by type, id and number', () => {
  const { sent, input } = openStream();
  input(0, 'a');
  expect(sent).toMatchObject([{ messageType: 'acknowledge', sequenceNumber: 0, flags: 3, payloadType: 0 }]);
  expect(acknowledged(sent)).toEqual([
    {
      AcknowledgedMessageType: 'input_stream_data',
      AcknowledgedMessageId: plain.messageId,
      AcknowledgedMessageSequenceNumber: 0,
      IsSequentialMessage: true,
    },
  ]);
});

test('hand over in order what comes out of order, each once, and acknowledge every arrival', () => {
  const { sent, received, input } = openStream();
  for (const number of [2, 0, 0, 2, 1, 3, 1]) input(number, `m${number}`);
  expect(received).toEqual(['m0', 'm1', 'm2', 'm3']);
  expect(acknowledged(sent).map(numberOf)).toEqual([2, 0, 0, 2, 1, 3, 1]);
});

test('acknowledge what takes its time once it is taken', async () => {
  let finish = () => {};
  const { clock, sent, input } = openStream(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  input(0, 'a');
  await clock.settle();
  expect(sent).toEqual([]);
  finish();
  await clock.settle();
  expect(acknowledged(sent)).toHaveLength(1);
});

test('send again after 200 ms what nobody acknowledged, the oldest alone, until somebody does', async () => {
  const { clock, stream, take, acknowledge } = openStream();
  stream.sendData(output, Buffer.from('a'));
  stream.sendData(output, Buffer.from('b'));
  const [first] = take();
  await clock.advance(199);
  expect(take()).toEqual([]);
  await clock.advance(1);
  expect(take()).toEqual([first]);
  await clock.advance(200);
  expect(take()).toEqual([first]);
  acknowledge(1);
  await clock.advance(1000);
  expect(numbers(take())).toContain(0);
  acknowledge(0);
  await clock.advance(60_000);
  expect(take()).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('send the next one again once the oldest is acknowledged', async () => {
  const { clock, stream, take, acknowledge } = openStream();
  stream.sendData(output, Buffer.from('a'));
  stream.sendData(output, Buffer.from('b'));
  take();
  await clock.advance(100);
  acknowledge(0);
  await clock.advance(200);
  expect(numbers(take())).toEqual([1]);
});

test('give up on a side that never answers', async () => {
  const { clock, stream, take, lost } = openStream();
  stream.sendData(output, Buffer.from('a'));
  await clock.advance(3000 * 200);
  expect([take().length, lost()]).toEqual([3001, 0]);
  await clock.advance(200);
  expect([take().length, lost()]).toEqual([0, 1]);
  expect(clock.pending).toBe(0);
});

test('make the sender wait while 256 messages are unacknowledged, and tell when all are through', async () => {
  const { clock, stream, acknowledge } = openStream();
  const settled: string[] = [];
  for (let i = 0; i < 256; i += 1) stream.sendData(output, Buffer.from('x'));
  void stream.writable().then(() => settled.push('writable at 256'));
  stream.sendData(output, Buffer.from('x'));
  void stream.writable().then(() => settled.push('writable at 257'));
  void stream.drained().then(() => settled.push('drained'));
  await clock.settle();
  expect(settled).toEqual(['writable at 256']);
  acknowledge(0);
  await clock.settle();
  expect(settled).toEqual(['writable at 256', 'writable at 257']);
  for (let i = 1; i <= 256; i += 1) acknowledge(i);
  await clock.settle();
  expect(settled).toEqual(['writable at 256', 'writable at 257', 'drained']);
});

test('closed, it sends nothing and keeps nobody waiting', async () => {
  const { clock, stream, take, received, input } = openStream();
  for (let i = 0; i < 300; i += 1) stream.sendData(output, Buffer.from('x'));
  const waiting = Promise.all([stream.writable(), stream.drained()]);
  take();
  stream.close();
  await waiting;
  stream.sendData(output, Buffer.from('y'));
  stream.sendOther('channel_closed', {});
  input(0, 'late');
  await clock.advance(5000);
  expect([take(), received]).toEqual([[], []]);
  expect(clock.pending).toBe(0);
});

test('hand over other messages by type, and pass over what cannot be read', () => {
  const { stream, others, received, sent, receive } = openStream();
  receive({ messageType: 'channel_closed' });
  receive({ messageType: 'start_publication' });
  receive({ messageType: 'acknowledge', payload: Buffer.from('no JSON') });
  receive({ messageType: 'acknowledge', payload: Buffer.from('null') });
  stream.receive(Buffer.from('no frame'));
  expect(others).toEqual(['channel_closed', 'start_publication']);
  expect([received, sent]).toEqual([[], []]);
});
