import type { ContainerEndpoint } from '../container-network.ts';
import {
  ContainerError,
  type ContainerRuntime,
  type ContainerSpec,
  type ContainerStats,
  type ExecRequest,
  type ExecSession,
  type Image,
  type LogFollower,
  type LogLine,
  type LogPosition,
  type NetworkSpec,
  type RegistryCredentials,
  type RuntimeContainer,
  type RuntimeEvent,
  RuntimeUnavailableError,
  type Sandbox,
  type SandboxSpec,
} from '../runtime.ts';
import { removeAbandoned } from './abandoned.ts';
import { type Connection, type DockerRuntimeOptions, openConnection } from './connection.ts';
import { readStats } from './containers/container-stats.ts';
import { endpointOf, inspect, publishedPorts } from './containers/inspect.ts';
import { listContainerIds, listContainers } from './containers/list-containers.ts';
import { loweredLimits } from './containers/lowered-limits.ts';
import { EngineError } from './engine/engine.ts';
import { type EngineHost, readEngineHost } from './engine/engine-host.ts';
import { startExec } from './exec/exec-session.ts';
import { findImage, pullImage } from './images/images.ts';
import { ensurePauseImage, pauseImage } from './images/pause-image.ts';
import { followLogs } from './logs/follow-logs.ts';
import type { Volumes } from './volumes/volumes.ts';

/** The container runtime over a Docker engine. Everything it makes carries the instance's label. */
export class DockerRuntime implements ContainerRuntime {
  readonly name = 'docker';
  readonly #options: DockerRuntimeOptions;
  readonly #listeners = new Set<(event: RuntimeEvent) => void>();
  readonly #followers = new Set<LogFollower>();
  /** What was said of limits that the machine does not have. */
  readonly #noted = new Set<string>();
  #connecting: Promise<void> | undefined;
  #connection: Connection | undefined;
  #host: Promise<EngineHost> | undefined;
  #pauseImage: Promise<void> | undefined;

  constructor(options: DockerRuntimeOptions) {
    this.#options = options;
  }

  /** Also tells every listener `connected`. A second call shares the first; after a failure it tries again. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect().catch((error) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  async #connect(): Promise<void> {
    const { isAbandoned, log } = this.#options;
    this.#connection = await openConnection(this.#options, (event) => this.#emit(event));
    const { engine, networks, events } = this.#connection;
    await networks.joinAll();
    await this.#readHost();
    await events.open();
    // In the background: createSandbox waits for it and meets its error.
    this.#ensurePauseImage().catch(() => undefined);
    if (isAbandoned !== undefined)
      removeAbandoned(engine, isAbandoned).catch((error) =>
        log.warn({ err: error }, 'what another Drydock left could not be removed'),
      );
  }

  subscribe(listener: (event: RuntimeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #emit(event: RuntimeEvent): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.#options.log.warn({ error, event }, 'a listener of runtime events failed');
      }
    }
  }

  get volumes(): Volumes {
    return this.#connected().volumes;
  }

  occupiedCidrs(): Promise<string[]> {
    return this.#connected().networks.occupiedCidrs();
  }

  ensureNetwork(network: NetworkSpec): Promise<void> {
    return this.#connected().networks.ensure(network);
  }

  hostAddress(network: NetworkSpec): string {
    return this.#connected().networks.hostAddress(network);
  }

  machineAddress(mode: 'bridge' | 'host'): Promise<string | undefined> {
    return this.#connected().networks.machineAddress(mode);
  }

  ensureMetadataAddress(): Promise<void> {
    return this.#connected().metadataNetwork.ensure();
  }

  async createSandbox(spec: SandboxSpec): Promise<Sandbox> {
    const { containers, networks, metadataNetwork } = this.#connected();
    const networkName = { own: networks.name(spec.vpcId), metadata: await metadataNetwork.forSandboxes() };
    await this.#ensurePauseImage();
    try {
      return await containers.createSandbox(spec, networkName);
    } catch (error) {
      if (!(error instanceof ContainerError) || !error.message.includes(`No such image: ${pauseImage}`))
        throw error;
      // Someone cleaned up the engine's images since.
      this.#pauseImage = undefined;
      await this.#ensurePauseImage();
      return await containers.createSandbox(spec, networkName);
    }
  }

  detachSandbox(id: string, vpcId: string): Promise<void> {
    return this.#connected().networks.disconnect(vpcId, id);
  }

  findImage(reference: string): Promise<Image | undefined> {
    return findImage(this.#connected().engine, reference);
  }

  pullImage(reference: string, credentials?: RegistryCredentials): Promise<Image> {
    return pullImage(this.#connected().engine, reference, credentials);
  }

  async createContainer(spec: ContainerSpec): Promise<{ readonly id: string }> {
    const host = await this.#readHost();
    this.#noteLowered(loweredLimits(spec, host));
    const { containers, metadataNetwork } = this.#connected();
    // Who joins a sandbox has its ways, and who has the host's network or none gets no other.
    const extra = spec.network.mode === 'bridge' ? await metadataNetwork.forSandboxes() : undefined;
    return containers.createContainer(spec, host, extra);
  }

  /** Each once: every further container of the same kind would say the same. */
  #noteLowered(limits: readonly string[]): void {
    for (const limit of limits) {
      if (this.#noted.has(limit)) continue;
      this.#noted.add(limit);
      this.#options.log.warn(`The machine has less than a task definition asks for: ${limit}.`);
    }
  }

