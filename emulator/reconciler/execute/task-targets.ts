import { withFacts } from '../observed-task.ts';
import type { DefinedTask, TaskWorld } from '../task-world.ts';
import { observe } from './observe.ts';

/** Puts the task's address into its target groups. */
export function registerTargets(world: TaskWorld, { task }: DefinedTask): true {
  const address = task.observed.networkInterface?.address;
  world.state.transaction(() => {
    if (address !== undefined)
      for (const target of task.spec.loadBalancers)
        world.targets.register(target, address, task.spec.network.availabilityZone);
    observe(world, task.arn, (observed) => withFacts(observed, { targets: 'registered' }));
  });
  return true;
}

/** Takes the task out of its target groups: nothing new arrives, what is in flight may finish. */
export function deregisterTargets(world: TaskWorld, { task }: DefinedTask): true {
  const address = task.observed.networkInterface?.address;
  world.state.transaction(() => {
    if (address !== undefined)
      for (const target of task.spec.loadBalancers) world.targets.startDraining(target, address);
    observe(world, task.arn, (observed) => withFacts(observed, { targets: 'deregistered' }));
  });
  return true;
}
