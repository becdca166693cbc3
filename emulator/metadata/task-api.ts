import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import { bind } from '../load-balancer/listeners/bind.ts';

export interface TaskApiOptions {
  /** Off: tasks are not told of the API. */
  readonly enabled: boolean;
  /** The address that the API listens on anyway. */
  readonly host: string;
  readonly log: Pick<Logger, 'warn'>;
}

interface Served {
  /** Makes a server serve the API. */
  attach(server: Server): void;
  readonly port: number;
}

/**
 * Drydock's API as tasks reach it: on the address that this machine has in their network, beside the address that it
 * listens on for everyone else. Only this machine and its containers have a way there.
 */
export class TaskApi implements AsyncDisposable {
  readonly #options: TaskApiOptions;
  readonly #servers = new Map<string, Promise<Server | undefined>>();
  readonly #warned = new Set<string>();
  readonly #served: Promise<Served | undefined>;
  #serve: (served: Served | undefined) => void = () => {};
  #closed = false;

  constructor(options: TaskApiOptions) {
    this.#options = options;
    this.#served = new Promise((resolve) => {
      this.#serve = resolve;
    });
  }

  /** The API listens: who asked for it meanwhile gets it. */
  serve(attach: Served['attach'], port: number): void {
    this.#serve({ attach, port });
  }

  /** The URL of the API for tasks that reach this machine at that address; undefined where they have none. */
  async urlFor(address: string): Promise<string | undefined> {
    if (!this.#options.enabled) return undefined;
    const served = await this.#served;
    if (served === undefined || this.#closed) return undefined;
    const { host } = this.#options;
    const url = `http://${address}:${served.port}`;
    if (host === address || host === '0.0.0.0' || host === '::') return url;
    const opening = this.#servers.get(address) ?? this.#open(address, served);
    this.#servers.set(address, opening);
    if ((await opening) !== undefined) return url;
    this.#servers.delete(address);
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#serve(undefined);
    for (const opening of this.#servers.values()) {
      const server = await opening;
      server?.closeAllConnections();
      server?.close();
    }
  }

  async #open(address: string, { attach, port }: Served): Promise<Server | undefined> {
    const server = createServer();
    attach(server);
    const bound = await bind(server, address, port);
    if ('port' in bound) return server;
    const reason = `${address}:${port} (${bound.refusal})`;
    if (!this.#warned.has(reason))
      this.#options.log.warn(
        `tasks cannot reach the API, so AWS_ENDPOINT_URL is not set in them: no listening on ${reason}`,
      );
    this.#warned.add(reason);
    return undefined;
  }
}
