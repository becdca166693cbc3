import type { ObservedContainer } from '../../../src/services/ecs/task/task.ts';
import type { DefinedTask } from '../defined-task.ts';
import { withContainer } from '../observed-task.ts';
import type { TaskWorld } from '../task-world.ts';
import { observe } from './observe.ts';

/** Sends the containers their stop signal. Their end arrives as the engine's event. */
export function signalContainers(
  world: TaskWorld,
  defined: DefinedTask,
  names: readonly string[],
): Promise<true> {
  const facts = { signalledAtMs: world.clock.now() };
  return toEach(world, defined, names, facts, (id) => world.runtime.signalStop(id));
}

/** Kills containers that did not end within their stopTimeout. */
export function killContainers(
  world: TaskWorld,
  defined: DefinedTask,
  names: readonly string[],
): Promise<true> {
  return toEach(world, defined, names, { killedAtMs: world.clock.now() }, (id) => world.runtime.kill(id));
}

async function toEach(
  world: TaskWorld,
  { task }: DefinedTask,
  names: readonly string[],
  facts: Partial<ObservedContainer>,
  send: (id: string) => Promise<void>,
): Promise<true> {
  await Promise.all(
    names.map(async (name) => {
      const id = task.observed.containers[name]?.runtimeId;
      if (id !== undefined) await send(id);
      observe(world, task.arn, (observed) => withContainer(observed, name, facts));
    }),
  );
  return true;
}
