import { expect, test } from 'vitest';
import { planTaskSets } from '../../../../../src/plan/service/task-set/plan-task-sets.ts';
import type {
  TaskSetAction,
  TaskSetsPlan,
  TaskSetsView,
} from '../../../../../src/plan/service/task-set/task-sets-view.ts';
import type { TaskSet, TaskSetProgress } from '../../../../../src/services/ecs/task-set/task-set.ts';
import {
  announce,
  event,
  nowMs,
  remember,
  start,
  stop,
  unsettled,
} from '../../../../support/planner/actions.ts';
import { deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { serviceTask } from '../../../../support/planner/service-task.ts';
import { taskSet } from '../../../../support/planner/task-set.ts';
import { taskSetsView } from '../../../../support/planner/task-sets-view.ts';

/** The task set's progress but for the facts; its time changes with the count it is brought to. */
const set = (before: TaskSet, facts: Partial<TaskSetProgress>): TaskSetAction => ({
  type: 'set-task-set',
  taskSet: before,
  progress: { ...before.progress, ...facts },
  updatedAtMs: facts.computedDesiredCount === undefined ? before.updatedAtMs : nowMs,
});
const stabilizing = { stability: 'STABILIZING', stabilityAtMs: nowMs } as const;
const steady = { stability: 'STEADY_STATE', stabilityAtMs: nowMs } as const;
const steadyEvent = event('(service web) has reached a steady state.');

const fresh = taskSet(1, { progress: { computedDesiredCount: 0, stability: 'STABILIZING' } });
const reached = taskSet(1, { progress: { stability: 'STABILIZING' } });
const half = taskSet(1, { scalePercent: 50 });
const leaving = taskSet(1, { status: 'DRAINING', progress: { stability: 'STABILIZING' } });
const left = taskSet(1, {
  status: 'DRAINING',
  progress: { computedDesiredCount: 0, stability: 'STABILIZING' },
});
const failing = taskSet(1, {
  progress: { throttle: { failedRounds: 2, lastSequence: 0 }, stability: 'STABILIZING' },
});
const blue = taskSet(1, { status: 'PRIMARY' });
const green = taskSet(2, { progress: { computedDesiredCount: 0, stability: 'STABILIZING' } });
const crashed = {
  desiredStatus: 'STOPPED',
  lastStatus: 'STOPPED',
  stop: { code: 'EssentialContainerExited', reason: 'Essential container in task exited', atMs: 1 },
} as const;
const unplaced =
  'was unable to place a task because no container instance met all of its requirements. No room.';
const target = { targetGroupArn: 'target-group/web', containerName: 'web', containerPort: 80 };

interface Case {
  readonly title: string;
  readonly view: Partial<TaskSetsView>;
  readonly plan: TaskSetsPlan;
}

const cases: readonly Case[] = [
  { title: 'does nothing where all is as it is meant to be', view: {}, plan: { actions: [] } },
  {
    title: 'does nothing for a service without task sets',
    view: { taskSets: [], tasks: [], memory: unsettled },
    plan: { actions: [] },
  },
  {
    title: 'starts the tasks of a new task set',
    view: { taskSets: [fresh], tasks: [], memory: unsettled },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 2.'),
        start(1, 2),
        set(fresh, { computedDesiredCount: 2 }),
      ],
    },
  },
  {
    title: 'starts more than the half of an odd desired count at 50 percent',
    view: { desiredCount: 3, taskSets: [{ ...fresh, scalePercent: 50 }], tasks: [], memory: unsettled },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 2.'),
        start(1, 2),
        set({ ...fresh, scalePercent: 50 }, { computedDesiredCount: 2 }),
      ],
    },
  },
  {
    title: 'has a task set of no tasks steady at once',
    view: { taskSets: [{ ...fresh, scalePercent: 0 }], tasks: [], memory: unsettled },
    plan: {
      actions: [
        set({ ...fresh, scalePercent: 0 }, steady),
        event('(service web, taskSet ecs-svc/1) updated state to STEADY_STATE.'),
        steadyEvent,
        remember(true),
      ],
    },
  },
  {
    title: 'says that task set and service are steady once all tasks are healthy',
    view: { taskSets: [reached], memory: unsettled },
    plan: {
      actions: [
        set(reached, steady),
        event('(service web, taskSet ecs-svc/1) updated state to STEADY_STATE.'),
        steadyEvent,
        remember(true),
      ],
    },
  },
  {
    title: 'waits for a target to become healthy',
    view: {
      taskSets: [reached],
      tasks: [
        serviceTask(1),
        serviceTask(2, {
          targets: [{ ...target, health: { state: 'pending' } }],
          targetState: 'registered',
          announced: ['started', 'registered'],
        }),
      ],
      memory: unsettled,
    },
    plan: { actions: [] },
  },
  {
    title: 'says of which task set targets were registered',
    view: {
      taskSets: [reached],
      tasks: [
        serviceTask(1),
        serviceTask(2, {
          targets: [{ ...target, health: { state: 'pending' } }],
          targetState: 'registered',
          announced: ['started'],
        }),
      ],
      memory: unsettled,
    },
    plan: {
      actions: [
        event('(service web, taskSet ecs-svc/1) registered 1 targets in (target-group target-group/web)'),
        announce(2, 'registered'),
      ],
    },
  },
  {
    title: 'replaces a task that ended',
    view: { tasks: [serviceTask(1), serviceTask(2, crashed)] },
    plan: { actions: [start(1, 1), set(taskSet(1), stabilizing), remember(false)] },
  },
  {
    title: 'starts the replacement of an unhealthy task before that is stopped',
    view: {
      tasks: [
        serviceTask(1, { containerHealth: 'HEALTHY' }),
        serviceTask(2, { containerHealth: 'UNHEALTHY', announced: ['started', 'healthy', 'unhealthy'] }),
      ],
    },
    plan: { actions: [start(1, 1, 1), set(taskSet(1), stabilizing), remember(false)] },
  },
  {
    title: 'stops what a smaller scale has too many of',
    view: { taskSets: [half] },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 1.'),
        stop(1, 2),
        event('(service web, taskSet ecs-svc/1) has stopped 1 running tasks: (task 2).'),
        set(half, { computedDesiredCount: 1, ...stabilizing }),
        remember(false),
      ],
    },
  },
  {
    title: 'follows the desired count of the service with every task set',
    view: {
      desiredCount: 4,
      taskSets: [blue, { ...half, id: 'ecs-svc/2' }],
      tasks: [1, 2, 3, 4].map((each) => serviceTask(each, { deploymentId: `ecs-svc/${each > 2 ? 2 : 1}` })),
    },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 4.'),
        start(1, 2),
        set(blue, { computedDesiredCount: 4, ...stabilizing }),
        remember(false),
      ],
    },
  },
  {
    title: 'leaves the tasks of one task set alone while another starts',
    view: { taskSets: [blue, green] },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/2 to 2.'),
        start(2, 2),
        set(green, { computedDesiredCount: 2 }),
        remember(false),
      ],
    },
  },
  {
    title: 'stops every task of a task set that is DRAINING, protected ones too',
    view: {
      taskSets: [leaving],
      tasks: [serviceTask(1), serviceTask(2, { protectedUntilMs: nowMs + 1 })],
      memory: unsettled,
    },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 0.'),
        stop(1, 2, 1),
        event('(service web, taskSet ecs-svc/1) has stopped 2 running tasks: (task 2) (task 1).'),
        set(leaving, { computedDesiredCount: 0 }),
      ],
    },
  },
  {
    title: 'says of which task set connections are drained, and keeps it until its last task is gone',
    view: {
      taskSets: [left],
      tasks: [
        serviceTask(1, {
          desiredStatus: 'STOPPED',
          lastStatus: 'DEACTIVATING',
          targets: [{ ...target, health: { state: 'healthy' } }],
          targetState: 'deregistered',
          announced: ['started', 'healthy', 'registered'],
        }),
      ],
      memory: unsettled,
    },
    plan: {
      actions: [
        event('(service web, taskSet ecs-svc/1) deregistered 1 targets in (target-group target-group/web)'),
        event('(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks.'),
        announce(1, 'deregistered'),
      ],
    },
  },
  {
    title: 'forgets a task set that is DRAINING with its last task; what is left may be steady',
    view: {
      taskSets: [taskSet(2), left],
      tasks: [
        serviceTask(1, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }),
        serviceTask(2, { deploymentId: 'ecs-svc/2' }),
        serviceTask(3, { deploymentId: 'ecs-svc/2' }),
      ],
      memory: unsettled,
    },
    plan: {
      actions: [{ type: 'remove-task-set', taskSet: left }, steadyEvent, remember(true)],
    },
  },
  {
    title: 'slows starts down that fail again and again',
    view: {
      taskSets: [failing],
      tasks: [
        serviceTask(1),
        serviceTask(2, {
          startedAtMs: undefined,
          desiredStatus: 'STOPPED',
          lastStatus: 'STOPPED',
          stop: { code: 'TaskFailedToStart', reason: 'CannotPullContainerError: no such image', atMs: 1 },
          announced: [],
        }),
      ],
      memory: unsettled,
    },
    plan: {
      actions: [
        event(
          '(service web, taskSet ecs-svc/1) was unable to place a task. Reason: CannotPullContainerError: no such image.',
        ),
        announce(2, 'start-failure'),
        set(failing, { throttle: { failedRounds: 3, lastSequence: 2, nextStartAtMs: nowMs + 10_000 } }),
        event('(service web, taskSet ecs-svc/1) is unable to consistently start tasks successfully.'),
        remember(
          false,
          '(service web, taskSet ecs-svc/1) is unable to consistently start tasks successfully.',
        ),
      ],
      wakeAtMs: nowMs + 10_000,
    },
  },
  {
    title: 'starts no more on container instances than have a place, and says why',
    view: {
      taskSets: [reached],
      tasks: [],
      rooms: new Map([['ecs-svc/1', { type: 'replica', placeable: 1, why: 'No room.' }]]),
      memory: unsettled,
    },
    plan: {
      actions: [
        start(1, 1),
        event(`(service web, taskSet ecs-svc/1) ${unplaced}`),
        remember(false, `(service web, taskSet ecs-svc/1) ${unplaced}`),
      ],
    },
  },
  {
    title: 'replaces what runs on a container instance that drains, by the percentages of the service',
    view: {
      settings: { ...deploymentSettings(), maximumPercent: 100, minimumHealthyPercent: 50 },
      tasks: [serviceTask(1, { isDisplaced: true }), serviceTask(2)],
    },
    plan: {
      actions: [
        stop(1, 1),
        event('(service web, taskSet ecs-svc/1) has stopped 1 running tasks: (task 1).'),
        set(taskSet(1), stabilizing),
        remember(false),
      ],
    },
  },
  {
    title: 'stops all tasks of a service that is being deleted',
    view: { status: 'DRAINING', desiredCount: 0, taskSets: [leaving] },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 0.'),
        stop(1, 2, 1),
        event('(service web, taskSet ecs-svc/1) has stopped 2 running tasks: (task 2) (task 1).'),
        set(leaving, { computedDesiredCount: 0 }),
      ],
    },
  },
  {
    title: 'makes a service that is being deleted INACTIVE, without task sets, once its tasks are STOPPING',
    view: {
      status: 'DRAINING',
      desiredCount: 0,
      taskSets: [left],
      tasks: [serviceTask(1, { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' })],
    },
    plan: { actions: [{ type: 'remove-task-set', taskSet: left }, { type: 'set-inactive' }] },
  },
];

test.each(cases)('$title', ({ view, plan }) => {
  expect(planTaskSets(taskSetsView(view), nowMs)).toEqual(plan);
});
