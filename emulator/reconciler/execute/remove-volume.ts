import { ContainerError } from '../../runtime/runtime.ts';
import type { TaskWorld } from '../task-world.ts';

/** Removes a volume of a task that is over. One that a stranger's container holds is left to the next start. */
export async function removeVolume(
  { runtime, log }: Pick<TaskWorld, 'runtime' | 'log'>,
  name: string,
): Promise<void> {
  try {
    await runtime.volumes.remove(name);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    log.warn({ volume: name }, error.message);
  }
}
