import type { ContainerEndpoint, ContainerNetwork } from './container-network.ts';
import type { ContainerOptions, SandboxOptions } from './container-options.ts';
import type { RuntimeVolumes } from './volumes.ts';

/**
 * What Drydock needs of a container engine. `docker/` is the real one; `simulated/` keeps the same promises in
 * memory. Times are milliseconds since the epoch; ids are the engine's own.
 */
export interface ContainerRuntime extends AsyncDisposable {
  readonly name: 'docker' | 'simulated';
  readonly volumes: RuntimeVolumes;

  /** Resolves once the engine answers and events flow. Rejects with {@link RuntimeUnavailableError}. */
  connect(): Promise<void>;
  /** Calls `listener` for every event from now on. Returns the function that ends the subscription. */
  subscribe(listener: (event: RuntimeEvent) => void): () => void;

  /** IPv4 CIDRs that a new network must not overlap: the engine's networks that are not ours, the host's routes. */
  occupiedCidrs(): Promise<string[]>;
  /**
   * Makes the network of a VPC. Does nothing when it stands already with that CIDR. Rejects with
   * {@link NetworkRangeTakenError} when another network of the engine has a part of the CIDR.
   */
  ensureNetwork(network: NetworkSpec): Promise<void>;

  /** Where the containers of that network reach this process; undefined where they cannot reach anything. */
  hostAddress(network: NetworkSpec): string | undefined;
  /** The same for containers in the bridge mode, or on the host's own network. */
  machineAddress(mode: 'bridge' | 'host'): Promise<string | undefined>;
  /**
   * Makes 169.254.170.2, which every container looks for its metadata at, lead to this process's machine (or to the
   * container that it runs in). Does nothing when it does. Rejects with {@link ContainerError}.
   */
  ensureMetadataAddress(): Promise<void>;

  /** Makes and starts the container that owns a task's network namespace. A second call by the same name adopts it. */
  createSandbox(spec: SandboxSpec): Promise<Sandbox>;
  /**
   * Takes a sandbox off its VPC's network: its address is free when this resolves. Its container stands on, with no
   * network. No error when the sandbox is gone or was taken off before.
   */
  detachSandbox(id: string, vpcId: string): Promise<void>;

  /** The image as the engine holds it, or undefined when it has to be pulled. */
  findImage(reference: string): Promise<Image | undefined>;
  /** Rejects with {@link ImagePullError}, whose message is the registry's or the engine's own text. */
  pullImage(reference: string, credentials?: RegistryCredentials): Promise<Image>;

  /** A second call by the same name adopts the container that stands. Rejects with {@link ContainerError}. */
  createContainer(spec: ContainerSpec): Promise<{ readonly id: string }>;
  /** Where on the engine's machine that lies which a container has mounted there; undefined where nothing is. */
  mountSource(id: string, destination: string): Promise<string | undefined>;
  /** Starting what runs already is no error. Rejects with {@link ContainerError}. */
  startContainer(id: string): Promise<void>;
  /** Where a container that was started is reached; undefined when it is gone. Without ports once it has ended. */
  endpoint(id: string): Promise<ContainerEndpoint | undefined>;
  /** Sends the image's stop signal (SIGTERM unless it names one) and returns at once. No error when it is gone. */
  signalStop(id: string): Promise<void>;
  /** Sends SIGKILL and returns at once. No error when it is gone. */
  kill(id: string): Promise<void>;
  /** Removes a container or sandbox by force, with its anonymous volumes. No error when it is gone. */
  remove(id: string): Promise<void>;

  /** The engine's figures of a container at this moment, as it words them; undefined when it does not run. */
  stats(id: string): Promise<ContainerStats | undefined>;
  /**
   * Runs a command in a running container, as root, on a terminal of its own. Rejects with {@link ContainerError}
   * where the engine refuses; a program that is not there may also be told of in the output.
   */
  exec(id: string, request: ExecRequest): Promise<ExecSession>;

  /** Every container and sandbox that carries this instance's label, in whatever state. */
  list(): Promise<RuntimeContainer[]>;
  /** Every line from `afterNs` on (the engine's own nanosecond stamps), then new lines as they come. */
  followLogs(id: string, from: LogPosition, onLine: (line: LogLine) => void): LogFollower;

  /** Removes the networks that carry this instance's label; nothing may stand in them any more. */
  removeNetworks(): Promise<void>;
  /** Removes every container, network and volume that carries this instance's label. */
  removeAll(): Promise<void>;
}

export interface NetworkSpec {
  readonly vpcId: string;
  /** IPv4 CIDR, e.g. `172.31.0.0/16`. The gateway is its first address. */
  readonly cidr: string;
}

