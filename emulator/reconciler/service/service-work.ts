import type { Clock } from '../../../src/clock.ts';
import { planService } from '../../../src/plan/service/plan-service.ts';
import type { ServiceTask, ServiceView, TaskTarget } from '../../../src/plan/service/service-view.ts';
import type { Deployment, Service, ServiceDocument } from '../../../src/services/ecs/service/service.ts';
import type { AlarmSource } from '../../../src/services/ecs/service-deployment/alarm-source.ts';
import { taskHealth } from '../../../src/services/ecs/task/container-health.ts';
import { type TargetPlace, targetPlace } from '../../../src/services/ecs/task/target-place.ts';
import type { Task } from '../../../src/services/ecs/task/task.ts';
import type { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import type { State } from '../../../src/state/state.ts';
import { applyServiceAction, type ServicePlanTarget } from './apply-service-plan.ts';
import { type LaunchWorld, launchServiceTasks } from './launch-service-tasks.ts';
import { balancedZones, serviceRoom } from './service-room.ts';
import { type TaskSetWorld, workOnTaskSets } from './task-set-work.ts';

/** All that scheduling a service needs. */
export interface ServiceWorld extends Omit<TaskSetWorld, 'launch'>, LaunchWorld {
  readonly state: State;
  readonly clock: Clock;
  /** Where alarms' states come from that deployments watch, if there are any. */
  readonly alarmSource?: AlarmSource;
  readonly tasks: TaskStore;
  readonly targetHealth: (targetGroupArn: string, place: TargetPlace) => TaskTarget['health'];
}

/**
 * Plans one service and carries the plan out, in one transaction: between the look and the act nothing changes.
 *
 * @returns when to plan again though nothing changes
 */
export function workOnService(world: ServiceWorld, serviceArn: string): number | undefined {
  const launch: ServicePlanTarget['launch'] = (...args) => launchServiceTasks(world, ...args);
  return world.state.transaction((): number | undefined => {
    const service = world.services.find(serviceArn);
    if (service === undefined || service.status === 'INACTIVE') return undefined;
    const deployments = world.deployments.listOfService(serviceArn);
    const nowMs = world.clock.now();
    const tasks = world.tasks.listOfService(serviceArn);
    if (service.document.controller === 'EXTERNAL') {
      const seen = serviceTasks(world, tasks);
      return workOnTaskSets({ ...world, launch }, service, service.status, seen, nowMs);
    }
    const plan = planService(viewOf(world, service, service.status, deployments, tasks), nowMs);
    const target: ServicePlanTarget = { ...world, launch };
    for (const action of plan.actions) applyServiceAction(target, service, deployments, action, nowMs);
    world.tasks.concludeStopped(serviceArn);
    return plan.wakeAtMs;
  });
}

function viewOf(
  world: ServiceWorld,
  service: Service,
  status: ServiceView['status'],
  deployments: readonly Deployment[],
  tasks: readonly Task[],
): ServiceView {
  const { name, document, memory, arn } = service;
  const room = serviceRoom(world, service, deployments, tasks);
  const isDaemon = room?.type === 'daemon' && status === 'ACTIVE';
  return {
    name,
    status,
    desiredCount: isDaemon ? room.eligible.length : service.desiredCount,
    room,
    balancedZones: balancedZones(world, service, deployments),
    memory,
    deployments,
    serviceDeployments: world.serviceDeployments.listRunning(arn),
    settings: document.deploymentConfiguration,
    alarms: watchedAlarms(world, document),
    healthCheckGracePeriodMs: (document.healthCheckGracePeriodSeconds ?? 0) * 1000,
    timing: world.timing,
    tasks: serviceTasks(world, tasks),
  };
}

/** Alarms that there are, of those that the service's deployments are to watch. */
function watchedAlarms({ alarmSource }: ServiceWorld, document: ServiceDocument): ServiceView['alarms'] {
  const { alarms } = document.deploymentConfiguration;
  if (alarmSource === undefined || alarms?.enable !== true) return [];
  return alarms.alarmNames.flatMap((name) => {
    const state = alarmSource.stateOf(document, name);
    return state === undefined ? [] : [{ name, state }];
  });
}

function serviceTasks(world: ServiceWorld, tasks: readonly Task[]): ServiceTask[] {
  return tasks.map((task) => serviceTask(world, task));
}

function serviceTask(world: ServiceWorld, task: Task): ServiceTask {
  const instanceArn = task.spec.containerInstance?.arn;
  return {
    arn: task.arn,
    id: task.id,
    sequence: task.sequence,
    deploymentId: task.deploymentId ?? '',
    availabilityZone: task.spec.availabilityZone,
    ...(instanceArn === undefined
      ? {}
      : {
          containerInstanceArn: instanceArn,
          isDisplaced: world.containerInstances.find(instanceArn)?.status === 'DRAINING',
        }),
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
