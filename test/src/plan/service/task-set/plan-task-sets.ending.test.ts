import { expect, test } from 'vitest';
import { planTaskSets } from '../../../../../src/plan/service/task-set/plan-task-sets.ts';
import {
  announce,
  event,
  nowMs,
  remember,
  setTaskSet,
  steadyEvent,
  stop,
  unsettled,
} from '../../../../support/planner/actions.ts';
import { serviceTask } from '../../../../support/planner/service-task.ts';
import { taskSet } from '../../../../support/planner/task-set.ts';
import { type TaskSetsCase, webTarget } from '../../../../support/planner/task-sets-case.ts';
import { taskSetsView } from '../../../../support/planner/task-sets-view.ts';

const leaving = taskSet(1, { status: 'DRAINING', progress: { stability: 'STABILIZING' } });
const left = taskSet(1, {
  status: 'DRAINING',
  progress: { computedDesiredCount: 0, stability: 'STABILIZING' },
});

const cases: readonly TaskSetsCase[] = [
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
        setTaskSet(leaving, { computedDesiredCount: 0 }),
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
          targets: [{ ...webTarget, health: { state: 'healthy' } }],
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
    title: 'stops all tasks of a service that is being deleted',
    view: { status: 'DRAINING', desiredCount: 0, taskSets: [leaving] },
    plan: {
      actions: [
        event('(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 0.'),
        stop(1, 2, 1),
        event('(service web, taskSet ecs-svc/1) has stopped 2 running tasks: (task 2) (task 1).'),
        setTaskSet(leaving, { computedDesiredCount: 0 }),
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