export interface SandboxSpec extends SandboxOptions {
  readonly name: string;
  readonly vpcId: string;
  /** The address of the task inside its subnet. */
  readonly address: string;
  /** e.g. `ip-172-31-0-4.ec2.internal`. */
  readonly hostname: string;
  /** Left out, the engine's own default holds. */
  readonly dnsServers?: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface Sandbox {
  readonly id: string;
  readonly address: string;
  readonly macAddress: string;
}

/** What a private registry asks for. */
export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

export interface Image {
  readonly id: string;
  /** Names of the variables that it sets. */
  readonly variables: readonly string[];
  /** `sha256:…` of the manifest where the engine knows one. */
  readonly digest?: string;
}

export interface ContainerSpec extends ContainerOptions {
  readonly name: string;
  readonly image: string;
  readonly network: ContainerNetwork;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  /** `NAME=value` pairs. */
  readonly environment: readonly string[];
  readonly workingDirectory?: string;
  readonly user?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Relative weight, Docker's CpuShares. */
  readonly cpuShares: number;
  /** Hard cap in thousandths of a core's 1024 units: Fargate's task-level cpu (256 is a quarter of a core). */
  readonly cpuUnitsLimit?: number;
  readonly memoryLimitMiB?: number;
  readonly memoryReservationMiB?: number;
  readonly readonlyRootFilesystem: boolean;
  readonly healthCheck?: ContainerHealthCheck;
  readonly ulimits: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly initProcess: boolean;
  /** The engine's own log driver in the place of the log that {@link ContainerRuntime.followLogs} reads. */
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  /** Paths with a volume of their own, which goes with the container. */
  readonly anonymousVolumes?: readonly string[];
  /** Put into the container before it starts. */
  readonly files?: readonly ContainerFile[];
}

export interface ContainerFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

export interface ContainerHealthCheck {
  /** Begins with `CMD` or `CMD-SHELL`. */
  readonly command: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs?: number;
}

/** The Engine API's answer of `GET /containers/{id}/stats`, with what we read of it. */
export interface ContainerStats extends Readonly<Record<string, unknown>> {
  /** RFC 3339. */
  readonly read: string;
  readonly cpu_stats?: unknown;
  /** By interface; missing where the container has joined another's network namespace. */
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
}

export interface ExecRequest {
  readonly command: readonly string[];
  /** Of the terminal, where it is known already. */
  readonly size?: TerminalSize;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A command that runs beside a container's own process. It ends with the container. */
export interface ExecSession {
  /** What it prints, for one reader. Whoever does not read makes it wait. */
  readonly output: AsyncIterable<Buffer>;
  /** Types on its terminal. Resolves once that is on its way. */
  write(data: Buffer): Promise<void>;
  resize(size: TerminalSize): Promise<void>;
  /** The exit code, once the output was read to its end; undefined where the engine does not know it any more. */
  readonly ended: Promise<number | undefined>;
  /** Ends it as closing its terminal would. No error when it is over. */
  kill(): Promise<void>;
}

export type ContainerHealth = 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';

export interface RuntimeContainer {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: RuntimeContainerState;
  readonly health: ContainerHealth;
  /** Set on sandboxes and containers that have an address of their own. */
  readonly address?: string;
  readonly macAddress?: string;
  /** Of a container in the bridge mode that runs. */
  readonly ports?: ContainerEndpoint['ports'];
}

export type RuntimeContainerState =
  | { readonly status: 'created' }
  | { readonly status: 'running'; readonly startedAtMs: number }
  | {
      readonly status: 'exited';
      readonly startedAtMs?: number;
      readonly finishedAtMs: number;
      readonly exitCode: number;
      readonly oomKilled: boolean;
    };

export type RuntimeEvent =
  | { readonly type: 'started'; readonly id: string; readonly atMs: number }
  | {
      readonly type: 'died';
      readonly id: string;
      readonly exitCode: number;
      readonly oomKilled: boolean;
      readonly atMs: number;
    }
  | { readonly type: 'health'; readonly id: string; readonly health: ContainerHealth }
  | { readonly type: 'removed'; readonly id: string }
  /** The engine answers (again): whoever listens must list and compare, for events may have been missed. */
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected'; readonly reason: string };

export interface LogPosition {
  /** Nanoseconds since the epoch of the last line that was kept; undefined for the first byte on. */
  readonly afterNs?: bigint;
}

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly atNs: bigint;
  /** Without its line end. */
  readonly text: string;
}

export interface LogFollower {
  /** Resolves when the container has stopped and its last line was handed over, or after {@link stop}. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** The engine does not answer. The message is one sentence that says what to do. */
export class RuntimeUnavailableError extends Error {
  override readonly name = 'RuntimeUnavailableError';
}

/** The range of a network is in use; the message is the engine's text. */
export class NetworkRangeTakenError extends Error {
  override readonly name = 'NetworkRangeTakenError';
}

/** An image could not be had; the message is the engine's text without our own words. */
export class ImagePullError extends Error {
  override readonly name = 'ImagePullError';
}

/** The engine refused to create or start a container; the message is the engine's text. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
}
