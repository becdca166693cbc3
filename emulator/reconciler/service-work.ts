import type { Clock } from '../../src/clock.ts';
import { planService } from '../../src/plan/service/plan-service.ts';
import type { ServiceTask, ServiceView, TaskTarget } from '../../src/plan/service/service-view.ts';
import type { Timing } from '../../src/plan/timing.ts';
import type { Deployment, Service } from '../../src/services/ecs/service/service.ts';
import { taskHealth } from '../../src/services/ecs/task/container-health.ts';
import { type TargetPlace, targetPlace } from '../../src/services/ecs/task/target-place.ts';
import type { Task } from '../../src/services/ecs/task/task.ts';
import type { TaskStore } from '../../src/services/ecs/task/task-store.ts';
import type { State } from '../../src/state/state.ts';
import { applyServiceAction, type ServicePlanTarget } from './apply-service-plan.ts';
import { type LaunchWorld, launchServiceTasks } from './launch-service-tasks.ts';

/** All that scheduling a service needs. */
export interface ServiceWorld extends Omit<ServicePlanTarget, 'launch'>, LaunchWorld {
  readonly state: State;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly tasks: TaskStore;
  readonly targetHealth: (targetGroupArn: string, place: TargetPlace) => TaskTarget['health'];
}

/**
 * Plans one service and carries the plan out, in one transaction: between the look and the act nothing changes.
 *
 * @returns when to plan again though nothing changes
 */
export function workOnService(world: ServiceWorld, serviceArn: string): number | undefined {
  return world.state.transaction((): number | undefined => {
    const service = world.services.find(serviceArn);
    if (service === undefined || service.status === 'INACTIVE') return undefined;
    const deployments = world.deployments.listOfService(serviceArn);
    const nowMs = world.clock.now();
    const plan = planService(viewOf(world, service, service.status, deployments), nowMs);
    const target: ServicePlanTarget = { ...world, launch: (...args) => launchServiceTasks(world, ...args) };
    for (const action of plan.actions) applyServiceAction(target, service, deployments, action, nowMs);
    world.tasks.concludeStopped(serviceArn);
    return plan.wakeAtMs;
  });
}

function viewOf(
  world: ServiceWorld,
  { name, desiredCount, document, memory, arn }: Service,
  status: ServiceView['status'],
  deployments: readonly Deployment[],
): ServiceView {
  return {
    name,
    status,
    desiredCount,
    memory,
    deployments,
    maximumPercent: document.deploymentConfiguration.maximumPercent,
    minimumHealthyPercent: document.deploymentConfiguration.minimumHealthyPercent,
    healthCheckGracePeriodMs: (document.healthCheckGracePeriodSeconds ?? 0) * 1000,
    timing: world.timing,
    tasks: world.tasks.listOfService(arn).map((task) => serviceTask(world, task)),
  };
}

function serviceTask(world: ServiceWorld, task: Task): ServiceTask {
  return {
    arn: task.arn,
    id: task.id,
    sequence: task.sequence,
    deploymentId: task.deploymentId ?? '',
    availabilityZone: task.spec.availabilityZone,
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    startedAtMs: task.observed.startedAtMs,
    stoppedAtMs: task.stoppedAtMs,
    stop: task.stop,
    protectedUntilMs: task.protectedUntilMs,
    containerHealth: taskHealth(task) ?? 'none',
    targets: task.spec.loadBalancers.map((target) => {
      const place = targetPlace(task, target);
      return {
        ...target,
        health: place === undefined ? { state: 'pending' } : world.targetHealth(target.targetGroupArn, place),
      };
    }),
    targetState: task.observed.targets,
    announced: task.announced,
  };
}
