import type Dockerode from 'dockerode';
import type { ContainerHealthCheck, ContainerSpec } from '../../runtime.ts';
import type { EngineHost } from '../engine/engine-host.ts';
import { containerNetworkConfig } from './container-network-config.ts';
import { optionsConfig } from './options-config.ts';

const mebibyte = 1_048_576;
/** The least that the engine accepts; the ECS agent raises smaller values too. */
const minMemoryBytes = 6 * mebibyte;

/**
 * The body of the engine's create call for a container of a task. Limits above the engine's machine are lowered to
 * it: the engine would refuse them, and a task definition written for a larger machine still has to run.
 */
export function containerConfig(
  spec: ContainerSpec,
  labels: Readonly<Record<string, string>>,
  host: Pick<EngineHost, 'cpus' | 'memoryBytes' | 'maxUlimits'>,
): Dockerode.ContainerCreateOptions {
  const { hostConfig, ...networkConfig } = containerNetworkConfig(spec.network);
  return {
    Image: spec.image,
    ...networkConfig,
    ...(spec.entryPoint ? { Entrypoint: [...spec.entryPoint] } : {}),
    ...(spec.command ? { Cmd: [...spec.command] } : {}),
    ...(spec.workingDirectory === undefined ? {} : { WorkingDir: spec.workingDirectory }),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    Env: [...spec.environment],
    Labels: { ...labels },
    Healthcheck: healthCheck(spec.healthCheck),
    ...(spec.interactive ? { OpenStdin: true } : {}),
    ...(spec.terminal ? { Tty: true } : {}),
    ...(spec.anonymousVolumes
      ? { Volumes: Object.fromEntries(spec.anonymousVolumes.map((path) => [path, {}])) }
      : {}),
    HostConfig: {
      ...hostConfig,
      RestartPolicy: { Name: '' },
      // CpuShares below 2 and above 262144 are unknown to the kernel.
      CpuShares: Math.min(Math.max(spec.cpuShares, 2), 262_144),
      ...(spec.cpuUnitsLimit === undefined
        ? {}
        : { NanoCpus: Math.round(Math.min(spec.cpuUnitsLimit / 1024, host.cpus) * 1e9) }),
      ...memory(spec, host.memoryBytes),
      LogConfig: logConfig(spec.logging),
      ReadonlyRootfs: spec.readonlyRootFilesystem,
      Ulimits: ulimits(spec, host.maxUlimits),
      ...(spec.initProcess ? { Init: true } : {}),
      ...optionsConfig(spec),
    },
  };
}

function logConfig(logging: ContainerSpec['logging']): Dockerode.HostConfig['LogConfig'] {
  if (logging !== undefined) return { Type: logging.driver, Config: { ...logging.options } };
  // Lines are read back and kept by the log driver; the file only has to bridge a restart of ours.
  return { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '2' } };
}

function ulimits(spec: ContainerSpec, most: EngineHost['maxUlimits'] = {}): Dockerode.HostConfig['Ulimits'] {
  return spec.ulimits.map(({ name, soft, hard }) => ({
    Name: name,
    Soft: atMost(soft, most[name]),
    Hard: atMost(hard, most[name]),
  }));
}

/** A negative limit is none. */
function atMost(limit: number, most: number | undefined): number {
  if (most === undefined) return limit;
  return limit < 0 ? most : Math.min(limit, most);
}

function memory(spec: ContainerSpec, hostBytes: number): Dockerode.HostConfig {
  const bytes = (mebibytes: number) => Math.min(Math.max(mebibytes * mebibyte, minMemoryBytes), hostBytes);
  const limit = spec.memoryLimitMiB ? bytes(spec.memoryLimitMiB) : undefined;
  const reservation = spec.memoryReservationMiB ? bytes(spec.memoryReservationMiB) : undefined;
  return {
    // Swap equal to memory means none, as on Fargate; otherwise the engine grants as much again.
    ...(limit === undefined ? {} : { Memory: limit, MemorySwap: limit + (spec.swapMiB ?? 0) * mebibyte }),
    ...(reservation === undefined ? {} : { MemoryReservation: Math.min(reservation, limit ?? hostBytes) }),
  };
}

/** ECS ignores the HEALTHCHECK of an image: without one in the definition it is switched off. */
function healthCheck(check: ContainerHealthCheck | undefined): Dockerode.HealthConfig {
  if (!check) return { Test: ['NONE'] };
  return {
    Test: [...check.command],
    Interval: nanoseconds(check.intervalMs),
    Timeout: nanoseconds(check.timeoutMs),
    Retries: check.retries,
    ...(check.startPeriodMs ? { StartPeriod: nanoseconds(check.startPeriodMs) } : {}),
  };
}

/** Whole ones, and no less than the millisecond that the engine asks for: `--speed` may lead below. */
function nanoseconds(ms: number): number {
  return Math.round(Math.max(ms, 1) * 1e6);
}
