import { v4 as uuid } from 'uuid';
import type { Clock, Timer } from '../../src/clock.ts';
import {
  acknowledgeFlags,
  type DataMessage,
  decodeDataMessage,
  encodeDataMessage,
  messageTypes,
  payloadTypes,
} from './data-message.ts';
import { RetransmissionTimeout } from './retransmission-timeout.ts';

export interface ReliableStreamOptions {
  readonly clock: Clock;
  /** `output_stream_data` on the container's side, `input_stream_data` on the client's. */
  readonly sends: string;
  readonly receives: string;
  send(frame: Buffer): void;
  /** Each message of the other side once, in order. It is acknowledged when what is returned has resolved. */
  onData(payloadType: number, payload: Buffer): void | Promise<void>;
  /** Messages that belong to neither stream, e.g. `channel_closed`. */
  onOther?(message: DataMessage): void;
  /** The other side acknowledges nothing any more. */
  onLost(): void;
}

/** Longer data goes out in pieces, as the plugin and the agent do it. */
const longestPayload = 1024;
/** Beyond so many unacknowledged messages {@link ReliableStream.writable} waits. */
const windowMessages = 256;
const mostHeldBack = 10_000;
const mostResends = 3000;

interface Sent {
  readonly sequenceNumber: number;
  readonly frame: Buffer;
  sentAtMs: number;
  resends: number;
}

/**
 * The two numbered streams of a data channel, seen from one of its ends: what it sends is sent again until it is
 * acknowledged, what it receives is put in order and acknowledged. The oldest message that waits is the one that is
 * sent again, for the plugin acknowledges later ones before it is ready for the first.
 */
