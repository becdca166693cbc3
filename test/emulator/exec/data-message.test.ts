import { describe, expect, test } from 'vitest';
import {
  type DataMessage,
  decodeDataMessage,
  encodeDataMessage,
} from '../../../emulator/exec/data-message.ts';

/** The layout, byte by byte: SHA-256 as `printf hi | sha256sum` says it. */
const layout = [
  ['header length', '00000074'],
  ['message type', `${Buffer.from('input_stream_data').toString('hex')}${'20'.repeat(15)}`],
  ['schema version', '00000001'],
  ['creation time', '0000019b76daf801'],
  ['sequence number', '0000000000000007'],
  ['flags', '0000000000000003'],
  ['message id, low half', '8899aabbccddeeff'],
  ['message id, high half', '0011223344556677'],
  ['digest', '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4'],
  ['payload type', '00000001'],
  ['payload length', '00000002'],
  ['payload', '6869'],
] as const;
const frame = Buffer.from(layout.map(([, hex]) => hex).join(''), 'hex');

const message: DataMessage = {
  messageType: 'input_stream_data',
  createdAtMs: 0x019b76daf801,
  sequenceNumber: 7,
  flags: 3,
  messageId: '00112233-4455-6677-8899-aabbccddeeff',
  payloadType: 1,
  payload: Buffer.from('hi'),
};

test('write a message as the plugin reads it', () => {
  expect(encodeDataMessage(message).toString('hex')).toBe(frame.toString('hex'));
});

test('read a message as the plugin writes it', () => {
  expect(decodeDataMessage(frame)).toEqual(message);
});

test.each<[string, Partial<DataMessage>]>([
  ['no payload', { payload: Buffer.alloc(0), payloadType: 0 }],
  ['the longest message type', { messageType: 'x'.repeat(32) }],
  ['an id of zeros', { messageId: '00000000-0000-0000-0000-000000000000' }],
  ['a late sequence number', { sequenceNumber: 2 ** 40 }],
  ['the first sequence number', { sequenceNumber: 0, flags: 0 }],
  ['a payload of any bytes', { payload: Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 256)) }],
])('read back what was written: %s', (_name, part) => {
  expect(decodeDataMessage(encodeDataMessage({ ...message, ...part }))).toEqual({ ...message, ...part });
});

test('read a message type that is padded with NUL', () => {
  const padded = Buffer.from(frame);
  padded.fill(0, 4 + 'input_stream_data'.length, 36);
  expect(decodeDataMessage(padded)).toEqual(message);
});

test('read a payload where a longer header says that it is', () => {
  const longer = Buffer.concat([frame.subarray(0, 116), Buffer.from('00000000', 'hex'), frame.subarray(116)]);
  longer.writeUInt32BE(120, 0);
  expect(decodeDataMessage(longer)).toEqual(message);
});

describe('pass over', () => {
  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['an empty frame', () => Buffer.alloc(0)],
    ['a frame that ends within its header', (bytes) => bytes.subarray(0, 119)],
    ['a frame that ends within its payload', (bytes) => bytes.subarray(0, 121)],
    ['a frame with more than its payload', (bytes) => Buffer.concat([bytes, Buffer.from('!')])],
    ['a payload that is not the one of the digest', (bytes) => patched(bytes, 121, 0x6a)],
    ['a header that ends before the payload length', (bytes) => patched(bytes, 3, 0x70)],
    ['a header that ends behind the frame', (bytes) => patched(bytes, 2, 0x01)],
  ])('%s', (_name, damage) => {
    expect(decodeDataMessage(damage(Buffer.from(frame)))).toBeUndefined();
  });
});

function patched(bytes: Buffer, offset: number, value: number): Buffer {
  bytes.writeUInt8(value, offset);
  return bytes;
}
