import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/clock.ts';
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
  readonly #options: SimulatedRuntimeOptions;
  readonly #images: SimulatedImages;
  readonly #listeners = new Set<(event: RuntimeEvent) => void>();
  readonly #containers = new Map<string, SimulatedContainer>();
  readonly #idsByName = new Map<string, string>();
  readonly #networks = new Map<string, string>();
  readonly #addresses = new Set<string>();
  readonly #failures = new ScriptedFailures();
  #nextId = 1;
  #connected = false;

  constructor(options: SimulatedRuntimeOptions) {
    this.#options = options;
    this.#images = new SimulatedImages(options.clock, options.images ?? {});
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
    this.#networks.set(vpcId, cidr);
  }

  hostAddress(): undefined {}
  async ensureMetadataAddress(): Promise<void> {}

  async createSandbox(spec: SandboxSpec): Promise<Sandbox> {
    this.#requireConnection();
    const bytes = spec.address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
    const macAddress = ['02', '42', ...bytes].join(':');
    const endpoint = { vpcId: spec.vpcId, address: spec.address, macAddress };
    const sandbox = this.#standing(spec.name) ?? this.#addSandbox(spec, endpoint);
    sandbox.start();
    const { id, address, macAddress: mac } = sandbox.view();
    return { id, address: address ?? spec.address, macAddress: mac ?? macAddress };
  }

  #addSandbox(
    spec: SandboxSpec,
    endpoint: { vpcId: string; address: string; macAddress: string },
  ): SimulatedContainer {
    this.#failures.throwNext('createSandbox', daemonError);
    if (!this.#networks.has(spec.vpcId)) throw daemonError(`network ${spec.vpcId} not found`);
    const key = `${spec.vpcId} ${spec.address}`;
    if (this.#addresses.has(key)) throw daemonError('Address already in use');
    const sandbox = this.#add(
      spec.name,
      { ...spec.labels, [labels.role]: 'sandbox' },
      { endpoint, script: {} },
    );
    this.#addresses.add(key);
    return sandbox;
  }

  async findImage(reference: string): Promise<Image | undefined> {
    this.#requireConnection();
    return this.#images.find(reference);
  }

  async pullImage(reference: string, credentials?: RegistryCredentials): Promise<Image> {
    this.#requireConnection();
    this.#failures.throwNext('pullImage', (text) => new ImagePullError(text));
    const image = await this.#images.pull(reference, credentials);
    this.#requireConnection();
    return image;
  }

  async createContainer(spec: ContainerSpec): Promise<{ readonly id: string }> {
    this.#requireConnection();
    const standing = this.#standing(spec.name);
    if (standing) return { id: standing.options.id };
    this.#failures.throwNext('createContainer', daemonError);
    if (this.#images.find(spec.image) === undefined) throw daemonError(`No such image: ${spec.image}`);
    const volumes = this.volumes.mountedBy(spec);
    const check = spec.healthCheck;
    const container = this.#add(
      spec.name,
      { ...spec.labels, [labels.role]: 'container' },
      {
        script: this.#images.script(spec.image),
        sandboxId: spec.sandboxId,
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
    const { script, sandboxId = '' } = container.options;
    if (script.start) throw daemonError(script.start.fails);
    if (this.#existing(sandboxId).state.status !== 'running')
      throw daemonError(`cannot join network of a non running container: ${sandboxId}`);
    container.start();
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
    return [...this.#containers.values()].map((container) => container.view());
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
    for (const container of this.#containers.values()) {
      container.clearTimers();
      container.log.close();
    }
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
    if (!this.#connected) return;
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
      emit: (event) => this.#emit(event),
    });
    this.#containers.set(id, container);
    this.#idsByName.set(name, id);
    return container;
  }

  #remove(id: string): void {
    const container = this.#containers.get(id);
    if (!container) return;
    container.end(137);
    container.clearTimers();
    container.log.close();
    this.#containers.delete(id);
    this.#idsByName.delete(container.options.name);
    const { endpoint } = container.options;
    if (endpoint) this.#addresses.delete(`${endpoint.vpcId} ${endpoint.address}`);
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

/** What a sandbox and a container differ in. */
type ContainerKind = Omit<SimulatedContainerOptions, 'id' | 'name' | 'labels' | 'clock' | 'emit'>;
