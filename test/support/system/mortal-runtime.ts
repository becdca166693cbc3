import {
  type ContainerRuntime,
  type ContainerSpec,
  type ExecRequest,
  type LogFollower,
  type LogLine,
  type LogPosition,
  type NetworkSpec,
  type RegistryCredentials,
  type RuntimeEvent,
  RuntimeUnavailableError,
  type SandboxSpec,
} from '../../../emulator/runtime/runtime.ts';
import type { RuntimeVolumes } from '../../../emulator/runtime/volumes.ts';
import type { Life } from './life.ts';

/**
 * One process's connection to an engine that outlives it. A process that dies while a call is under way has had the
 * call carried out or not, and never learns which.
 */
export class MortalRuntime implements ContainerRuntime {
  readonly name: ContainerRuntime['name'];
  readonly #engine: ContainerRuntime;
  readonly #life: Life;
  readonly #unsubscribes: (() => void)[] = [];

  constructor(engine: ContainerRuntime, life: Life) {
    this.name = engine.name;
    this.#engine = engine;
    this.#life = life;
  }

  subscribe(listener: (event: RuntimeEvent) => void): () => void {
    const unsubscribe = this.#engine.subscribe((event) => this.#life.run(() => listener(event)));
    this.#unsubscribes.push(unsubscribe);
    return unsubscribe;
  }

  followLogs(id: string, from: LogPosition, onLine: (line: LogLine) => void): LogFollower {
    return this.#engine.followLogs(id, from, (line) => this.#life.run(() => onLine(line)));
  }

  connect = () => this.#call(() => this.#engine.connect());
  occupiedCidrs = () => this.#call(() => this.#engine.occupiedCidrs());
  ensureNetwork = (network: NetworkSpec) => this.#call(() => this.#engine.ensureNetwork(network));
  endpoint = (id: string) => this.#call(() => this.#engine.endpoint(id));
  machineAddress = (mode: 'bridge' | 'host') => this.#call(() => this.#engine.machineAddress(mode));
  hostAddress = (network: NetworkSpec) => this.#engine.hostAddress(network);
  ensureMetadataAddress = () => this.#call(() => this.#engine.ensureMetadataAddress());
  stats = (id: string) => this.#call(() => this.#engine.stats(id));
  createSandbox = (spec: SandboxSpec) => this.#call(() => this.#engine.createSandbox(spec));
  detachSandbox = (id: string, vpcId: string) => this.#call(() => this.#engine.detachSandbox(id, vpcId));
  findImage = (reference: string) => this.#call(() => this.#engine.findImage(reference));
  pullImage = (reference: string, credentials?: RegistryCredentials) =>
    this.#call(() => this.#engine.pullImage(reference, credentials));
  createContainer = (spec: ContainerSpec) => this.#call(() => this.#engine.createContainer(spec));
  mountSource = (id: string, destination: string) =>
    this.#call(() => this.#engine.mountSource(id, destination));
  startContainer = (id: string) => this.#call(() => this.#engine.startContainer(id));
  signalStop = (id: string) => this.#call(() => this.#engine.signalStop(id));
  kill = (id: string) => this.#call(() => this.#engine.kill(id));
  remove = (id: string) => this.#call(() => this.#engine.remove(id));
  exec = (id: string, request: ExecRequest) => this.#call(() => this.#engine.exec(id, request));
  removeNetworks = () => this.#call(() => this.#engine.removeNetworks());
  list = () => this.#call(() => this.#engine.list());
  volumes: RuntimeVolumes = {
    ensure: (volume) => this.#call(() => this.#engine.volumes.ensure(volume)),
    has: (name) => this.#call(() => this.#engine.volumes.has(name)),
    list: () => this.#call(() => this.#engine.volumes.list()),
    remove: (name) => this.#call(() => this.#engine.volumes.remove(name)),
  };
  removeAll = () => this.#call(() => this.#engine.removeAll());

  /** The engine runs on, with all that it holds. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
  }

  async #call<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#reach();
    const value = await work();
    this.#reach();
    return value;
  }

  #reach(): void {
    this.#life.instant();
    if (!this.#life.isAlive) throw new RuntimeUnavailableError('The process that asked was killed.');
  }
}
