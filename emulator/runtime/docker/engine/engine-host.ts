import { RuntimeUnavailableError } from '../../runtime.ts';
import type { Architecture } from '../images/static-elf.ts';
import type { Engine } from './engine.ts';

/** The machine that the engine runs on, which need not be ours. */
export interface EngineHost {
  readonly architecture: Architecture;
  readonly cpus: number;
  readonly memoryBytes: number;
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
  return { architecture, cpus: info.NCPU, memoryBytes: info.MemTotal };
}

const architectures: Readonly<Record<string, Architecture>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};
