import { RuntimeUnavailableError } from '../../runtime/runtime.ts';
import { sandboxOptions } from '../container/container-options.ts';
import type { DefinedTask } from '../defined-task.ts';
import { withFacts } from '../observed-task.ts';
import type { TaskWorld } from '../task-world.ts';
import { decideStop } from './advance.ts';
import { observe } from './observe.ts';

/** Gives the task its network interface: a sandbox that owns the address, warm where one stands ready. */
export async function attachNetwork(world: TaskWorld, defined: DefinedTask): Promise<true> {
  const { task } = defined;
  const { network } = task.spec;
  if (network.mode !== 'awsvpc') throw new Error(`${task.arn} has no network interface of its own`);
  try {
    const networkInterface = await world.sandboxes.take(network.subnetId, task.arn, sandboxOptions(defined));
    for (const { name, sidecarPolicy } of task.spec.containers)
      if (sidecarPolicy !== undefined)
        world.log.info({ task: task.id, container: name }, sidecarPolicy.reason);
    const nowMs = world.clock.now();
    observe(
      world,
      task.arn,
      (observed) =>
        withFacts(observed, {
          networkInterface: { ...networkInterface, released: false },
          connected: true,
          connectivityAtMs: nowMs,
        }),
      { lastStatus: task.desiredStatus === 'RUNNING' ? 'PENDING' : task.lastStatus },
    );
    return true;
  } catch (error) {
    if (error instanceof RuntimeUnavailableError || !(error instanceof Error)) throw error;
    return decideStop(
      world,
      task,
      'TaskFailedToStart',
      `ResourceInitializationError: unable to provision the network interface: ${error.message}`,
    );
  }
}
