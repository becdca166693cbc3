import { startedText, taskSetSubject } from '../../../src/plan/service/event-texts.ts';
import type { ServiceTask } from '../../../src/plan/service/service-view.ts';
import { computedDesiredCount } from '../../../src/plan/service/task-set/computed-desired-count.ts';
import { planTaskSets } from '../../../src/plan/service/task-set/plan-task-sets.ts';
import type { TaskSetAction, TaskSetsView } from '../../../src/plan/service/task-set/task-sets-view.ts';
import type { Timing } from '../../../src/plan/timing.ts';
import type { Service } from '../../../src/services/ecs/service/service.ts';
import { replicaRoom } from '../../../src/services/ecs/service/service-places.ts';
import type { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import type { TaskSet } from '../../../src/services/ecs/task-set/task-set.ts';
import type { TaskSetStore } from '../../../src/services/ecs/task-set/task-set-store.ts';
import { applyServiceAction, type ServicePlanTarget } from './apply-service-plan.ts';
import type { RoomWorld } from './service-room.ts';

/** All that scheduling task sets needs. */
export interface TaskSetWorld extends ServicePlanTarget, RoomWorld {
  readonly tasks: TaskStore;
  readonly taskSets: TaskSetStore;
  readonly timing: Timing;
}

/**
 * Plans the task sets of a service of the EXTERNAL deployment controller and carries the plan out, inside the
 * transaction in which the tasks were looked at.
 *
 * @returns when to plan again though nothing changes
 */
export function workOnTaskSets(
  world: TaskSetWorld,
  service: Service,
  status: TaskSetsView['status'],
  tasks: readonly ServiceTask[],
  nowMs: number,
): number | undefined {
  const { name, desiredCount, document, memory, arn } = service;
  const taskSets = world.taskSets.listOfService(arn);
  const plan = planTaskSets(
    {
      name,
      status,
      desiredCount,
      settings: document.deploymentConfiguration,
      rooms: roomsOf(world, service, taskSets, tasks),
      healthCheckGracePeriodMs: (document.healthCheckGracePeriodSeconds ?? 0) * 1000,
      taskSets,
      tasks,
      memory,
      timing: world.timing,
    },
    nowMs,
  );
  for (const action of plan.actions) apply(world, service, taskSets, action, nowMs);
  world.tasks.concludeStopped(arn);
  return plan.wakeAtMs;
}

/** What the container instances have room for, by the id of each task set that runs on them. */
function roomsOf(
  world: TaskSetWorld,
  service: Service,
  taskSets: readonly TaskSet[],
  tasks: readonly ServiceTask[],
): TaskSetsView['rooms'] {
  const onInstances = taskSets.filter(
    ({ status, spec }) => status !== 'DRAINING' && spec.launchType === 'EC2',
  );
  return new Map(
    onInstances.map(({ id, spec, scalePercent }) => {
      const definition = world.definitions.find(spec.taskDefinitionArn);
      if (definition === undefined) throw new Error(`${spec.taskDefinitionArn} of ${service.arn} is gone`);
      const live = tasks.filter(
        (task) => task.deploymentId === id && task.desiredStatus === 'RUNNING',
      ).length;
      // A replacement may come beside each.
      const most = 2 * computedDesiredCount(service.desiredCount, scalePercent);
      return [id, replicaRoom(world, service, spec, definition, Math.max(0, most - live))] as const;
    }),
  );
}

function apply(
  world: TaskSetWorld,
  service: Service,
  taskSets: readonly TaskSet[],
  action: TaskSetAction,
  nowMs: number,
): void {
  switch (action.type) {
    case 'start-tasks': {
      const taskSet = taskSets.find(({ id }) => id === action.deploymentId);
      if (taskSet === undefined) throw new Error(`${service.arn} has no task set ${action.deploymentId}`);
      const ids = world.launch(service, taskSet, action.count, action.where);
      // Container instances may have no room for any.
      if (ids.length === 0) return;
      const subject = taskSetSubject(service.name, taskSet.id);
      world.serviceEvents.add(service.arn, startedText(subject, ids, action.replacedUnhealthy), nowMs);
      return;
    }
    case 'set-task-set':
      return world.taskSets.setProgress(action.taskSet, action.progress, action.updatedAtMs);
    case 'remove-task-set':
      return world.taskSets.remove(action.taskSet);
    default:
      return applyServiceAction(world, service, [], action, nowMs);
  }
}
