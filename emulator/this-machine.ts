import { cpus, totalmem } from 'node:os';
import type { Machine } from '../src/services/ecs/ecs-context.ts';

/** The processors and the memory of the machine that Drydock runs on. */
export function thisMachine(): Machine {
  return { cpuUnits: cpus().length * 1024, memoryMiB: Math.floor(totalmem() / 1_048_576) };
}
