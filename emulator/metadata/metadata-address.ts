import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import type { Logger } from 'pino';
import { bind } from '../load-balancer/listeners/bind.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import { forwardRequest } from './forward-request.ts';
import { localGateway } from './local-gateway.ts';

export interface MetadataAddressOptions {
  readonly runtime: Pick<ContainerRuntime, 'ensureMetadataAddress'>;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /** Answers the requests of our tasks. */
  readonly handler: RequestListener;
  /** Where tasks ask: 169.254.170.2, port 80. */
  readonly address?: string;
  readonly port?: number;
  /** Where each Drydock listens on its tasks' gateways for what is handed on to it. */
  readonly gatewayPort?: number;
  readonly gatewayOf?: (address: string) => string | undefined;
  /** Our own environment: an ECS task's has an endpoint at that address already. */
  readonly environment?: NodeJS.ProcessEnv;
}

const holdPath = '/drydock/hold';
const ownHeader = 'x-drydock';

/**
 * The one address of a machine that all tasks ask at. The first Drydock that needs it has it, and hands the requests
 * of others' tasks on to them; another one holds a connection to it, and takes the address over when that breaks.
 */
export class MetadataAddress implements AsyncDisposable {
  readonly #options: Required<MetadataAddressOptions>;
  readonly #gateways = new Map<string, Server | undefined>();
  readonly #warned = new Set<string>();
  #owned: Server | undefined;
  #held: IncomingMessage | undefined;
  #claiming: Promise<boolean> | undefined;
  #closed = false;

  constructor(options: MetadataAddressOptions) {
    this.#options = {
      address: '169.254.170.2',
      port: 80,
      gatewayPort: 51_679,
      gatewayOf: localGateway,
      environment: process.env,
      ...options,
    };
  }

  /** The port that we have at the address; undefined while another Drydock has it. */
  get ownedPort(): number | undefined {
    const bound = this.#owned?.address();
    return typeof bound === 'object' ? bound?.port : undefined;
  }

  /** Makes the requests of tasks behind that gateway reach us. False, and one line in the log, where they cannot. */
  async ensure(gateway: string): Promise<boolean> {
    if (!this.#gateways.has(gateway)) this.#gateways.set(gateway, undefined);
    this.#claiming ??= this.#claim().finally(() => {
      this.#claiming = undefined;
    });
    if (!(await this.#claiming)) return false;
    return this.#owned !== undefined || this.#listenOn(gateway);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#claiming;
    this.#held?.destroy();
    for (const server of [this.#owned, ...this.#gateways.values()]) {
      server?.closeAllConnections();
      server?.close();
    }
  }

  /** Whether the address leads to us, or to a Drydock that hands on to us. */
  async #claim(): Promise<boolean> {
    const { address, environment, runtime } = this.#options;
    if (this.#closed) return false;
    if (environment.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ?? environment.ECS_CONTAINER_METADATA_URI_V4)
      return this.#refused('Drydock runs in an ECS task itself, whose own endpoint has the address');
    try {
      if (!(await isLocal(address))) await runtime.ensureMetadataAddress();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return this.#refused(error.message);
    }
    return this.#owned !== undefined || this.#held !== undefined || this.#bind();
  }

  async #bind(): Promise<boolean> {
    const { address, port } = this.#options;
    const server = createServer((request, answer) => this.#serve(request, answer));
    const bound = await bind(server, address, port);
    if ('port' in bound) {
      this.#owned = server;
      return true;
    }
    if (bound.refusal === 'EADDRINUSE' && (await this.#hold())) return true;
    return this.#refused(`no listening on ${address}:${port}: ${advice[bound.refusal] ?? bound.refusal}`);
  }

  /** Holds a connection to the Drydock that has the address. False where it is none. */
  #hold(): Promise<boolean> {
    const { address: host, port } = this.#options;
    return new Promise((resolve) => {
      const request = get({ host, port, path: holdPath, agent: false }, (response) => {
        if (response.headers[ownHeader] === undefined) {
          response.destroy();
          return resolve(false);
        }
        this.#held = response;
        response.resume();
        response.on('close', () => this.#takeOver());
        resolve(true);
      });
      request.on('error', () => resolve(false));
    });
  }

  #takeOver(): void {
    this.#held = undefined;
    if (this.#closed) return;
    this.#bind().then(
      (reachable) => {
        if (reachable && this.#owned !== undefined)
          this.#options.log.info('took the task metadata address over from another Drydock');
      },
      (error: unknown) => this.#options.log.warn({ err: error }, 'the task metadata address was lost'),
    );
  }

  #serve(...[request, answer]: Parameters<RequestListener>): void {
    const { handler, gatewayOf, gatewayPort, address } = this.#options;
    if (request.url === holdPath) {
      answer.writeHead(200, { [ownHeader]: 'metadata' }).flushHeaders();
      return;
    }
    const gateway = gatewayOf(request.socket.remoteAddress ?? '');
    if (gateway === undefined || gateway === address || this.#gateways.has(gateway)) handler(request, answer);
    else forwardRequest(request, answer, { gateway, port: gatewayPort });
  }

  async #listenOn(gateway: string): Promise<boolean> {
    if (this.#gateways.get(gateway) !== undefined) return true;
    const server = createServer(this.#options.handler);
    this.#gateways.set(gateway, server);
    const bound = await bind(server, gateway, this.#options.gatewayPort);
    if ('port' in bound) return true;
    this.#gateways.set(gateway, undefined);
    return this.#refused(`no listening on ${gateway}:${this.#options.gatewayPort}: ${bound.refusal}`);
  }

  #refused(reason: string): false {
    if (!this.#warned.has(reason))
      this.#options.log.warn(
        `tasks get no metadata endpoint and no credentials of their task role (${this.#options.address}): ${reason}`,
      );
    this.#warned.add(reason);
    return false;
  }
}

const advice: Readonly<Record<string, string>> = {
  EACCES: 'it takes root, or sysctl net.ipv4.ip_unprivileged_port_start=80',
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL:
    'the Docker engine is not on this machine itself; run Drydock as a container beside it (docs/guides/container.md)',
};

/** Whether this machine has that address: only then can it be bound. */
async function isLocal(address: string): Promise<boolean> {
  const probe = createSocketServer();
  const bound = await bind(probe, address, 0);
  probe.close();
  return 'port' in bound;
}
