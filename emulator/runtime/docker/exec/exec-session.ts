import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ContainerError, type ExecRequest, type ExecSession, type TerminalSize } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import type { ExecState } from './exec-state.ts';
import { hangUp } from './hang-up.ts';

/** A program that draws on the terminal needs to be told what it is like; the SSM agent says the same. */
const environment = ['TERM=xterm-256color'];
/** As the user of ECS Exec always is, whatever user the container runs as. */
const root = '0';

/** Runs a command in a container. Rejects with {@link ContainerError} where the engine refuses it. */
export async function startExec(
  engine: Engine,
  containerId: string,
  { command, size }: ExecRequest,
): Promise<ExecSession> {
  // Engines before API 1.42 do not know it; they are told the size once the command runs.
  const consoleSize = size === undefined ? {} : { ConsoleSize: [size.rows, size.columns] };
  try {
    const { Id } = await engine.read<{ Id: string }>({
      method: 'POST',
      path: `/containers/${containerId}/exec`,
      body: {
        ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true },
        ...consoleSize,
        User: root,
        Env: environment,
        Cmd: command,
      },
    });
    const connection = await engine.upgrade({
      method: 'POST',
      path: `/exec/${Id}/start`,
      body: { Detach: false, Tty: true, ...consoleSize },
    });
    const session = new DockerExec(engine, containerId, Id, connection);
    if (size !== undefined) void session.resize(size);
    return session;
  } catch (error) {
    throw error instanceof EngineError ? new ContainerError(error.message) : error;
  }
}

const resizeAttempts = 10;
const resizePauseMs = 10;
const stateAttempts = 100;
const statePauseMs = 10;

class DockerExec implements ExecSession {
  readonly ended: Promise<number | undefined>;
  readonly #engine: Engine;
  readonly #containerId: string;
  readonly #id: string;
  readonly #connection: Duplex;
  #size: TerminalSize | undefined;

  constructor(engine: Engine, containerId: string, id: string, connection: Duplex) {
    this.#engine = engine;
    this.#containerId = containerId;
    this.#id = id;
    this.#connection = connection;
    connection.on('error', () => connection.destroy());
    this.ended = once(connection, 'close').then(() => this.#exitCode());
  }

  get output(): AsyncIterable<Buffer> {
    return this.#read();
  }

  /** A connection that breaks ends the output; what became of the command is asked in `ended`. */
  async *#read(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of this.#connection) yield chunk;
    } catch {
      this.#connection.destroy();
    }
  }

  /** What is written to a command that is over is lost, as on a terminal. */
  write(data: Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (this.#connection.writable) this.#connection.write(data, () => resolve());
      else resolve();
    });
  }

  /** The engine answers the connection before the command runs, and refuses its size until then. */
  async resize(size: TerminalSize): Promise<void> {
    this.#size = size;
    for (let attempt = 1; this.#size === size && !this.#connection.destroyed; attempt += 1) {
      try {
        await this.#engine.run({
          method: 'POST',
          path: `/exec/${this.#id}/resize`,
          query: { h: size.rows, w: size.columns },
        });
        return;
      } catch (error) {
        if (!(error instanceof EngineError) || attempt === resizeAttempts) return;
        await delay(attempt * resizePauseMs);
      }
    }
  }

  async kill(): Promise<void> {
    await hangUp({
      containerId: this.#containerId,
      state: () => this.#state(),
      type: (keys) => this.write(keys),
    });
    this.#connection.destroy();
  }

  /** undefined once the engine has forgotten the command together with its container. */
  async #state(): Promise<ExecState | undefined> {
    try {
      return await this.#engine.read<ExecState>({ path: `/exec/${this.#id}/json` });
    } catch {
      return undefined;
    }
  }

  async #exitCode(): Promise<number | undefined> {
    for (let attempt = 0; attempt < stateAttempts; attempt += 1) {
      const state = await this.#state();
      if (state === undefined) return undefined;
      if (!state.Running) return state.ExitCode ?? undefined;
      await delay(statePauseMs);
    }
    return undefined;
  }
}
