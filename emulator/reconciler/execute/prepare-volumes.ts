import { ContainerError } from '../../runtime/runtime.ts';
import { type TaskVolume, taskVolumes } from '../container/task-volumes.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';
import type { TaskWorld } from '../task-world.ts';

/**
 * Makes the volumes that these containers mount.
 *
 * @returns why the task cannot start, or undefined
 */
export async function prepareVolumes(
  world: TaskWorld,
  defined: DefinedTask,
  containers: readonly NamedContainer[],
): Promise<string | undefined> {
  const wanted = new Set(
    containers.flatMap(({ mountPoints = [] }) => mountPoints.map(({ sourceVolume }) => sourceVolume)),
  );
  if (wanted.size === 0) return undefined;
  const volumes = taskVolumes(defined, world.instanceId).filter(({ name }) => wanted.has(name));
  const refusals = await Promise.all(volumes.map((each) => prepare(world, each)));
  return refusals.find((refusal) => refusal !== undefined);
}

async function prepare(
  { runtime }: TaskWorld,
  { name, volume, isMade }: TaskVolume,
): Promise<string | undefined> {
  if (volume === undefined) return undefined;
  if (!isMade)
    return (await runtime.volumes.has(volume.name))
      ? undefined
      : `unable to create volume ${name}: it does not exist, and its autoprovision is false`;
  try {
    await runtime.volumes.ensure(volume);
    return undefined;
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return `unable to create volume ${name}: ${error.message}`;
  }
}
