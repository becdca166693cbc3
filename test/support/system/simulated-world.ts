import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECSClient } from '@aws-sdk/client-ecs';
import { pino } from 'pino';
import type { OpenedData } from '../../../emulator/data-directory/data-directory.ts';
import type { TargetHealth } from '../../../emulator/load-balancer/snapshot.ts';
import type { ScriptedImage } from '../../../emulator/runtime/simulated/scripted-image.ts';
import { SimulatedRuntime } from '../../../emulator/runtime/simulated/simulated-runtime.ts';
import { type Emulator, startEmulator } from '../../../emulator/start.ts';
import type { SidecarPolicy } from '../../../src/plan/sidecar-policies.ts';
import { ensureDefaultVpc } from '../../../src/services/ec2/default-vpc.ts';
import { NetworkInterfaceStore } from '../../../src/services/ec2/network-interface-store.ts';
import { NetworkStore } from '../../../src/services/ec2/network-store.ts';
import type { AlarmSource } from '../../../src/services/ecs/service-deployment/alarm-source.ts';
import { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import type { State } from '../../../src/state/state.ts';
import { FakeClock } from '../fake-clock.ts';
import { Life } from './life.ts';
import { MortalClock } from './mortal-clock.ts';
import { MortalRuntime } from './mortal-runtime.ts';
import { ScriptedDataPath } from './scripted-data-path.ts';

export interface SimulatedWorldOptions {
  /** What the images do, by reference as the task definition gives it. */
  readonly images?: Readonly<Record<string, ScriptedImage>>;
  readonly speed?: number;
  readonly awsTiming?: boolean;
  readonly sidecarPolicies?: readonly SidecarPolicy[];
  /** The alarms that deployments may watch. */
  readonly alarmSource?: AlarmSource;
  /** What a task's target answers to its first probe, by the task definition's `family:revision`. Default healthy. */
  readonly targetHealth?: (definition: string) => TargetHealth;
  /** Called after every commit with the state as it stands. */
  readonly onChange?: (state: State) => void;
}

const region = 'us-east-1';

/**
 * The whole emulator over a simulated engine, a scripted data path and a clock that stands still, reached by the
 * official clients. Engine, clock and data directory outlive the emulator, which can be killed and started again.
 * An error in the emulator's log that the test does not take from `errors` fails the test.
 */
export class SimulatedWorld implements AsyncDisposable {
  readonly clock = new FakeClock();
  /** What the emulator logged as errors. */
  readonly errors: string[] = [];
  readonly ecs: ECSClient;
  life = new Life();
  subnets: readonly string[] = [];
  vpcId = '';
  readonly #options: SimulatedWorldOptions;
  readonly #dataDir: string;
  #engine: SimulatedRuntime | undefined;
  #dataPath: ScriptedDataPath | undefined;
  #data: OpenedData | undefined;
  #emulator: Emulator | undefined;

  static async start(options: SimulatedWorldOptions = {}): Promise<SimulatedWorld> {
    const world = new SimulatedWorld(options, await mkdtemp(join(tmpdir(), 'drydock-system-')));
    await world.startEmulator();
    world.#findNetwork();
    return world;
  }

  private constructor(options: SimulatedWorldOptions, dataDir: string) {
    this.#options = options;
    this.#dataDir = dataDir;
    this.clock.settleWith(() => this.#settle());
    this.ecs = new ECSClient(this.client);
  }

  get engine(): SimulatedRuntime {
    return running(this.#engine);
  }

  get dataPath(): ScriptedDataPath {
    return running(this.#dataPath);
  }

  get emulator(): Emulator {
    return running(this.#emulator);
  }

  get state(): State {
    return running(this.#data).state;
  }

  /** Starts the emulator on the data directory and the engine as they are. */
  async startEmulator(): Promise<void> {
    const life = new Life();
    this.life = life;
    const { speed = 1, awsTiming = false, sidecarPolicies = [], alarmSource } = this.#options;
    const clock = new MortalClock(this.clock, life);
    this.#emulator = await startEmulator(
      { dataDir: this.#dataDir, speed, awsTiming, sidecarPolicies, alarmSource },
      {
        clock,
        log: pino({ level: 'error' }, { write: (line) => void (life.isAlive && this.errors.push(line)) }),
        runtime: (data) => this.#connect(data, life),
        dataPath: (reports) => {
          const answerOf = (address: string) => this.#answerOf(address);
          this.#dataPath = new ScriptedDataPath({ clock, reports, answerOf });
          return this.#dataPath;
        },
      },
    );
    await this.clock.settle();
  }

  /** `kill -9`: what was not committed is lost. */
  async kill(): Promise<void> {
    this.life.die();
    await this.emulator.close();
    this.#emulator = undefined;
  }

  async reset(): Promise<void> {
    await this.emulator.reset();
    this.#findNetwork();
  }

  /** A proper end, and a new start. */
  async restart(): Promise<void> {
    await this.emulator.close();
    await this.startEmulator();
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.clock.settle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#emulator?.close();
    this.ecs.destroy();
    await this.#engine?.[Symbol.asyncDispose]();
    await rm(this.#dataDir, { recursive: true, force: true });
    if (this.errors.length > 0) throw new Error(`The emulator logged errors: ${this.errors.join('')}`);
  }

  /** The default VPC and its subnets, which a reset makes anew. Not by EC2's client: it is slow to load. */
  #findNetwork(): void {
    const { state, clock } = this;
    const network = new NetworkStore(state);
    const interfaces = new NetworkInterfaceStore(state);
    const context = { state, clock, network, interfaces, allocateVpcCidr: () => '172.31.0.0/16' };
    this.vpcId = ensureDefaultVpc(context, '000000000000', region).id;
    this.subnets = network.listSubnets('000000000000', region).map(({ id }) => id);
  }

  #connect(data: OpenedData, life: Life): MortalRuntime {
    const { images } = this.#options;
    this.#engine ??= new SimulatedRuntime({ clock: this.clock, instanceId: data.instanceId, images });
    this.#data = data;
    life.atDeath(() => data.state.db.close());
    data.state.subscribe(() => {
      this.#options.onChange?.(data.state);
      life.instant();
    });
    return new MortalRuntime(this.#engine, life);
  }

  async #settle(): Promise<void> {
    if (this.life.isAlive) await this.#emulator?.settled();
  }

  #answerOf(address: string): TargetHealth {
    const task = new TaskStore(this.state)
      .listLive()
      .find(({ observed }) => observed.networkInterface?.address === address);
    const arn = task?.spec.taskDefinitionArn ?? '';
    return this.#options.targetHealth?.(arn.slice(arn.lastIndexOf('/') + 1)) ?? { state: 'healthy' };
  }

  /** What an official client is to be made with. */
  get client() {
    return {
      region,
      endpoint: async () => {
        const { hostname, port } = new URL(this.emulator.endpoint);
        return { protocol: 'http:', hostname, port: Number(port), path: '/' };
      },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    };
  }
}

function running<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('The emulator does not run.');
  return part;
}
