import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecState } from './exec-state.ts';

interface Terminal {
  readonly containerId: string;
  state(): Promise<ExecState | undefined>;
  type(keys: Buffer): Promise<void>;
}

const interrupt = 0x03;
const endOfInput = 0x04;
const attempts = 20;
const pauseMs = 50;

/**
 * Ends a command whose user went away. The Engine API cannot: a command goes on when its connection is closed. Where
 * its process is in sight (an engine on this machine) it gets what closing a terminal sends, SIGHUP, and SIGKILL if
 * it stays; elsewhere Ctrl-C and Ctrl-D are typed, which end what listens to its terminal.
 */
export async function hangUp({ containerId, state, type }: Terminal): Promise<void> {
  const first = await state();
  if (first === undefined || !first.Running) return;
  if (!(await isOfContainer(first.Pid, containerId))) {
    await type(Buffer.of(interrupt, endOfInput));
    return;
  }
  signal(first.Pid, 'SIGHUP');
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if ((await state())?.Running !== true) return;
    await delay(pauseMs);
  }
  if (await isOfContainer(first.Pid, containerId)) signal(first.Pid, 'SIGKILL');
}

/** A number alone may be another process of this machine: the engine may run elsewhere, and numbers are used again. */
async function isOfContainer(pid: number, containerId: string): Promise<boolean> {
  if (process.platform !== 'linux' || pid === 0) return false;
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  return groups.includes(containerId);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile, or belongs to another user: then it is out of reach.
  }
}
