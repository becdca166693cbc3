import type { Logger } from 'pino';
import { v4 as uuid } from 'uuid';
import type { Clock, Timer } from '../../src/clock.ts';
import type { ExecTicket } from '../../src/services/ecs/task/exec/exec-tickets.ts';
import {
  ContainerError,
  type ContainerRuntime,
  type ExecSession,
  RuntimeUnavailableError,
  type TerminalSize,
} from '../runtime/runtime.ts';
import { messageTypes, payloadTypes, terminateSessionFlag } from './data-message.ts';
import { handshakeRefusal, handshakeRequest } from './handshake.ts';
import { ReliableStream } from './reliable-stream.ts';
import { CommandSyntaxError, splitCommand } from './split-command.ts';
import { readSize } from './terminal-size.ts';

export interface ExecChannelOptions {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly runtime: Pick<ContainerRuntime, 'exec'>;
  readonly ticket: ExecTicket;
  readonly clientId: string;
  send(frame: Buffer): void;
  /** The session is over and all that the client is to know was sent. */
  hangUp(): void;
}

/** AWS's, and not to be changed there either. A person's time is not divided by `--speed`. */
const idleTimeoutMs = 20 * 60_000;
const idleText = 'Your session timed out due to inactivity and has been terminated.';
/** A client tells its terminal's size right after the handshake; one that has none to tell is not waited for. */
const sizeGraceMs = 300;

/**
 * One ECS Exec session: the data channel on one side, a command in a container on the other. The channel begins with
 * a handshake, then carries the terminal's bytes and its size, and ends with `channel_closed`.
 */
export class ExecChannel {
  readonly #options: ExecChannelOptions;
  readonly #stream: ReliableStream;
  readonly #openedAtMs: number;
  readonly #timers = new Set<Timer>();
  readonly #sizeTold = deferred<void>();
  readonly #started = deferred<ExecSession | undefined>();
  #size: TerminalSize | undefined;
  #isStarting = false;
  #isOver = false;
  #activeAtMs: number;

  constructor(options: ExecChannelOptions) {
    const { clock, send } = options;
    this.#options = options;
    this.#openedAtMs = clock.now();
    this.#activeAtMs = this.#openedAtMs;
    this.#stream = new ReliableStream({
      ...{ clock, send },
      sends: messageTypes.output,
      receives: messageTypes.input,
      onData: (payloadType, payload) => this.#received(payloadType, payload),
      onLost: () => void this.end(''),
    });
  }

  /** Sends the handshake; the command starts once the client has answered it. */
  open(): void {
    this.#watchIdle(idleTimeoutMs);
    this.#stream.sendJson(payloadTypes.handshakeRequest, handshakeRequest);
  }

  receive(frame: Buffer): void {
    this.#stream.receive(frame);
  }

  /**
   * Ends the session, and the command if it still runs; resolves once that is done. A client shows `output` in the
   * place of its usual last line.
   */
  async end(output: string, exitCode?: number): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#sayClosed(output, exitCode);
      this.#stream.close();
      for (const timer of this.#timers) this.#options.clock.clearTimeout(timer);
      this.#sizeTold.resolve();
      if (!this.#isStarting) this.#started.resolve(undefined);
      this.#options.hangUp();
    }
    const command = await this.#started.promise;
    await command?.kill();
  }

  #received(payloadType: number, payload: Buffer): void | Promise<void> {
    this.#activeAtMs = this.#options.clock.now();
    switch (payloadType) {
      case payloadTypes.handshakeResponse:
        return this.#shakenHands(payload);
      case payloadTypes.size:
        return this.#resized(readSize(payload));
      case payloadTypes.output:
        // Acknowledged once it is on its way, so that a client that waits for that cannot flood a busy command.
        return this.#started.promise.then((command) => command?.write(payload));
      case payloadTypes.flag:
        if (payload.length === 4 && payload.readUInt32BE() === terminateSessionFlag) void this.end('');
    }
  }

  #shakenHands(payload: Buffer): void {
    if (this.#isStarting) return;
    const refusal = handshakeRefusal(payload);
    if (refusal !== undefined) {
      void this.end(refusal);
      return;
    }
    const tookMs = this.#options.clock.now() - this.#openedAtMs;
    this.#stream.sendJson(payloadTypes.handshakeComplete, {
      HandshakeTimeToComplete: tookMs * 1_000_000,
      CustomerMessage: '',
    });
    this.#isStarting = true;
    this.#after(sizeGraceMs, () => this.#sizeTold.resolve());
    void this.#run();
  }

  #resized(size: TerminalSize | undefined): void {
    if (size === undefined) return;
    this.#size = size;
    this.#sizeTold.resolve();
    void this.#started.promise.then((command) => command?.resize(size));
  }

  async #run(): Promise<void> {
    try {
      const command = await this.#start();
      this.#started.resolve(command);
      if (command === undefined) return;
      for await (const chunk of command.output) {
        this.#activeAtMs = this.#options.clock.now();
        this.#stream.sendData(payloadTypes.output, chunk);
        await this.#stream.writable();
      }
      const exitCode = await command.ended;
      // The plugin leaves at once when the channel closes, whatever it has not been given yet.
      await this.#stream.drained();
      await this.end('', exitCode);
    } catch (error) {
      this.#started.resolve(undefined);
      await this.end(this.#failureText(error));
    }
  }

  /** undefined when the session ended meanwhile. */
  async #start(): Promise<ExecSession | undefined> {
    const { runtime, ticket } = this.#options;
    const command = splitCommand(ticket.command);
    await this.#sizeTold.promise;
    if (this.#isOver) return undefined;
    return await runtime.exec(ticket.runtimeId, { command, size: this.#size });
  }

  /** In the SSM agent's form; the text of what nobody expected is for the log alone. */
  #failureText(error: unknown): string {
    const heading = '\n----------ERROR-------\n';
    if (error instanceof CommandSyntaxError)
      return `${heading}Failed to parse commands input: ${error.message}\n`;
    if (error instanceof ContainerError || error instanceof RuntimeUnavailableError)
      return `${heading}Unable to start command: ${error.message}\n`;
    this.#options.log.error({ err: error }, 'an ECS Exec session failed unexpectedly');
    return `${heading}Internal failure\n`;
  }

  /** The exit code is Drydock's own: AWS's clients pass over a member that they do not know. */
  #sayClosed(output: string, exitCode: number | undefined): void {
    const { clock, clientId, ticket } = this.#options;
    const messageId = uuid();
    const closed = {
      MessageId: messageId,
      CreatedDate: new Date(clock.now()).toISOString(),
      DestinationId: clientId,
      SessionId: ticket.sessionId,
      MessageType: messageTypes.channelClosed,
      SchemaVersion: 1,
      Output: output,
      ExitCode: exitCode,
    };
    this.#stream.sendOther(messageTypes.channelClosed, closed, messageId);
  }

  #watchIdle(afterMs: number): void {
    this.#after(afterMs, () => {
      const leftMs = this.#activeAtMs + idleTimeoutMs - this.#options.clock.now();
      if (leftMs > 0) this.#watchIdle(leftMs);
      else void this.end(idleText);
    });
  }

  #after(delayMs: number, action: () => void): void {
    const timer = this.#options.clock.setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
}

function deferred<Value>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
}