export class ReliableStream {
  readonly #options: ReliableStreamOptions;
  readonly #unacknowledged = new Map<number, Sent>();
  readonly #heldBack = new Map<number, DataMessage>();
  readonly #waiting: { readonly most: number; readonly resolve: () => void }[] = [];
  readonly #timeout = new RetransmissionTimeout();
  #nextToSend = 0;
  #nextToReceive = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: ReliableStreamOptions) {
    this.#options = options;
  }

  /** Sends data, in pieces where it is long. */
  sendData(payloadType: number, payload: Buffer): void {
    for (let at = 0; at === 0 || at < payload.length; at += longestPayload)
      this.#sendPiece(payloadType, payload.subarray(at, at + longestPayload));
  }

  sendJson(payloadType: number, value: object): void {
    this.#sendPiece(payloadType, Buffer.from(JSON.stringify(value)));
  }

  /** Sends a message that is not part of the stream. */
  sendOther(messageType: string, payload: object, messageId: string = uuid(), flags = 0): void {
    this.#transmit(
      this.#encode({ messageType, messageId, flags, payload: Buffer.from(JSON.stringify(payload)) }),
    );
  }

  /** Resolves once the other side has caught up far enough for more to be sent; at once when closed. */
  writable(): Promise<void> {
    return this.#atMost(windowMessages);
  }

  /** Resolves once all that was sent is acknowledged; at once when closed. */
  drained(): Promise<void> {
    return this.#atMost(0);
  }

  receive(frame: Buffer): void {
    const message = this.#closed ? undefined : decodeDataMessage(frame);
    if (message === undefined) return;
    if (message.messageType === messageTypes.acknowledge) this.#acknowledged(message);
    else if (message.messageType === this.#options.receives) this.#received(message);
    else this.#options.onOther?.(message);
  }

  /** Nothing is sent, resent or handed over any more. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer);
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  #sendPiece(payloadType: number, payload: Buffer): void {
    if (this.#closed) return;
    const sequenceNumber = this.#nextToSend++;
    const frame = this.#encode({ messageType: this.#options.sends, sequenceNumber, payloadType, payload });
    const sentAtMs = this.#options.clock.now();
    this.#unacknowledged.set(sequenceNumber, { sequenceNumber, frame, sentAtMs, resends: 0 });
    this.#transmit(frame);
    this.#schedule();
  }

  #encode(message: Partial<DataMessage> & Pick<DataMessage, 'messageType' | 'payload'>): Buffer {
    return encodeDataMessage({
      createdAtMs: this.#options.clock.now(),
      sequenceNumber: 0,
      flags: 0,
      messageId: uuid(),
      payloadType: payloadTypes.none,
      ...message,
    });
  }

  #transmit(frame: Buffer): void {
    if (!this.#closed) this.#options.send(frame);
  }

  #schedule(): void {
    const oldest = this.#oldest();
    if (this.#timer !== undefined || oldest === undefined || this.#closed) return;
    const { clock } = this.#options;
    const waitMs = oldest.sentAtMs + this.#timeout.ms - clock.now();
    this.#timer = clock.setTimeout(
      () => {
        this.#timer = undefined;
        this.#resend();
        this.#schedule();
      },
      Math.max(waitMs, 0),
    );
  }

  #resend(): void {
    const oldest = this.#oldest();
    const nowMs = this.#options.clock.now();
    if (oldest === undefined || nowMs < oldest.sentAtMs + this.#timeout.ms) return;
    if (oldest.resends >= mostResends) {
      this.close();
      this.#options.onLost();
      return;
    }
    oldest.resends += 1;
    oldest.sentAtMs = nowMs;
    this.#transmit(oldest.frame);
  }

  #oldest(): Sent | undefined {
    return this.#unacknowledged.values().next().value;
  }

  #acknowledged({ payload }: DataMessage): void {
    const sequenceNumber = acknowledgedNumber(payload);
    const sent = sequenceNumber === undefined ? undefined : this.#unacknowledged.get(sequenceNumber);
    if (sent === undefined) return;
    this.#unacknowledged.delete(sent.sequenceNumber);
    // Of one that was sent twice nobody knows which of them is answered.
    if (sent.resends === 0) this.#timeout.measured(this.#options.clock.now() - sent.sentAtMs);
    const count = this.#unacknowledged.size;
    for (const waiting of this.#waiting.splice(0))
      if (count <= waiting.most) waiting.resolve();
      else this.#waiting.push(waiting);
  }

  #received(message: DataMessage): void {
    const { sequenceNumber } = message;
    if (sequenceNumber < this.#nextToReceive) return this.#acknowledge(message);
    if (sequenceNumber > this.#nextToReceive) {
      if (this.#heldBack.size >= mostHeldBack) return;
      this.#heldBack.set(sequenceNumber, message);
      return this.#acknowledge(message);
    }
    const delivered = this.#deliver(message);
    if (delivered === undefined) this.#acknowledge(message);
    else void delivered.then(() => this.#acknowledge(message));
    for (let next = this.#takeHeldBack(); next !== undefined; next = this.#takeHeldBack())
      this.#deliver(next);
  }

  #takeHeldBack(): DataMessage | undefined {
    const message = this.#heldBack.get(this.#nextToReceive);
    this.#heldBack.delete(this.#nextToReceive);
    return message;
  }

  #deliver({ payloadType, payload }: DataMessage): void | Promise<void> {
    this.#nextToReceive += 1;
    return this.#options.onData(payloadType, payload);
  }

  #acknowledge({ messageType, messageId, sequenceNumber }: DataMessage): void {
    const content = {
      AcknowledgedMessageType: messageType,
      AcknowledgedMessageId: messageId,
      AcknowledgedMessageSequenceNumber: sequenceNumber,
      IsSequentialMessage: true,
    };
    this.sendOther(messageTypes.acknowledge, content, uuid(), acknowledgeFlags);
  }

  #atMost(most: number): Promise<void> {
    if (this.#closed || this.#unacknowledged.size <= most) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ most, resolve }));
  }
}

function acknowledgedNumber(payload: Buffer): number | undefined {
  try {
    const content: { AcknowledgedMessageSequenceNumber?: unknown } | null = JSON.parse(payload.toString());
    const number = content?.AcknowledgedMessageSequenceNumber;
    return typeof number === 'number' ? number : undefined;
  } catch {
    return undefined;
  }
}
