import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import { hasData, openData, removeData } from '../data-directory/data-directory.ts';
import {
  type DataDirectoryLock,
  lockDataDirectory,
  readOwner,
} from '../data-directory/data-directory-lock.ts';
import { DockerRuntime } from '../runtime/docker/docker-runtime.ts';

const pollMs = 50;
const deadlineMs = 30_000;

/** Ends the Drydock that runs on a data directory, and removes all that it made and the directory's state. */
export async function down({ dataDir }: Config): Promise<void> {
  if (dataDir === undefined || !hasData(dataDir)) {
    process.stdout.write(`Nothing is kept in ${dataDir ?? 'memory'}.\n`);
    return;
  }
  const lock = await lockAfterEnding(dataDir);
  try {
    const data = openData(dataDir);
    const runtime = new DockerRuntime({ instanceId: data.instanceId, log: pino({ level: 'silent' }) });
    try {
      await runtime.connect();
      await runtime.removeAll();
    } finally {
      await runtime[Symbol.asyncDispose]();
      data.state[Symbol.dispose]();
    }
  } finally {
    lock[Symbol.dispose]();
  }
  removeData(dataDir);
  process.stdout.write(`All that Drydock made is removed, and its state in ${dataDir}.\n`);
}

/** The lock says whether a Drydock runs; the owner's note says which process to end. */
async function lockAfterEnding(dataDir: string): Promise<DataDirectoryLock> {
  const endMs = performance.now() + deadlineMs;
  let told = false;
  for (;;) {
    const lock = lockDataDirectory(dataDir);
    if (lock !== undefined) return lock;
    const owner = readOwner(dataDir);
    if (!told && owner !== undefined) told = process.kill(owner.pid, 'SIGTERM');
    if (performance.now() > endMs)
      throw new Error(`The Drydock on ${dataDir}${owner ? ` (process ${owner.pid})` : ''} does not end.`);
    await delay(pollMs);
  }
}
