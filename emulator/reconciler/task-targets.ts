import type { TaskTarget } from '../../src/plan/service/service-view.ts';
import type { TaskLoadBalancer } from '../../src/services/ecs/task/task.ts';
import type { Elbv2Context } from '../../src/services/elbv2/elbv2-context.ts';
import type { TaskTargets } from './task-world.ts';

/** A task's places in target groups, over the load balancers' own state. */
export function taskTargets({ targets, targetGroups, clock }: Elbv2Context): TaskTargets & {
  health(target: TaskLoadBalancer, address: string): TaskTarget['health'];
} {
  return {
    register: ({ targetGroupArn, containerPort }, address, availabilityZone) => {
      if (targetGroups.find(targetGroupArn) !== undefined)
        targets.register(targetGroupArn, { id: address, port: containerPort, availabilityZone }, clock.now());
    },
    startDraining: ({ targetGroupArn, containerPort }, address) =>
      targets.startDraining(targetGroupArn, address, containerPort, clock.now()),
    isDraining: ({ targetGroupArn, containerPort }, address) =>
      targets.find(targetGroupArn, address, containerPort)?.state === 'draining',
    health: ({ targetGroupArn, containerPort }, address) => {
      const target = targets.find(targetGroupArn, address, containerPort);
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
