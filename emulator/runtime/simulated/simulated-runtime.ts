import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/clock.ts';
import type { ContainerEndpoint } from '../container-network.ts';
import { labels } from '../labels.ts';
import {
  type ContainerHealth,
  type ContainerRuntime,
  type ContainerSpec,
  type ExecRequest,
  type ExecSession,
  type Image,
  ImagePullError,
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
import { daemonError } from './daemon-error.ts';
import { type FailingCall, ScriptedFailures } from './scripted-failures.ts';
import type { ScriptedImage } from './scripted-image.ts';
import { SimulatedContainer, type SimulatedContainerOptions } from './simulated-container.ts';
import { SimulatedImages } from './simulated-images.ts';
import { SimulatedNetworks } from './simulated-networks.ts';
import { SimulatedPorts } from './simulated-ports.ts';
import { SimulatedVolumes } from './simulated-volumes.ts';

export interface SimulatedRuntimeOptions {
  readonly instanceId: string;
  readonly clock: Clock;
  /** By reference as the task definition gives it. */
  readonly images?: Readonly<Record<string, ScriptedImage>>;
}

/**
 * A container engine in memory, with the promises of the real one: names are unique, addresses are held once, what
 * stands is adopted, events come for every change. Events are emitted inside the call that causes them.
 */
export class SimulatedRuntime implements ContainerRuntime {
  readonly name = 'simulated';
  readonly volumes: SimulatedVolumes;
  readonly images: SimulatedImages;
  readonly #options: SimulatedRuntimeOptions;
  readonly #listeners = new Set<(event: RuntimeEvent) => void>();
  readonly #containers = new Map<string, SimulatedContainer>();
  readonly #idsByName = new Map<string, string>();
  readonly #networks = new SimulatedNetworks();
  readonly #failures = new ScriptedFailures();
  readonly #ports = new SimulatedPorts();
  #nextId = 1;
  #connected = false;

  constructor(options: SimulatedRuntimeOptions) {
    this.#options = options;
    this.images = new SimulatedImages(options.clock, options.images ?? {});
    const connected = () => this.#requireConnection();
    this.volumes = new SimulatedVolumes(options.instanceId, this.#containers, connected);
  }

  async connect(): Promise<void> {
    this.reconnect();
  }

  subscribe(listener: (event: RuntimeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  async occupiedCidrs(): Promise<string[]> {
    this.#requireConnection();
    return [];
  }

  async ensureNetwork({ vpcId, cidr }: NetworkSpec): Promise<void> {
    this.#requireConnection();
    this.#networks.add(vpcId, cidr);
  }

  hostAddress(): undefined {}
  async machineAddress(): Promise<undefined> {}
  async ensureMetadataAddress(): Promise<void> {}

  async createSandbox(spec: SandboxSpec): Promise<Sandbox> {
    this.#requireConnection();
    const sandbox = this.#standing(spec.name) ?? this.#addSandbox(spec);
    sandbox.start();
    const { id, address = spec.address, macAddress = '' } = sandbox.view();
    return { id, address, macAddress };
  }

  async detachSandbox(id: string): Promise<void> {
    this.#requireConnection();
    this.#networks.free(this.#containers.get(id)?.detach());
  }

  #addSandbox(spec: SandboxSpec): SimulatedContainer {
    this.#failures.throwNext('createSandbox', daemonError);
    const endpoint = this.#networks.take(spec);
    return this.#add(spec.name, { ...spec.labels, [labels.role]: 'sandbox' }, { endpoint, script: {} });
  }

  async findImage(reference: string): Promise<Image | undefined> {
    this.#requireConnection();
    return this.images.find(reference);
  }

  async pullImage(reference: string, credentials?: RegistryCredentials): Promise<Image> {
    this.#requireConnection();
    this.#failures.throwNext('pullImage', (text) => new ImagePullError(text));
    const image = await this.images.pull(reference, credentials);
    this.#requireConnection();
    return image;
  }

  async createContainer(spec: ContainerSpec): Promise<{ readonly id: string }> {
    this.#requireConnection();
    const standing = this.#standing(spec.name);
    if (standing) return { id: standing.options.id };
    this.#failures.throwNext('createContainer', daemonError);
    if (this.images.find(spec.image) === undefined) throw daemonError(`No such image: ${spec.image}`);
    const volumes = this.volumes.mountedBy(spec);
    const check = spec.healthCheck;
    const container = this.#add(
      spec.name,
      { ...spec.labels, [labels.role]: 'container' },
      {
        script: this.images.script(spec.image),
        network: spec.network,
        volumes,
        ...(check ? { firstHealthMs: check.intervalMs } : {}),
      },
    );
    return { id: container.options.id };
  }

  async mountSource(id: string, destination: string): Promise<string | undefined> {
    this.#requireConnection();
    return this.#containers.has(id) ? `/simulated/${id}${destination}` : undefined;
  }

  async startContainer(id: string): Promise<void> {
    this.#requireConnection();
    const container = this.#existing(id);
    if (container.state.status === 'running') return;
    this.#failures.throwNext('startContainer', daemonError);
    const { script, network } = container.options;
    if (script.start) throw daemonError(script.start.fails);
    if (network?.mode === 'sandbox' && this.#existing(network.sandboxId).state.status !== 'running')
      throw daemonError(`cannot join network of a non running container: ${network.sandboxId}`);
    this.#ports.publish(id, network);
    container.start();
  }

  async endpoint(id: string): Promise<ContainerEndpoint | undefined> {
    this.#requireConnection();
    const container = this.#containers.get(id);
    return container && { address: container.view().address, ports: this.#ports.of(id) };
  }

  async signalStop(id: string): Promise<void> {
    this.#requireConnection();
    this.#containers.get(id)?.stopSignal();
  }

  async kill(id: string): Promise<void> {
    this.#requireConnection();
    this.#containers.get(id)?.end(137);
  }

  async remove(id: string): Promise<void> {
    this.#requireConnection();
    this.#remove(id);
  }

  async stats(): Promise<undefined> {}

  async exec(id: string, request: ExecRequest): Promise<ExecSession> {
    this.#requireConnection();
    return this.#existing(id).exec(request);
  }

  async list(): Promise<RuntimeContainer[]> {
    this.#requireConnection();
    return [...this.#containers.values()].map((container) => ({
      ...container.view(),
      ports: this.#ports.of(container.options.id),
    }));
  }

  followLogs(id: string, from: LogPosition, onLine: (line: LogLine) => void): LogFollower {
    const container = this.#containers.get(id);
    if (!container) return { ended: Promise.resolve(), stop: () => {} };
    return container.log.follow(from, onLine);
  }

  async removeNetworks(): Promise<void> {
    this.#requireConnection();
    this.#networks.clear();
  }

  async removeAll(): Promise<void> {
    this.#requireConnection();
    for (const id of [...this.#containers.keys()]) this.#remove(id);
    this.#networks.clear();
    this.volumes.clear();
  }

  /** The containers stay in this object, as they would in an engine; only their clock stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    for (const container of this.#containers.values()) container.close();
  }

  /** Test control: the program ends by itself with this exit code. */
  crash(id: string, exitCode: number, oomKilled = false): void {
    this.#containers.get(id)?.end(exitCode, oomKilled);
  }

  /** Test control: the health check's verdict changes. */
  setHealth(id: string, health: ContainerHealth): void {
    this.#containers.get(id)?.setHealth(health);
  }

  /** Test control: the program prints a line. */
  printLine(id: string, text: string, stream: LogLine['stream'] = 'stdout'): void {
    this.#containers.get(id)?.writeLog(stream, text);
  }

  /** Test control: the next call of this kind fails with the engine's text `text`. Several queue up. */
  failNext(call: FailingCall, text: string): void {
    this.#failures.add(call, text);
  }

  /** Test control: the engine goes away. Containers run on; their events are lost until {@link reconnect}. */
  disconnect(reason = 'the simulated engine was disconnected'): void {
    this.#emit({ type: 'disconnected', reason });
    this.#connected = false;
  }

  reconnect(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.#emit({ type: 'connected' });
  }

  #emit(event: RuntimeEvent): void {
    if (!this.#connected) return;
    for (const listener of [...this.#listeners]) listener(event);
  }

  #add(name: string, given: Readonly<Record<string, string>>, kind: ContainerKind): SimulatedContainer {
    const { instanceId, clock } = this.#options;
    const id = createHash('sha256')
      .update(`${instanceId} ${this.#nextId++}`)
      .digest('hex');
    const container = new SimulatedContainer({
      ...kind,
      ...{ id, name, clock },
      labels: { ...given, [labels.instance]: instanceId },
      emit: (event) => {
        if (event.type === 'died') this.#ports.free(id);
        this.#emit(event);
      },
    });
    this.#containers.set(id, container);
    this.#idsByName.set(name, id);
    return container;
  }

  #remove(id: string): void {
    const container = this.#containers.get(id);
    if (!container) return;
    container.end(137);
    container.close();
    this.#containers.delete(id);
    this.#idsByName.delete(container.options.name);
    this.#networks.free(container.detach());
    this.#emit({ type: 'removed', id });
  }

  #existing(id: string): SimulatedContainer {
    const container = this.#containers.get(id);
    if (!container) throw daemonError(`No such container: ${id}`);
    return container;
  }

  #standing(name: string): SimulatedContainer | undefined {
    return this.#containers.get(this.#idsByName.get(name) ?? '');
  }

  #requireConnection(): void {
    if (!this.#connected) throw new RuntimeUnavailableError('The simulated engine is not connected.');
  }
}

type ContainerKind = Omit<SimulatedContainerOptions, 'id' | 'name' | 'labels' | 'clock' | 'emit'>;
