import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openData } from '../../../emulator/data-directory/data-directory.ts';
import { DockerRuntime } from '../../../emulator/runtime/docker/docker-runtime.ts';
import { type ServerProcess, startServer } from '../server-process.ts';

export type RuntimeName = 'docker' | 'simulated';

const program = new URL('../../../emulator/cli/main.js', import.meta.url);

/**
 * Starts Drydock as its users do, on a free port and a data directory of its own; `options` are further ones of
 * `drydock start`. Disposal ends it and removes the
 * directory and all that carries its label in the engine, also where the process died.
 */
export async function startDrydock(
  runtime: RuntimeName,
  options: readonly string[] = [],
): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
  try {
    const args = ['--port', '0', '--data-dir', dataDir, '--runtime', runtime, '--log-level', 'warn'];
    const server = await startServer(program, ['start', ...args, ...options]);
    const dispose = async (): Promise<void> => {
      await server[Symbol.asyncDispose]();
      await removeTraces(dataDir, runtime);
    };
    return { ...server, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await removeTraces(dataDir, runtime);
    throw error;
  }
}

async function removeTraces(dataDir: string, runtime: RuntimeName): Promise<void> {
  try {
    if (runtime === 'docker') await removeFromEngine(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function removeFromEngine(dataDir: string): Promise<void> {
  const { state, instanceId } = openData(dataDir);
  state[Symbol.dispose]();
  await using engine = new DockerRuntime({ instanceId, log: pino({ level: 'silent' }) });
  await engine.connect();
  await engine.removeAll();
}
