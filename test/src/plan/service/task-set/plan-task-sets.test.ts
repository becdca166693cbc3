import { expect, test } from 'vitest';
import { planTaskSets } from '../../../../../src/plan/service/task-set/plan-task-sets.ts';
import {
  announce,
  event,
  nowMs,
  remember,
  setTaskSet,
  start,
  steadyEvent,
  stop,
  unsettled,
} from '../../../../support/planner/actions.ts';
import { deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { serviceTask } from '../../../../support/planner/service-task.ts';
import { taskSet } from '../../../../support/planner/task-set.ts';
import { type TaskSetsCase, webTarget } from '../../../../support/planner/task-sets-case.ts';
import { taskSetsView } from '../../../../support/planner/task-sets-view.ts';

const stabilizing = { stability: 'STABILIZING', stabilityAtMs: nowMs } as const;
const steady = { stability: 'STEADY_STATE', stabilityAtMs: nowMs } as const;

const fresh = taskSet(1, { progress: { computedDesiredCount: 0, stability: 'STABILIZING' } });
const reached = taskSet(1, { progress: { stability: 'STABILIZING' } });
const half = taskSet(1, { scalePercent: 50 });
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
const cases: readonly TaskSetsCase[] = [
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
        setTaskSet(fresh, { computedDesiredCount: 2 }),
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
        setTaskSet({ ...fresh, scalePercent: 50 }, { computedDesiredCount: 2 }),
      ],
    },
  },
  {
    title: 'has a task set of no tasks steady at once',
    view: { taskSets: [{ ...fresh, scalePercent: 0 }], tasks: [], memory: unsettled },
    plan: {
      actions: [
        setTaskSet({ ...fresh, scalePercent: 0 }, steady),
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
        setTaskSet(reached, steady),
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
          targets: [{ ...webTarget, health: { state: 'pending' } }],
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
          targets: [{ ...webTarget, health: { state: 'pending' } }],
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
    plan: { actions: [start(1, 1), setTaskSet(taskSet(1), stabilizing), remember(false)] },
  },
  {
    title: 'starts the replacement of an unhealthy task before that is stopped',
    view: {
      tasks: [
        serviceTask(1, { containerHealth: 'HEALTHY' }),
        serviceTask(2, { containerHealth: 'UNHEALTHY', announced: ['started', 'healthy', 'unhealthy'] }),
      ],
    },
    plan: { actions: [start(1, 1, 1), setTaskSet(taskSet(1), stabilizing), remember(false)] },
  },
  {
    title: 'stops what a smaller scale has too many of',
    view: { taskSets: [half] },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 1.'),
        stop(1, 2),
        event('(service web, taskSet ecs-svc/1) has stopped 1 running tasks: (task 2).'),
        setTaskSet(half, { computedDesiredCount: 1, ...stabilizing }),
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
        setTaskSet(blue, { computedDesiredCount: 4, ...stabilizing }),
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
        setTaskSet(green, { computedDesiredCount: 2 }),
        remember(false),
      ],
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
        setTaskSet(failing, {
          throttle: { failedRounds: 3, lastSequence: 2, nextStartAtMs: nowMs + 10_000 },
        }),
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
        setTaskSet(taskSet(1), stabilizing),
        remember(false),
      ],
    },
  },
];

test.each(cases)('$title', ({ view, plan }) => {
  expect(planTaskSets(taskSetsView(view), nowMs)).toEqual(plan);
});
