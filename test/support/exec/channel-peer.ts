import { WebSocket } from 'ws';
import {
  type DataMessage,
  decodeDataMessage,
  encodeDataMessage,
} from '../../../emulator/exec/data-message.ts';
import { handshakeResponse } from '../../../emulator/exec/handshake.ts';
import { until } from '../until.ts';

export const handshakeRequestType = 5;
export const handshakeResponseType = 6;
export const handshakeCompleteType = 7;
export const outputType = 1;
export const sizeType = 3;

/** The client's end of a data channel, with every frame in the test's hands. */
export class ChannelPeer {
  /** Messages of the stream as they arrived, repeated ones too. */
  readonly data: DataMessage[] = [];
  /** All other messages. */
  readonly others: DataMessage[] = [];
  /** WebSocket's status, once the connection is closed. */
  closeCode: number | undefined;
  /** Whether what arrives is acknowledged at once. */
  acknowledges = true;
  readonly #webSocket: WebSocket;
  #nextNumber = 0;

  /** Dials and shows the token. */
  static async open(streamUrl: string, tokenValue: string): Promise<ChannelPeer> {
    const peer = await ChannelPeer.dial(streamUrl);
    peer.sendText(
      JSON.stringify({ MessageSchemaVersion: '1.0', TokenValue: tokenValue, ClientId: 'the-client' }),
    );
    return peer;
  }

  /** Resolves with the refusal's status and body where the server takes no WebSocket. */
  static async refusalOf(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<[number, string]> {
    const webSocket = new WebSocket(url, { headers });
    return new Promise((resolve, reject) => {
      webSocket.on('open', () => reject(new Error('the server took the WebSocket')));
      webSocket.on('error', () => undefined);
      webSocket.on('unexpected-response', (_request, response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve([response.statusCode ?? 0, body]));
      });
    });
  }

  static async dial(url: string, headers: Readonly<Record<string, string>> = {}): Promise<ChannelPeer> {
    const peer = new ChannelPeer(new WebSocket(url, { headers }));
    await until('the WebSocket is open', () => peer.#webSocket.readyState === WebSocket.OPEN);
    return peer;
  }

  private constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    webSocket.on('message', (bytes) => this.#arrived(bytes));
    webSocket.on('close', (code) => {
      this.closeCode = code;
    });
  }

  sendText(text: string): void {
    this.#webSocket.send(text);
  }

  send(message: Partial<DataMessage>): void {
    this.#webSocket.send(
      encodeDataMessage({
        ...{ messageType: 'input_stream_data', createdAtMs: 1, sequenceNumber: 0, flags: 0 },
        ...{ messageId: '00112233-4455-6677-8899-aabbccddeeff', payloadType: outputType },
        ...{ payload: Buffer.alloc(0), ...message },
      }),
    );
  }

  /** The next message of the stream. */
  input(payloadType: number, payload: string | Buffer): void {
    this.send({ sequenceNumber: this.#nextNumber++, payloadType, payload: Buffer.from(payload) });
  }

  type(keys: string): void {
    this.input(outputType, keys);
  }

  resize(columns: number, rows: number): void {
    this.input(sizeType, JSON.stringify({ cols: columns, rows }));
  }

  acknowledge({ messageType, messageId, sequenceNumber }: DataMessage): void {
    const content = {
      AcknowledgedMessageType: messageType,
      AcknowledgedMessageId: messageId,
      AcknowledgedMessageSequenceNumber: sequenceNumber,
      IsSequentialMessage: true,
    };
    this.send({ messageType: 'acknowledge', payloadType: 0, payload: Buffer.from(JSON.stringify(content)) });
  }

  /** Answers the handshake as the plugin does, and tells its size as that does. */
  async shakeHands(size: { columns: number; rows: number } = { columns: 80, rows: 24 }): Promise<void> {
    await until('the handshake is asked for', () => this.of(handshakeRequestType)[0]);
    this.input(handshakeResponseType, JSON.stringify(handshakeResponse('1.2.0.0')));
    this.resize(size.columns, size.rows);
    await until('the handshake is complete', () => this.of(handshakeCompleteType)[0]);
  }

  /** Messages of the stream of one payload type. */
  of(payloadType: number): DataMessage[] {
    return this.data.filter((message) => message.payloadType === payloadType);
  }

  /** What the command printed, repetitions left out. */
  get output(): string {
    const byNumber = new Map(
      this.of(outputType).map(({ sequenceNumber, payload }) => [sequenceNumber, payload]),
    );
    return Buffer.concat([...byNumber.values()]).toString();
  }

  untilOutput(text: string): Promise<true> {
    return until(`the output has ${JSON.stringify(text)}`, () => this.output.includes(text) || undefined);
  }

  /** The contents of `channel_closed`. */
  async untilClosed(): Promise<unknown> {
    const closed = await until('the channel is closed', () =>
      this.others.find(({ messageType }) => messageType === 'channel_closed'),
    );
    await until('the connection is closed', () => this.closeCode);
    return JSON.parse(closed.payload.toString());
  }

  /** Numbers of the messages that the server acknowledged. */
  get acknowledged(): number[] {
    return this.others
      .filter(({ messageType }) => messageType === 'acknowledge')
      .map(({ payload }) => Number(JSON.parse(payload.toString()).AcknowledgedMessageSequenceNumber));
  }

  leave(): void {
    this.#webSocket.terminate();
  }

  #arrived(bytes: unknown): void {
    const message = Buffer.isBuffer(bytes) ? decodeDataMessage(bytes) : undefined;
    if (message === undefined) throw new Error('a frame arrived that cannot be read');
    if (message.messageType !== 'output_stream_data') {
      this.others.push(message);
      return;
    }
    this.data.push(message);
    if (this.acknowledges) this.acknowledge(message);
  }
}
