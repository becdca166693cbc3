import type { ObservedTask } from '../../../src/services/ecs/task/task.ts';
import { taskVolumes } from '../container/task-volumes.ts';
import type { DefinedTask } from '../defined-task.ts';
import { withFacts } from '../observed-task.ts';
import type { TaskWorld } from '../task-world.ts';
import { executionEnd } from './advance.ts';
import { observe } from './observe.ts';
import { removeVolume } from './remove-volume.ts';

/** Gives back all that the task held, once its last log line was kept, and ends it. */
export async function release(world: TaskWorld, defined: DefinedTask): Promise<true> {
  const { task } = defined;
  const ids = Object.values(task.observed.containers).flatMap(({ runtimeId }) => runtimeId ?? []);
  await Promise.all(ids.map((id) => world.logs.finish(id)));
  await world.sandboxes.during(() =>
    Promise.all([removeContainers(world, defined, ids), world.sandboxes.giveBack(task.arn)]),
  );
  for (const id of ids) world.logs.forget(id);
  world.secrets.forget(task.arn);
  world.credentials.forget(task.arn);
  world.environmentFiles.forget(task.arn);
  world.firelens.forget(task.arn);
  const nowMs = world.clock.now();
  observe(world, task.arn, (observed) => ended(observed, nowMs), {
    lastStatus: 'STOPPED',
    stoppedAtMs: nowMs,
  });
  world.log.info({ task: task.id, reason: task.stop?.reason }, 'task stopped');
  return true;
}

async function removeContainers(
  world: TaskWorld,
  defined: DefinedTask,
  ids: readonly string[],
): Promise<void> {
  await Promise.all(ids.map((id) => world.runtime.remove(id)));
  const volumes = taskVolumes(defined, world.instanceId).filter(({ endsWithTask }) => endsWithTask);
  await Promise.all(volumes.map(({ volume }) => volume && removeVolume(world, volume.name)));
}

function ended(observed: ObservedTask, nowMs: number): ObservedTask {
  const containers = Object.fromEntries(
    Object.entries(observed.containers).map(([name, container]) => [
      name,
      { ...container, status: 'STOPPED' as const },
    ]),
  );
  const { networkInterface } = observed;
  return withFacts(observed, {
    ...executionEnd(observed, nowMs),
    containers,
    ...(networkInterface === undefined ? {} : { networkInterface: { ...networkInterface, released: true } }),
  });
}
