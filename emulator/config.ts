import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SidecarPolicy } from '../src/plan/sidecar-policies.ts';
import { sidecarPolicyFile } from './sidecar-policy-file.ts';

/** How Drydock runs; each value has an option of `drydock start` and a DRYDOCK_ variable. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** undefined keeps nothing: all state is in memory. */
  readonly dataDir: string | undefined;
  /** A folder that stands for S3, `<dir>/<bucket>/<key>`; undefined where there is none. */
  readonly s3Dir: string | undefined;
  readonly runtime: 'docker' | 'simulated';
  readonly speed: number;
  readonly awsTiming: boolean;
  /** Whether containers are told of the API by AWS_ENDPOINT_URL. */
  readonly taskEndpoint: boolean;
  /** How many sandboxes stand ready in each subnet that was used. */
  readonly warmSandboxes: number;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Further host names and origins that may reach the API. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** What is done with containers that have no business on one's own machine. */
  readonly sidecarPolicies: readonly SidecarPolicy[];
}

export const defaultConfig: Config = {
  port: 4566,
  host: '127.0.0.1',
  dataDir: join(homedir(), '.drydock'),
  s3Dir: undefined,
  runtime: 'docker',
  speed: 1,
  awsTiming: false,
  taskEndpoint: true,
  // Enough that a start of a few tasks finds its networks made.
  warmSandboxes: 2,
  logLevel: 'info',
  allowedHosts: [],
  allowedOrigins: [],
  sidecarPolicies: [],
};

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** The options as the command line or the environment gives them: text, or a flag. */
export interface RawConfig {
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
  readonly inMemory?: boolean;
  readonly s3Dir?: string;
  readonly runtime?: string;
  readonly speed?: string;
  readonly awsTiming?: boolean;
  readonly taskEndpoint?: boolean;
  readonly warmSandboxes?: string;
  readonly logLevel?: string;
  readonly allowedHosts?: string;
  readonly allowedOrigins?: string;
  /** The path of a file. */
  readonly sidecarPolicies?: string;
}

/** Reads the DRYDOCK_ variables; an empty one is one that is not set. @throws Error with one sentence */
export function environmentConfig(env: NodeJS.ProcessEnv): RawConfig {
  const text = (name: string) => env[name] || undefined;
  const flag = (name: string) => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (value !== '1' && value !== 'true' && value !== '0' && value !== 'false')
      throw new Error(`${name} takes 1, true, 0 or false, not ${value}`);
    return value === '1' || value === 'true';
  };
  return {
    port: text('DRYDOCK_PORT'),
    host: text('DRYDOCK_HOST'),
    dataDir: text('DRYDOCK_DATA_DIR'),
    inMemory: flag('DRYDOCK_IN_MEMORY'),
    s3Dir: text('DRYDOCK_S3_DIR'),
    runtime: text('DRYDOCK_RUNTIME'),
    speed: text('DRYDOCK_SPEED'),
    awsTiming: flag('DRYDOCK_AWS_TIMING'),
    taskEndpoint: flag('DRYDOCK_TASK_ENDPOINT'),
    warmSandboxes: text('DRYDOCK_WARM_SANDBOXES'),
    logLevel: text('DRYDOCK_LOG_LEVEL'),
    allowedHosts: text('DRYDOCK_ALLOWED_HOSTS'),
    allowedOrigins: text('DRYDOCK_ALLOWED_ORIGINS'),
    sidecarPolicies: text('DRYDOCK_SIDECAR_POLICIES'),
  };
}

const highestSpeed = 100_000;
const mostWarmSandboxes = 50;

/** Checks raw values. @throws Error with one sentence that names the option */
export function readConfig(raw: RawConfig): Config {
  const port = raw.port === undefined ? defaultConfig.port : Number(raw.port);
  if (!/^\d+$/.test(raw.port ?? String(port)) || port > 65_535)
    throw new Error(`--port takes 0 to 65535, not ${raw.port}`);
  const speed = raw.speed === undefined ? defaultConfig.speed : Number(raw.speed);
  if (!(speed > 0 && speed <= highestSpeed))
    throw new Error(`--speed takes a number above 0 and up to ${highestSpeed}, not ${raw.speed}`);
  const runtime = raw.runtime ?? defaultConfig.runtime;
  if (runtime !== 'docker' && runtime !== 'simulated')
    throw new Error(`--runtime takes docker or simulated, not ${runtime}`);
  const logLevel = logLevels.find((level) => level === (raw.logLevel ?? defaultConfig.logLevel));
  if (logLevel === undefined)
    throw new Error(`--log-level takes one of ${logLevels.join(', ')}, not ${raw.logLevel}`);
  const warmSandboxes = Number(raw.warmSandboxes ?? defaultConfig.warmSandboxes);
  if (!/^\d+$/.test(raw.warmSandboxes ?? '0') || warmSandboxes > mostWarmSandboxes)
    throw new Error(`--warm-sandboxes takes 0 to ${mostWarmSandboxes}, not ${raw.warmSandboxes}`);
  if (raw.host === '') throw new Error('--host takes a name or an address, not nothing');
  if (raw.s3Dir === '') throw new Error('--s3-dir takes a directory, not nothing');
  if (raw.dataDir === '') throw new Error('--data-dir takes a directory, not nothing');
  return {
    port,
    speed,
    runtime,
    logLevel,
    warmSandboxes,
    host: raw.host ?? defaultConfig.host,
    dataDir: raw.inMemory === true ? undefined : (raw.dataDir ?? defaultConfig.dataDir),
    s3Dir: raw.s3Dir ?? defaultConfig.s3Dir,
    awsTiming: raw.awsTiming ?? defaultConfig.awsTiming,
    taskEndpoint: raw.taskEndpoint ?? defaultConfig.taskEndpoint,
    allowedHosts: list(raw.allowedHosts),
    allowedOrigins: list(raw.allowedOrigins),
    sidecarPolicies: sidecarPolicyFile(raw.sidecarPolicies),
  };
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((each) => each.trim() || []);
}
