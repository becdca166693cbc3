import { readFile } from 'node:fs/promises';
import { type WrkLoad, type WrkResult, wrk } from './wrk.ts';

/** What the kernel counts a process's time in, which is 10 ms on Linux whatever its own clock. */
const tickUs = 10_000;

export interface LoadedResult extends WrkResult {
  /** Of the process under load, for each request: other work on its core leaves this much as it is. */
  readonly cpuUs: number;
}

/** Runs wrk against what a process serves, and tells what that process spent. */
export async function wrkOn(pid: number, load: WrkLoad): Promise<LoadedResult> {
  const before = await cpuTicks(pid);
  const result = await wrk(load);
  const spentUs = ((await cpuTicks(pid)) - before) * tickUs;
  return { ...result, cpuUs: spentUs / Math.max(1, result.requests) };
}

/** User and system time of all threads of a process. */
async function cpuTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The program's name, in parentheses, may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
