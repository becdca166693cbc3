import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface WrkLoad {
  readonly url: string;
  readonly connections: number;
  readonly forMs: number;
  /** The request's body, for a POST; without it wrk sends GETs. */
  readonly upload?: { readonly scriptFile: string };
  /** The core that wrk runs on. */
  readonly core: number;
  readonly signal: AbortSignal;
}

export interface WrkResult {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly requests: number;
  /** Answers other than 2xx and 3xx, and errors of connections. */
  readonly failed: number;
}

/** Runs wrk, pinned to a core. Rejects where wrk or taskset is missing, or wrk prints what it never prints. */
export async function wrk(load: WrkLoad): Promise<WrkResult> {
  const seconds = Math.max(1, Math.round(load.forMs / 1000));
  const script = load.upload === undefined ? [] : ['-s', load.upload.scriptFile];
  const args = ['-t1', `-c${load.connections}`, `-d${seconds}s`, '--timeout', '10s', '--latency', ...script];
  const { stdout } = await run('taskset', ['-c', String(load.core), 'wrk', ...args, load.url], {
    signal: load.signal,
  });
  return readResult(stdout);
}

/** Reads wrk's report. */
export function readResult(report: string): WrkResult {
  const field = (pattern: RegExp): string | undefined => pattern.exec(report)?.[1];
  const requestsPerSecond = field(/Requests\/sec:\s+([\d.]+)/);
  const p99 = field(/^ +99% +(\S+) *$/m);
  const requests = field(/(\d+) requests in /);
  if (requestsPerSecond === undefined || p99 === undefined || requests === undefined)
    throw new Error(`wrk said: ${report}`);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(report);
  const broken = (errors ?? []).slice(1).reduce((sum, each) => sum + Number(each), 0);
  return {
    requestsPerSecond: Number(requestsPerSecond),
    p99Ms: milliseconds(p99),
    requests: Number(requests),
    failed: Number(field(/Non-2xx or 3xx responses: (\d+)/) ?? 0) + broken,
  };
}

function milliseconds(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit];
  if (factor === undefined) throw new Error(`wrk said: ${text}`);
  return Number(number) * factor;
}