  async mountSource(id: string, destination: string): Promise<string | undefined> {
    const mounts = (await inspect(this.#connected().engine, id))?.Mounts ?? [];
    return mounts.find(({ Destination }) => Destination === destination)?.Source;
  }

  startContainer(id: string): Promise<void> {
    return this.#connected().containers.start(id);
  }

  async endpoint(id: string): Promise<ContainerEndpoint | undefined> {
    const found = await inspect(this.#connected().engine, id);
    return found && { address: endpointOf(found).address, ports: publishedPorts(found) };
  }

  signalStop(id: string): Promise<void> {
    return this.#connected().containers.signalStop(id);
  }

  kill(id: string): Promise<void> {
    return this.#connected().containers.kill(id);
  }

  remove(id: string): Promise<void> {
    return this.#connected().containers.remove(id);
  }

  stats(id: string): Promise<ContainerStats | undefined> {
    return readStats(this.#connected().engine, id);
  }

  exec(id: string, request: ExecRequest): Promise<ExecSession> {
    return startExec(this.#connected().engine, id, request);
  }

  list(): Promise<RuntimeContainer[]> {
    return listContainers(this.#connected().engine, this.#options.instanceId);
  }

  /** Goes on by itself across engine restarts. Ends with the runtime. */
  followLogs(id: string, from: LogPosition, onLine: (line: LogLine) => void): LogFollower {
    const { engine } = this.#connected();
    const { log } = this.#options;
    const follower = followLogs(
      { engine, log, subscribe: (listener) => this.subscribe(listener) },
      id,
      from,
      onLine,
    );
    this.#followers.add(follower);
    follower.ended.finally(() => this.#followers.delete(follower));
    return follower;
  }

  async removeNetworks(): Promise<void> {
    const { networks, metadataNetwork } = this.#connected();
    const ids = await networks.list();
    await Promise.all(ids.map((id) => networks.remove(id)));
    await metadataNetwork.removeUnused();
  }

  async removeAll(): Promise<void> {
    const { engine, containers } = this.#connected();
    const ids = await listContainerIds(engine, this.#options.instanceId);
    await Promise.all(ids.map((id) => containers.remove(id)));
    await Promise.all([this.removeNetworks(), this.volumes.removeAll()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const followers = [...this.#followers];
    for (const follower of followers) follower.stop();
    await Promise.all(followers.map(({ ended }) => ended));
    await this.#connection?.events[Symbol.asyncDispose]();
  }

  #connected(): Connection {
    if (!this.#connection)
      throw new RuntimeUnavailableError('The Docker engine has not been connected to yet.');
    return this.#connection;
  }

  #readHost(): Promise<EngineHost> {
    this.#host ??= readEngineHost(this.#connected().engine).catch((error) => {
      this.#host = undefined;
      throw error;
    });
    return this.#host;
  }

  #ensurePauseImage(): Promise<void> {
    this.#pauseImage ??= this.#readHost()
      .then((host) => ensurePauseImage(this.#connected().engine, host))
      .catch((error) => {
        this.#pauseImage = undefined;
        throw error instanceof EngineError ? new ContainerError(error.message) : error;
      });
    return this.#pauseImage;
  }
}
