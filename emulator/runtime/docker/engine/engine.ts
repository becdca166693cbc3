import type { IncomingMessage } from 'node:http';
import { Duplex, type Readable } from 'node:stream';
import type DockerModem from 'docker-modem';
import { type RegistryCredentials, RuntimeUnavailableError } from '../../runtime.ts';

export interface EngineRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without a query, e.g. `/containers/json`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly body?: object;
  /** A tar archive, sent instead of `body`. */
  readonly archive?: Readable;
  /** Handed on to the registry. */
  readonly credentials?: RegistryCredentials;
}

/** The engine answered with an error. `text` is its own message; `message` is what the Docker CLI would print. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly statusCode: number,
    readonly text: string,
  ) {
    super(`Error response from daemon: ${text}`);
  }
}

/**
 * The Docker Engine API over dockerode's own transport (docker-modem), which knows DOCKER_HOST, TLS and ssh.
 * dockerode itself is left out: it loads gRPC and protobuf for image builds, twice the time and memory.
 *
 * No agent of our own is handed over: docker-modem formats its request options, agent and sockets included, on
 * every call, which takes 15 ms with ten open streams. Node's global agent keeps connections alive as well.
 */
export class Engine {
  readonly #modem: DockerModem;
  readonly #where: string;

  private constructor(modem: DockerModem, where: string) {
    this.#modem = modem;
    this.#where = where;
  }

  /** Rejects with {@link RuntimeUnavailableError} when no engine answers. DOCKER_HOST counts unless `socketPath` is given. */
  static async open(options: { readonly socketPath?: string } = {}): Promise<Engine> {
    const { default: Modem } = await import('docker-modem');
    const { socketPath } = options;
    const engine = new Engine(
      // An explicit socket also overrules the host that DOCKER_HOST may name.
      new Modem(socketPath === undefined ? {} : { socketPath, host: '' }),
      socketPath ?? process.env.DOCKER_HOST ?? 'the default socket',
    );
    await engine.#send({ path: '/_ping' }).then((response) => response.resume());
    return engine;
  }

  /**
   * Sends a request and reads the JSON answer; `T` is what the Engine API documents of it.
   * Rejects with {@link EngineError}, or with {@link RuntimeUnavailableError} when the engine is away.
   */
  async read<T>(request: EngineRequest): Promise<T> {
    return JSON.parse((await this.#body(request)).toString());
  }

  /** Sends a request whose answer says nothing. Rejects as {@link read} does. */
  async run(request: EngineRequest): Promise<void> {
    await this.#body(request);
  }

  async #body(request: EngineRequest): Promise<Buffer> {
    const response = await this.stream(request);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      return Buffer.concat(chunks);
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  /** Like {@link read}, but hands over the answer's body as it comes. The caller destroys it. */
  async stream(request: EngineRequest): Promise<IncomingMessage> {
    try {
      return await this.#send(request);
    } catch (error) {
      // A kept connection may have died unnoticed. Every request of ours may be repeated: names make creation safe.
      if (!isConnectionLoss(error) || request.archive) throw error;
      return await this.#send(request);
    }
  }

  /** Sends a request that turns its connection into a stream of bytes both ways. The caller destroys it. */
  async upgrade(request: EngineRequest): Promise<Duplex> {
    const connection = await this.#dial({ ...request, hijack: true });
    if (connection instanceof Duplex) return connection;
    if (isIncomingMessage(connection)) connection.destroy();
    throw new RuntimeUnavailableError(`The Docker engine at ${this.#where} does not hand over connections.`);
  }

  async #send(request: EngineRequest): Promise<IncomingMessage> {
    const response = await this.#dial(request);
    if (isIncomingMessage(response)) return response;
    throw new RuntimeUnavailableError(`The Docker engine at ${this.#where} does not speak HTTP.`);
  }

  #dial(request: EngineRequest & { readonly hijack?: boolean }): Promise<unknown> {
    const { method = 'GET', path, query = {}, body = {}, archive, credentials, hijack = false } = request;
    return new Promise((resolve, reject) => {
      this.#modem.dial(
        {
          method,
          path: `${path}?`,
          options: { _query: query, _body: body },
          ...(archive ? { file: archive } : {}),
          ...(credentials ? { authconfig: credentials } : {}),
          hijack,
          isStream: true,
          statusCodes: succeeded,
        },
        (error, response) => {
          if (error) reject(this.#translate(error));
          else resolve(response);
        },
      );
    });
  }

  #translate(error: Error): Error {
    if (!('statusCode' in error) || typeof error.statusCode !== 'number') return this.#unavailable(error);
    return new EngineError(
      error.statusCode,
      error.message.replace(/^\(HTTP code \d+\) unexpected - /, '').trim(),
    );
  }

  #unavailable(cause: unknown): Error {
    const code = errorCode(cause);
    const advice =
      code === 'EACCES' || code === 'EPERM'
        ? `The Docker engine at ${this.#where} refuses this user: add the user to the docker group or run as root.`
        : `No Docker engine answers at ${this.#where} (${code ?? String(cause)}): install Docker Engine 20.10 or newer and start it, or set DOCKER_HOST to where it listens.`;
    return new RuntimeUnavailableError(advice, { cause });
  }
}

/** 304 answers the start of what runs already. */
const succeeded = { 200: true, 201: true, 202: true, 204: true, 304: true };

function isIncomingMessage(response: unknown): response is IncomingMessage {
  return typeof response === 'object' && response !== null && 'statusCode' in response;
}

function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof RuntimeUnavailableError)) return false;
  const code = errorCode(error.cause);
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
