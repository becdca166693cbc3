import { targetPlace } from '../../../src/services/ecs/task/target-place.ts';
import type { DefinedTask } from '../defined-task.ts';
import { withFacts } from '../observed-task.ts';
import type { TaskWorld } from '../task-world.ts';
import { observe } from './observe.ts';

/** Puts the task into its target groups. */
export function registerTargets(world: TaskWorld, { task }: DefinedTask): true {
  world.state.transaction(() => {
    for (const target of task.spec.loadBalancers) {
      const place = targetPlace(task, target);
      if (place !== undefined)
        world.targets.register(target.targetGroupArn, place, task.spec.availabilityZone);
    }
    observe(world, task.arn, (observed) => withFacts(observed, { targets: 'registered' }));
  });
  return true;
}

/** Takes the task out of its target groups: nothing new arrives, what is in flight may finish. */
export function deregisterTargets(world: TaskWorld, { task }: DefinedTask): true {
  world.state.transaction(() => {
    for (const target of task.spec.loadBalancers) {
      const place = targetPlace(task, target);
      if (place !== undefined) world.targets.startDraining(target.targetGroupArn, place);
    }
    observe(world, task.arn, (observed) => withFacts(observed, { targets: 'deregistered' }));
  });
  return true;
}
