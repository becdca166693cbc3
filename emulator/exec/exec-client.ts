import { v4 as uuid } from 'uuid';
import { WebSocket } from 'ws';
import type { Clock } from '../../src/clock.ts';
import type { TerminalSize } from '../runtime/runtime.ts';
import { version } from '../version.ts';
import { type DataMessage, messageTypes, payloadTypes } from './data-message.ts';
import { handshakeResponse } from './handshake.ts';
import { ReliableStream } from './reliable-stream.ts';
import { sizePayload } from './terminal-size.ts';

export interface ExecClientOptions {
  /** Of ExecuteCommand's answer. */
  readonly streamUrl: string;
  readonly tokenValue: string;
  readonly clock: Clock;
  /** Of the user's terminal. */
  readonly size: TerminalSize;
  /** What the command prints; more comes once what is returned has resolved. */
  onOutput(chunk: Buffer): void | Promise<void>;
}

/** How a session ended. */
export interface ExecEnd {
  /** What the other side has to say about it; empty in the usual case. */
  readonly output: string;
  /** undefined where nobody knows it: the session, not the command, came to its end. */
  readonly exitCode: number | undefined;
}

/** The client's end of an ECS Exec session: what the session manager plugin is to AWS. */
export class ExecClient {
  /** Rejects when the connection is lost before the other side has closed the channel. */
  readonly ended: Promise<ExecEnd>;
  readonly #webSocket: WebSocket;
  readonly #stream: ReliableStream;
  #size: TerminalSize;
  #beginTyping: () => void = () => {};
  readonly #handshaken: Promise<void>;
  #close: (end: ExecEnd) => void = () => {};

  constructor({ streamUrl, tokenValue, clock, size, onOutput }: ExecClientOptions) {
    this.#size = size;
    this.#webSocket = new WebSocket(streamUrl, { perMessageDeflate: false });
    const webSocket = this.#webSocket;
    this.#stream = new ReliableStream({
      clock,
      sends: messageTypes.input,
      receives: messageTypes.output,
      send: (frame) => webSocket.send(frame, () => undefined),
      onData: (payloadType, payload) => {
        if (payloadType === payloadTypes.handshakeRequest) return this.#shakeHands();
        if (payloadType === payloadTypes.output) return onOutput(payload);
      },
      onOther: (message) => this.#told(message),
      onLost: () => webSocket.terminate(),
    });
    this.#handshaken = new Promise((resolve) => {
      this.#beginTyping = resolve;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#close = resolve;
      webSocket.on('error', (error) => reject(new Error(`The session broke off: ${error.message}`)));
      webSocket.on('close', () => {
        this.#stream.close();
        this.#beginTyping();
        reject(new Error('The session broke off: its connection was closed.'));
      });
    });
    // Whoever asks for it meets the rejection; nobody has to.
    this.ended.catch(() => undefined);
    webSocket.on('open', () => webSocket.send(opening(tokenValue)));
    webSocket.on('message', (data, isBinary) => {
      if (isBinary && Buffer.isBuffer(data)) this.#stream.receive(data);
    });
  }

  /** Types on the command's terminal. Resolves once there is room for more. */
  async write(data: Buffer): Promise<void> {
    await this.#handshaken;
    if (data.length > 0) this.#stream.sendData(payloadTypes.output, data);
    await this.#stream.writable();
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    void this.#handshaken.then(() => this.#stream.sendJson(payloadTypes.size, sizePayload(size)));
  }

  /** Leaves; the command is ended by the other side. */
  close(): void {
    this.#webSocket.close();
  }

  #shakeHands(): void {
    this.#stream.sendJson(payloadTypes.handshakeResponse, handshakeResponse(version));
    this.#stream.sendJson(payloadTypes.size, sizePayload(this.#size));
    this.#beginTyping();
  }

  #told({ messageType, payload }: DataMessage): void {
    if (messageType !== messageTypes.channelClosed) return;
    const { Output: output = '', ExitCode: exitCode }: { Output?: string; ExitCode?: number } = JSON.parse(
      payload.toString(),
    );
    this.#close({ output, exitCode });
    this.close();
  }
}

function opening(tokenValue: string): string {
  return JSON.stringify({
    MessageSchemaVersion: '1.0',
    RequestId: uuid(),
    TokenValue: tokenValue,
    ClientId: uuid(),
    ClientVersion: version,
  });
}
