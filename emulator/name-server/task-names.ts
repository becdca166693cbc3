import type { Logger } from 'pino';
import type { NameServer } from './name-server.ts';

export interface TaskNamesOptions {
  readonly server: Pick<NameServer, 'listenOn'>;
  readonly log: Pick<Logger, 'warn'>;
  /** Where containers on the engine's own bridge reach this machine. */
  readonly bridgeAddress: () => Promise<string | undefined>;
  /** The machine's name servers that containers reach. */
  readonly resolvers: () => Promise<readonly string[]>;
  /** The name server listens on the engine's bridge from now on: load balancers are to be found there as well. */
  readonly bridgeOpened: (address: string) => void;
}

/** Resolvers of the C libraries read no more of them. */
const mostServers = 3;

/** Sees to it that tasks have a name server that knows our names, and says which ones they are to ask. */
export class TaskNames {
  readonly #options: TaskNamesOptions;
  readonly #warned = new Set<string>();
  #bridge: string | undefined;

  constructor(options: TaskNamesOptions) {
    this.#options = options;
  }

  /** Name servers of tasks that reach us at that address: ours first, then the machine's, which outlive us. */
  async serversAt(address: string | undefined): Promise<readonly string[] | undefined> {
    if (address === undefined || !(await this.#listenOn(address))) return undefined;
    const others = (await this.#options.resolvers()).filter((other) => other !== address);
    return [address, ...others].slice(0, mostServers);
  }

  /** The same for containers on the engine's own bridge. */
  async serversOnBridge(): Promise<readonly string[] | undefined> {
    const address = await this.#options.bridgeAddress();
    const servers = await this.serversAt(address);
    if (address !== undefined && servers !== undefined && this.#bridge !== address) {
      this.#bridge = address;
      this.#options.bridgeOpened(address);
    }
    return servers;
  }

  /** Where containers on the engine's bridge find load balancers; undefined before the first has asked. */
  get bridge(): string | undefined {
    return this.#bridge;
  }

  async #listenOn(address: string): Promise<boolean> {
    const refusal = await this.#options.server.listenOn(address);
    if (refusal === undefined) return true;
    const reason = `no listening on ${address}:53: ${advice[refusal] ?? refusal}`;
    if (!this.#warned.has(reason))
      this.#options.log.warn(`the names of load balancers do not resolve inside tasks: ${reason}`);
    this.#warned.add(reason);
    return false;
  }
}

const advice: Readonly<Record<string, string>> = {
  EACCES: 'it takes root, or sysctl net.ipv4.ip_unprivileged_port_start=53',
  EADDRINUSE: 'another program, perhaps another Drydock, listens there',
  EADDRNOTAVAIL:
    'the Docker engine is not on this machine itself; run Drydock as a container beside it (docs/guides/container.md)',
};
