import { type Logger, pino } from 'pino';
import type { Clock } from '../src/clock.ts';
import type { AlarmSource } from '../src/services/ecs/service-deployment/alarm-source.ts';
import { type Config, defaultConfig } from './config.ts';
import { buildContext } from './context.ts';
import { ensureDataDirectory, type OpenedData, openData } from './data-directory/data-directory.ts';
import {
  type DataDirectoryLock,
  lockDataDirectory,
  readOwner,
} from './data-directory/data-directory-lock.ts';
import { becomeEphemeralOwner, isAbandoned } from './data-directory/ephemeral-owner.ts';
import { Disposal } from './disposal.ts';
import { ExecServer } from './exec/exec-server.ts';
import type { DataPath } from './load-balancer/data-path.ts';
import type { DataPathReports } from './load-balancer/snapshot.ts';
import { TaskApi } from './metadata/task-api.ts';
import { ResettableWorld } from './resettable-world.ts';
import type { ContainerRuntime } from './runtime/runtime.ts';
import { serveApi } from './serve-api.ts';
import { SystemClock } from './system-clock.ts';

export type { AlarmSource };

/** A Drydock that runs. */
export interface Emulator extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Removes every container and all state. */
  reset(): Promise<void>;
  /** Resolves once there is nothing left to do but to wait: for a time, a container or a client. */
  settled(): Promise<void>;
  /** Stops. With a data directory the tasks keep running; without one all that was made is removed. */
  close(): Promise<void>;
}

/** What Drydock is started with: its configuration, and what only a program that starts it can give. */
export interface EmulatorOptions extends Config {
  /** Where the alarms' states come from that deployments watch. Without one, `alarms` of services are refused. */
  readonly alarmSource?: AlarmSource;
}

/** Parts that a test may put in the place of the real ones. */
export interface EmulatorParts {
  readonly clock?: Clock;
  readonly runtime?: (data: OpenedData) => ContainerRuntime;
  /** In the place of listening and of probing targets for real. */
  readonly dataPath?: (reports: DataPathReports) => DataPath;
  readonly log?: Logger;
}

/**
 * Starts Drydock. Without options it keeps its state in memory and listens on a free port, as a test suite wants it.
 *
 * @throws RuntimeUnavailableError when the container engine does not answer
 */
export async function startEmulator(
  { alarmSource, ...options }: Partial<EmulatorOptions> = {},
  parts: EmulatorParts = {},
): Promise<Emulator> {
  const config: Config = { ...defaultConfig, dataDir: undefined, port: 0, logLevel: 'warn', ...options };
  await using stack = new Disposal();
  const log = parts.log ?? pino({ level: config.logLevel }, pino.destination(2));
  const clock = parts.clock ?? new SystemClock();
  const timing = { speed: config.speed, awsTiming: config.awsTiming };
  const lock = config.dataDir === undefined ? undefined : lockOrThrow(config.dataDir);
  if (lock !== undefined) stack.defer(() => lock[Symbol.dispose]());
  const data = openData(config.dataDir);
  stack.defer(() => data.state[Symbol.dispose]());
  const owner = config.dataDir === undefined ? becomeEphemeralOwner() : undefined;
  if (owner !== undefined) stack.defer(() => owner[Symbol.dispose]());
  const runtime = stack.use(
    parts.runtime?.(data) ?? (await realRuntime(config, { ...data, owner: owner?.name }, clock, log)),
  );
  await runtime.connect();
  const occupiedCidrs = await runtime.occupiedCidrs();
  const context = buildContext({
    ...{ data, clock, timing, log, occupiedCidrs },
    sidecarPolicies: config.sidecarPolicies,
    alarmSource,
  });
  const taskApi = new TaskApi({ enabled: config.taskEndpoint, host: config.host, log });
  const { dataPath } = parts;
  const { host, s3Dir, warmSandboxes } = config;
  const worldOptions = {
    ...{ context, data, runtime, clock, timing, log, dataPath },
    ...{ host, s3Dir, warmSandboxes, taskApi },
  };
  const access = { allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins };
  const exec = new ExecServer({ clock, log, runtime, access, tickets: context.ecs.execTickets });
  const world = stack.use(await ResettableWorld.start(worldOptions, () => exec.endAll()));
  // Before the world, whose work may be waiting for it.
  stack.use(taskApi);
  const reset = (): Promise<void> => world.reset();
  const runtimeName = runtime.name;
  const endpoint = await serveApi(
    { config, context, runtimeName, access, exec, taskApi, clock, log, world, reset },
    stack,
  );
  lock?.note({ pid: process.pid, endpoint });

  const running = stack.move();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      if (config.dataDir === undefined) await world.stopAndRemove();
    } finally {
      await running[Symbol.asyncDispose]();
    }
  };
  return {
    endpoint,
    reset,
    settled: () => world.settled(),
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/** Two Drydocks on one state would undo each other's work. */
function lockOrThrow(dataDir: string): DataDirectoryLock {
  ensureDataDirectory(dataDir);
  const lock = lockDataDirectory(dataDir);
  if (lock !== undefined) return lock;
  const owner = readOwner(dataDir);
  throw new Error(
    `A Drydock runs on ${dataDir} already${owner === undefined ? '' : ` (process ${owner.pid}, ${owner.endpoint})`}: end it, or take another --data-dir.`,
  );
}

/** Loaded when it is asked for: the engine's client is not cheap. */
async function realRuntime(
  config: Config,
  { instanceId, owner }: Pick<OpenedData, 'instanceId'> & { readonly owner: string | undefined },
  clock: Clock,
  log: Logger,
): Promise<ContainerRuntime> {
  if (config.runtime === 'simulated') {
    const { SimulatedRuntime } = await import('./runtime/simulated/simulated-runtime.ts');
    return new SimulatedRuntime({ clock, instanceId });
  }
  const { DockerRuntime } = await import('./runtime/docker/docker-runtime.ts');
  return new DockerRuntime({ instanceId, owner, isAbandoned, log });
}
