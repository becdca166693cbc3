import { v4 as uuid } from 'uuid';
import { until } from '../../../emulator/demo/until.ts';
import type { Inspection } from '../../../emulator/runtime/docker/containers/inspect.ts';
import { DockerRuntime } from '../../../emulator/runtime/docker/docker-runtime.ts';
import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import {
  type ContainerSpec,
  type LogLine,
  type LogPosition,
  NetworkRangeTakenError,
  type NetworkSpec,
  type RuntimeEvent,
  type Sandbox,
  type SandboxSpec,
} from '../../../emulator/runtime/runtime.ts';
import { buildSampleImage, sampleImage } from '../../../fixtures/build-sample-image.ts';
import { buildTinyImage } from '../../../fixtures/build-tiny-image.ts';
import { addressNumber, addressText } from '../../../src/plan/cidr.ts';
import { freeVpcCidr } from '../../../src/plan/free-cidr.ts';
import { nodeProgram } from '../docker/container/node-program.ts';
import { type EngineLeftovers, engineLeftovers } from './engine-leftovers.ts';

type FullInspection = Inspection & {
  readonly Config: { readonly Hostname: string };
  readonly HostConfig: Readonly<Record<string, unknown>>;
};

/** A Docker runtime as an instance of its own, with one network. Disposal removes all that it made. */
export class RuntimeWorld implements AsyncDisposable {
  readonly instanceId: string;
  readonly engine: Engine;
  readonly runtime: DockerRuntime;
  readonly network: NetworkSpec;
  readonly #events: RuntimeEvent[] = [];
  #sandboxes = 0;
  #containers = 0;

  private constructor(instanceId: string, engine: Engine, runtime: DockerRuntime, network: NetworkSpec) {
    this.instanceId = instanceId;
    this.engine = engine;
    this.runtime = runtime;
    this.network = network;
    runtime.subscribe((event) => this.#events.push(event));
  }

  static async start(): Promise<RuntimeWorld> {
    const engine = await Engine.open();
    await Promise.all([buildSampleImage({ engine }), buildTinyImage({ engine })]);
    const instanceId = uuid();
    const runtime = new DockerRuntime({ instanceId, log: console });
    await runtime.connect();
    return new RuntimeWorld(instanceId, engine, runtime, await makeNetwork(runtime));
  }

  sandboxSpec(address: string): SandboxSpec {
    return {
      name: this.sandboxName(address),
      vpcId: this.network.vpcId,
      address,
      hostname: this.hostnameOf(address),
      labels: {},
    };
  }

  sandboxName(address: string): string {
    return `drydock-${this.instanceId}-${address}`;
  }

  hostnameOf(address: string): string {
    return `ip-${address.replaceAll('.', '-')}.ec2.internal`;
  }

  /** A new sandbox, at the next address. */
  sandbox(): Promise<Sandbox> {
    const base = addressNumber(this.network.cidr.split('/')[0] ?? '');
    this.#sandboxes += 1;
    return this.runtime.createSandbox(this.sandboxSpec(addressText(base + 9 + this.#sandboxes)));
  }

  /** A container of a name of its own. */
  spec(sandboxId: string, rest: Partial<ContainerSpec>): ContainerSpec {
    this.#containers += 1;
    return {
      name: `drydock-${this.instanceId}-${this.#containers}`,
      image: sampleImage,
      network: { mode: 'sandbox', sandboxId },
      environment: [],
      labels: {},
      cpuShares: 2,
      readonlyRootFilesystem: false,
      ulimits: [],
      initProcess: false,
      ...rest,
    };
  }

  /** Starts a container of the sample image that runs a Node.js program, in a new sandbox unless one is named. */
  async runProgram(source: string, rest: Partial<ContainerSpec> = {}): Promise<{ readonly id: string }> {
    const sandboxId = rest.network === undefined ? (await this.sandbox()).id : '';
    const container = await this.runtime.createContainer(
      this.spec(sandboxId, { ...nodeProgram(source), ...rest }),
    );
    await this.runtime.startContainer(container.id);
    return container;
  }

  /** The first event like that since the beginning. */
  event(what: string, isSo: (event: RuntimeEvent) => boolean): Promise<RuntimeEvent> {
    return until(what, async () => this.#events.find(isSo));
  }

  died(id: string): Promise<RuntimeEvent> {
    return this.event(`${id} has died`, (event) => event.type === 'died' && event.id === id);
  }

  /** Follows a log; `all` resolves at its end. */
  linesOf(id: string, from: LogPosition = {}) {
    const lines: LogLine[] = [];
    const follower = this.runtime.followLogs(id, from, (line) => lines.push(line));
    return {
      until: (text: string) =>
        until(`the log says ${text}`, async () => lines.find((line) => line.text === text)),
      stop: () => follower.stop(),
      all: async (): Promise<readonly LogLine[]> => {
        await follower.ended;
        return lines;
      },
    };
  }

  inspect(id: string): Promise<FullInspection> {
    return this.engine.read({ path: `/containers/${id}/json` });
  }

  async signal(id: string, signal: string): Promise<void> {
    await this.engine.run({ method: 'POST', path: `/containers/${id}/kill`, query: { signal } });
  }

  /** The sample image with a stop signal of its own. */
  async imageWithStopSignal(signal: string): Promise<AsyncDisposable & { readonly tag: string }> {
    const { engine } = this;
    const { id } = await this.runtime.createContainer(this.spec((await this.sandbox()).id, {}));
    const repo = `drydock-test-${uuid()}`;
    await engine.run({
      method: 'POST',
      path: '/commit',
      query: { container: id, repo, tag: '1' },
      body: { StopSignal: signal },
    });
    const tag = `${repo}:1`;
    return {
      tag,
      [Symbol.asyncDispose]: () =>
        engine.run({ method: 'DELETE', path: `/images/${tag}`, query: { force: true } }),
    };
  }

  leftovers(): Promise<EngineLeftovers> {
    return engineLeftovers(this.engine, this.instanceId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.runtime.removeAll();
    } finally {
      await this.runtime[Symbol.asyncDispose]();
    }
  }
}

/** Others take ranges at the same time: whoever is too late takes the next. */
async function makeNetwork(runtime: DockerRuntime): Promise<NetworkSpec> {
  const vpcId = 'vpc-1';
  for (const refused: string[] = []; ; ) {
    const cidr = freeVpcCidr([...(await runtime.occupiedCidrs()), ...refused]);
    try {
      await runtime.ensureNetwork({ vpcId, cidr });
      return { vpcId, cidr };
    } catch (error) {
      if (!(error instanceof NetworkRangeTakenError)) throw error;
      refused.push(cidr);
    }
  }
}
