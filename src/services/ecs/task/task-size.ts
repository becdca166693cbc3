import type { TaskDefinition, TaskOverride } from '@aws-sdk/client-ecs';
import { cpuUnits, memoryMiB } from '../task-definition/fargate-sizes.ts';

/** What Fargate gives a task that asks for nothing else. */
const usualStorageGiB = 20;

/** A task's cpu and memory in units and MiB, overrides applied; a text that is no size stays as it is. */
export function taskSize(
  { cpu, memory }: Pick<TaskDefinition, 'cpu' | 'memory'>,
  overrides: TaskOverride,
): { readonly cpu: string | undefined; readonly memory: string | undefined } {
  return {
    cpu: overrides.cpu === undefined ? cpu : String(cpuUnits(overrides.cpu) ?? overrides.cpu),
    memory: overrides.memory === undefined ? memory : String(memoryMiB(overrides.memory) ?? overrides.memory),
  };
}

/** The GiB of a Fargate task's own storage, overrides applied. */
export function taskStorageGiB(
  { ephemeralStorage }: Pick<TaskDefinition, 'ephemeralStorage'>,
  overrides: TaskOverride,
): number {
  return overrides.ephemeralStorage?.sizeInGiB ?? ephemeralStorage?.sizeInGiB ?? usualStorageGiB;
}
