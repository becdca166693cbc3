import { ContainerError } from '../../runtime/runtime.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';
import { withContainer, withRestart } from '../observed-task.ts';
import type { TaskWorld } from '../task-world.ts';
import { observe } from './observe.ts';
import { reachOf } from './reach-of.ts';

/**
 * Starts containers again in place, as their restartPolicy says. That a new life begins is recorded before the engine
 * is asked, so that an end of the old one that is told late is told apart.
 */
export async function restartContainers(
  world: TaskWorld,
  defined: DefinedTask,
  names: readonly string[],
): Promise<true> {
  const wanted = defined.containers.filter(({ name }) => names.includes(name));
  await Promise.all(wanted.map((container) => restartContainer(world, defined, container)));
  return true;
}

async function restartContainer(
  world: TaskWorld,
  { task }: DefinedTask,
  container: NamedContainer,
): Promise<void> {
  const { name } = container;
  const id = task.observed.containers[name]?.runtimeId;
  if (id === undefined) throw new Error(`${name} of ${task.arn} is to be restarted and was never made`);
  // The reader ends with its container: what comes next is read by a new one, from where this one stopped.
  await world.logs.finish(id);
  observe(world, task.arn, (observed) => withRestart(observed, name, world.clock.now()));
  if (world.tasks.find(task.arn)?.desiredStatus !== 'RUNNING') return;
  try {
    await world.runtime.startContainer(id);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    const reason = `CannotStartContainerError: ${error.message}`;
    observe(world, task.arn, (observed) =>
      withContainer(observed, name, { status: 'STOPPED', reason, restartFailed: true }),
    );
    return;
  }
  world.logs.follow(task, container, id);
  const nowMs = world.clock.now();
  const reach = await reachOf(world, task, container, id);
  observe(world, task.arn, (observed) =>
    withContainer(observed, name, { status: 'RUNNING', startedAtMs: nowMs, ...reach }),
  );
  world.log.info({ task: task.id, container: name }, 'container restarted by its restartPolicy');
}
