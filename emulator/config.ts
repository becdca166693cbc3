import { homedir } from 'node:os';
import { join } from 'node:path';

/** How Drydock runs; each value has an option of `drydock start` and a DRYDOCK_ variable. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** undefined keeps nothing: all state is in memory. */
  readonly dataDir: string | undefined;
  readonly runtime: 'docker' | 'simulated';
  readonly speed: number;
  readonly awsTiming: boolean;
  /** Whether containers are told of the API by AWS_ENDPOINT_URL. */
  readonly taskEndpoint: boolean;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Further host names and origins that may reach the API. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

export const defaultConfig: Config = {
  port: 4566,
  host: '127.0.0.1',
  dataDir: join(homedir(), '.drydock'),
  runtime: 'docker',
  speed: 1,
  awsTiming: false,
  taskEndpoint: true,
  logLevel: 'info',
  allowedHosts: [],
  allowedOrigins: [],
};

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** The options as the command line or the environment gives them: text, or a flag. */
export interface RawConfig {
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
  readonly inMemory?: boolean;
  readonly runtime?: string;
  readonly speed?: string;
  readonly awsTiming?: boolean;
  readonly taskEndpoint?: boolean;
  readonly logLevel?: string;
  readonly allowedHosts?: string;
  readonly allowedOrigins?: string;
}

/** Reads the DRYDOCK_ variables. */
export function environmentConfig(env: NodeJS.ProcessEnv): RawConfig {
  const flag = (text: string | undefined) =>
    text === undefined ? undefined : text === '1' || text === 'true';
  return {
    port: env.DRYDOCK_PORT,
    host: env.DRYDOCK_HOST,
    dataDir: env.DRYDOCK_DATA_DIR,
    inMemory: flag(env.DRYDOCK_IN_MEMORY),
    runtime: env.DRYDOCK_RUNTIME,
    speed: env.DRYDOCK_SPEED,
    awsTiming: flag(env.DRYDOCK_AWS_TIMING),
    taskEndpoint: flag(env.DRYDOCK_TASK_ENDPOINT),
    logLevel: env.DRYDOCK_LOG_LEVEL,
    allowedHosts: env.DRYDOCK_ALLOWED_HOSTS,
    allowedOrigins: env.DRYDOCK_ALLOWED_ORIGINS,
  };
}

/** Checks raw values. @throws Error with one sentence that names the option */
export function readConfig(raw: RawConfig): Config {
  const port = raw.port === undefined ? defaultConfig.port : Number(raw.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port takes 0 to 65535, not ${raw.port}`);
  const speed = raw.speed === undefined ? defaultConfig.speed : Number(raw.speed);
  if (!(speed > 0 && speed <= 100_000)) throw new Error(`--speed takes a number above 0, not ${raw.speed}`);
  const runtime = raw.runtime ?? defaultConfig.runtime;
  if (runtime !== 'docker' && runtime !== 'simulated')
    throw new Error(`--runtime takes docker or simulated, not ${runtime}`);
  const logLevel = logLevels.find((level) => level === (raw.logLevel ?? defaultConfig.logLevel));
  if (logLevel === undefined)
    throw new Error(`--log-level takes one of ${logLevels.join(', ')}, not ${raw.logLevel}`);
  return {
    port,
    speed,
    runtime,
    logLevel,
    host: raw.host ?? defaultConfig.host,
    dataDir: raw.inMemory === true ? undefined : (raw.dataDir ?? defaultConfig.dataDir),
    awsTiming: raw.awsTiming ?? defaultConfig.awsTiming,
    taskEndpoint: raw.taskEndpoint ?? defaultConfig.taskEndpoint,
    allowedHosts: list(raw.allowedHosts),
    allowedOrigins: list(raw.allowedOrigins),
  };
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((each) => each.trim() || []);
}
