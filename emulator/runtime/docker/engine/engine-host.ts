import { readFile } from 'node:fs/promises';
import { RuntimeUnavailableError } from '../../runtime.ts';
import type { Architecture } from '../images/static-elf.ts';
import type { Engine } from './engine.ts';
import { hardLimits } from './hard-limits.ts';

/** The machine that the engine runs on, which need not be ours. */
export interface EngineHost {
  readonly architecture: Architecture;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** The highest hard limits that the engine can give a container, by ulimit; those that are left out have no bound. */
  readonly maxUlimits?: Readonly<Record<string, number>>;
}

/** Asks the engine about its machine. Rejects with {@link RuntimeUnavailableError} when our programs cannot run there. */
export async function readEngineHost(engine: Engine): Promise<EngineHost> {
  const info = await engine.read<{ Architecture: string; OSType: string; NCPU: number; MemTotal: number }>({
    path: '/info',
  });
  const architecture = architectures[info.Architecture];
  if (!architecture || info.OSType !== 'linux') {
    throw new RuntimeUnavailableError(
      `The Docker engine runs ${info.OSType} containers on ${info.Architecture}: Drydock needs Linux containers on x86_64 or aarch64.`,
    );
  }
  const maxUlimits = await readMaxUlimits();
  return {
    architecture,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    ...(maxUlimits === undefined ? {} : { maxUlimits }),
  };
}

/** Lets a process go above its own hard limits; capabilities(7). */
const sysResourceBit = 24n;

/**
 * An engine that runs without CAP_SYS_RESOURCE cannot raise a limit above its own, and refuses to start what asks for
 * more. Read from the engine's process where it is on this machine, or from ours where we are one of its containers.
 */
async function readMaxUlimits(): Promise<Readonly<Record<string, number>> | undefined> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => undefined);
  const pid = (await read('/var/run/docker.pid'))?.trim();
  const isContainer = pid === undefined && (await read('/.dockerenv')) !== undefined;
  if (pid === undefined && !isContainer) return undefined;
  const process = `/proc/${pid ?? 'self'}`;
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec((await read(`${process}/status`)) ?? '')?.[1];
  if (capabilities !== undefined && ((BigInt(`0x${capabilities}`) >> sysResourceBit) & 1n) === 1n)
    return undefined;
  return hardLimits((await read(`${process}/limits`)) ?? '');
}

const architectures: Readonly<Record<string, Architecture>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};
