import type { TaskTarget } from '../../src/plan/service/service-view.ts';
import type { TargetPlace } from '../../src/services/ecs/task/target-place.ts';
import type { Elbv2Context } from '../../src/services/elbv2/elbv2-context.ts';
import type { TaskTargets } from './task-world.ts';

/** A task's places in target groups, over the load balancers' own state. */
export function taskTargets({ targets, targetGroups, clock }: Elbv2Context): TaskTargets & {
  health(targetGroupArn: string, place: TargetPlace): TaskTarget['health'];
} {
  return {
    register: (targetGroupArn, place, availabilityZone) => {
      if (targetGroups.find(targetGroupArn) !== undefined)
        targets.register(targetGroupArn, { ...place, availabilityZone }, clock.now());
    },
    startDraining: (targetGroupArn, { id, port }) =>
      targets.startDraining(targetGroupArn, id, port, clock.now()),
    isDraining: (targetGroupArn, { id, port }) =>
      targets.find(targetGroupArn, id, port)?.state === 'draining',
    health: (targetGroupArn, { id, port }) => {
      const target = targets.find(targetGroupArn, id, port);
      if (target === undefined || target.state === 'draining') return { state: 'pending' };
      switch (target.health.state) {
        case 'unhealthy':
          return { state: 'unhealthy', description: target.health.description };
        case 'initial':
          return { state: 'pending' };
        case 'healthy':
        case 'unavailable':
          return { state: 'healthy' };
      }
    },
  };
}
