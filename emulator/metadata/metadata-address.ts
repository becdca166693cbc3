import {
  createServer,
  get,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import type { Logger } from 'pino';
import { bind } from '../load-balancer/listeners/bind.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import { forwardRequest } from './forward-request.ts';
import { localGateway } from './local-gateway.ts';
import { PeerServer, Peers, peerHost } from './peers.ts';

export interface MetadataAddressOptions {
  readonly runtime: Pick<ContainerRuntime, 'ensureMetadataAddress'>;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /** Answers the requests of our tasks. */
  readonly handler: RequestListener;
  /** Whether a path names a task of ours. */
  readonly knows: (path: string) => boolean;
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
  readonly #shared = new Set<string>();
  readonly #warned = new Set<string>();
  readonly #peers = new Peers();
  readonly #peerServer: PeerServer;
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
    this.#peerServer = new PeerServer(options.handler, options.knows);
  }

  /** The port that we have at the address; undefined while another Drydock has it. */
  get ownedPort(): number | undefined {
    const bound = this.#owned?.address();
    return typeof bound === 'object' ? bound?.port : undefined;
  }

  /**
   * Makes the requests of tasks behind that gateway, which is ours alone, reach us. False, and one line in the log,
   * where they cannot.
   */
  async ensure(gateway: string): Promise<boolean> {
    if (!this.#gateways.has(gateway)) this.#gateways.set(gateway, undefined);
    if (!(await this.#ensureAddress())) return false;
    return this.#owned !== undefined || this.#listenOn(gateway);
  }

  /** The same where tasks of others may stand behind that gateway as well: what they ask for tells whose they are. */
  ensureShared(gateway: string): Promise<boolean> {
    this.#shared.add(gateway);
    return this.#ensureAddress();
  }

  #ensureAddress(): Promise<boolean> {
    this.#claiming ??= this.#claim().finally(() => {
      this.#claiming = undefined;
    });
    return this.#claiming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#claiming;
    this.#held?.destroy();
    this.#peerServer.close();
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
  async #hold(): Promise<boolean> {
    const { address: host, port } = this.#options;
    const headers = await this.#peerServer.headers();
    return new Promise((resolve) => {
      // That it comes from the address itself proves that no container sent it.
      const options = { host, port, path: holdPath, headers, localAddress: host, agent: false };
      const request = get(options, (response) => {
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
    const { handler, gatewayOf } = this.#options;
    if (request.url === holdPath) {
      this.#peers.add(request);
      answer.writeHead(200, { [ownHeader]: 'metadata' }).flushHeaders();
      return;
    }
    const gateway = gatewayOf(request.socket.remoteAddress ?? '');
    if (gateway !== undefined && this.#gateways.has(gateway)) return handler(request, answer);
    this.#handOn(request, answer, gateway).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'a metadata request could not be handed on');
      answer.destroy();
    });
  }

  /** To the Drydock that knows what is asked for; else to the one that listens on the gateway it came through. */
  async #handOn(
    request: IncomingMessage,
    answer: ServerResponse,
    gateway: string | undefined,
  ): Promise<void> {
    const { handler, knows, address, gatewayPort } = this.#options;
    const { url = '' } = request;
    if (knows(url)) return handler(request, answer);
    const peer = await this.#peers.whoKnows(url);
    if (peer !== undefined) forwardRequest(request, answer, { gateway: peerHost, port: peer });
    else if (gateway === undefined || gateway === address || this.#shared.has(gateway))
      handler(request, answer);
    else {
      // Version 2 goes by the sender's address alone, which nobody knows of a container on the engine's bridge.
      const goesByAddress = /^\/v2\/(metadata|stats)/.test(url);
      const whenGone = goesByAddress ? () => handler(request, answer) : undefined;
      forwardRequest(request, answer, { gateway, port: gatewayPort }, whenGone);
    }
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
