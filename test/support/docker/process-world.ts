import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoClients, demoClients } from '../../../emulator/demo/demo-clients.ts';
import { DrydockProcess } from '../../../emulator/demo/drydock-process.ts';
import { Disposal } from '../../../emulator/disposal.ts';
import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { buildSampleImage } from '../../../fixtures/build-sample-image.ts';
import { InstanceStore } from '../../../src/state/instance-store.ts';
import { State } from '../../../src/state/state.ts';
import { type EngineLeftovers, engineLeftovers } from '../engine/engine-leftovers.ts';
import { removeInstance } from '../engine/remove-instance.ts';

/** Drydock as a process on a temporary data directory, so that it can be killed. Disposal removes all that it made. */
export class ProcessWorld implements AsyncDisposable {
  readonly dataDir: string;
  readonly engine: Engine;
  readonly instanceId: string;
  #clients: DemoClients;
  #drydock: DrydockProcess;

  private constructor(dataDir: string, engine: Engine, drydock: DrydockProcess) {
    this.dataDir = dataDir;
    this.engine = engine;
    this.instanceId = readInstanceId(dataDir);
    this.#clients = demoClients(drydock.endpoint);
    this.#drydock = drydock;
  }

  static async start(): Promise<ProcessWorld> {
    await using stack = new Disposal();
    const engine = await Engine.open();
    await buildSampleImage({ engine });
    const dataDir = await mkdtemp(join(tmpdir(), 'drydock-test-'));
    stack.defer(() => rm(dataDir, { recursive: true }));
    const world = new ProcessWorld(dataDir, engine, await DrydockProcess.start(dataDir, 0));
    stack.move();
    return world;
  }

  get clients(): DemoClients {
    return this.#clients;
  }

  get pid(): number | undefined {
    return this.#drydock.pid;
  }

  get endpoint(): string {
    return this.#drydock.endpoint;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.#drydock.end(signal);
  }

  /** Starts Drydock on its data directory again, its API on another free port. */
  async startAgain(): Promise<void> {
    this.#drydock = await DrydockProcess.start(this.dataDir, 0);
    this.#clients = demoClients(this.#drydock.endpoint);
  }

  leftovers(): Promise<EngineLeftovers> {
    return engineLeftovers(this.engine, this.instanceId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drydock.end('SIGKILL');
    await removeInstance(this.instanceId);
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

function readInstanceId(dataDir: string): string {
  using state = new State(join(dataDir, 'drydock.sqlite'));
  return new InstanceStore(state).id;
}
