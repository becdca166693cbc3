import { createHash } from 'node:crypto';

/**
 * One binary frame of the SSM data channel, which the session manager plugin speaks. Integers are big-endian:
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 4 | header length: offset of the payload's length |
 * | 4 | 32 | message type, padded with spaces |
 * | 36 | 4 | schema version, 1 |
 * | 40 | 8 | creation time in ms |
 * | 48 | 8 | sequence number |
 * | 56 | 8 | flags |
 * | 64 | 16 | message id, its two halves swapped |
 * | 80 | 32 | SHA-256 of the payload |
 * | 112 | 4 | payload type |
 * | 116 | 4 | payload length |
 * | 120 | n | payload |
 */
export interface DataMessage {
  readonly messageType: string;
  readonly createdAtMs: number;
  readonly sequenceNumber: number;
  readonly flags: number;
  /** A UUID in its usual form. */
  readonly messageId: string;
  readonly payloadType: number;
  readonly payload: Buffer;
}

export const messageTypes = {
  output: 'output_stream_data',
  input: 'input_stream_data',
  acknowledge: 'acknowledge',
  channelClosed: 'channel_closed',
} as const;

export const payloadTypes = {
  none: 0,
  output: 1,
  size: 3,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  flag: 10,
} as const;

/** The payload of a flag by which the client ends the session. */
export const terminateSessionFlag = 2;

/** What the plugin sends with acknowledgements: first and last message at once. */
export const acknowledgeFlags = 3;

const headerLength = 116;
const payloadOffset = headerLength + 4;
const messageTypeLength = 32;
const schemaVersion = 1;

/** The frame's bytes. */
export function encodeDataMessage(message: DataMessage): Buffer {
  const { payload } = message;
  const bytes = Buffer.alloc(payloadOffset + payload.length);
  bytes.writeUInt32BE(headerLength, 0);
  bytes.write(message.messageType.padEnd(messageTypeLength, ' '), 4, messageTypeLength, 'latin1');
  bytes.writeUInt32BE(schemaVersion, 36);
  bytes.writeBigUInt64BE(BigInt(message.createdAtMs), 40);
  bytes.writeBigInt64BE(BigInt(message.sequenceNumber), 48);
  bytes.writeBigUInt64BE(BigInt(message.flags), 56);
  swapHalves(Buffer.from(message.messageId.replaceAll('-', ''), 'hex')).copy(bytes, 64);
  digestOf(payload).copy(bytes, 80);
  bytes.writeUInt32BE(message.payloadType, 112);
  bytes.writeUInt32BE(payload.length, headerLength);
  payload.copy(bytes, payloadOffset);
  return bytes;
}

/** Reads a frame. undefined for one that is cut short, or whose payload is not the one that its digest was made of. */
export function decodeDataMessage(bytes: Buffer): DataMessage | undefined {
  if (bytes.length < payloadOffset) return undefined;
  const start = bytes.readUInt32BE(0) + 4;
  if (start < payloadOffset || start > bytes.length) return undefined;
  const payload = bytes.subarray(start);
  // As the plugin does it: an empty payload needs no digest.
  if (payload.length !== bytes.readUInt32BE(start - 4)) return undefined;
  if (payload.length > 0 && !digestOf(payload).equals(bytes.subarray(80, 112))) return undefined;
  return {
    messageType: bytes
      .toString('latin1', 4, 4 + messageTypeLength)
      .replaceAll('\0', '')
      .trim(),
    createdAtMs: Number(bytes.readBigUInt64BE(40)),
    sequenceNumber: Number(bytes.readBigInt64BE(48)),
    flags: Number(bytes.readBigUInt64BE(56)),
    messageId: uuidOf(swapHalves(bytes.subarray(64, 80))),
    payloadType: bytes.readUInt32BE(112),
    payload,
  };
}

function swapHalves(id: Buffer): Buffer {
  return Buffer.concat([id.subarray(8), id.subarray(0, 8)]);
}

function uuidOf(id: Buffer): string {
  const hex = id.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function digestOf(payload: Buffer): Buffer {
  return createHash('sha256').update(payload).digest();
}
