import { expect, test } from 'vitest';
import { planService } from '../../../../src/plan/service/plan-service.ts';
import {
  announce,
  completed,
  event,
  nowMs,
  progress,
  remember,
  start,
  stop,
  unsettled,
} from '../../../support/planner/actions.ts';
import { deployment } from '../../../support/planner/deployment.ts';
import { deploymentSettings } from '../../../support/planner/deployment-settings.ts';
import {
  current,
  done,
  failed,
  newest,
  notPlaced,
  old,
  type PlanCase,
  starting,
} from '../../../support/planner/rollout.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';
import { serviceView } from '../../../support/planner/service-view.ts';

const blocked =
  '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.';

const cases: readonly PlanCase[] = [
  { title: 'does nothing where all is as it is meant to be', view: {}, plan: { actions: [] } },
  {
    title: 'starts the tasks of a first deployment',
    view: { deployments: [deployment(1, 'PRIMARY')], tasks: [], memory: unsettled },
    plan: { actions: [start(1, 2), progress(1, { desiredCount: 2 })] },
  },
  {
    title: 'completes a deployment, and says that the service is steady, once all of its tasks are healthy',
    view: { deployments: [deployment(1, 'PRIMARY', { desiredCount: 2 })], memory: unsettled },
    plan: {
      actions: [
        progress(1, { ...completed(1), desiredCount: 2 }),
        event('(service web) (deployment ecs-svc/1) deployment completed.'),
        event('(service web) has reached a steady state.'),
        remember(true),
      ],
    },
  },
  {
    title: 'completes a deployment of no tasks at once',
    view: { deployments: [deployment(1, 'PRIMARY')], tasks: [], desiredCount: 0, memory: unsettled },
    plan: {
      actions: [
        progress(1, { ...completed(1), desiredCount: 0 }),
        event('(service web) (deployment ecs-svc/1) deployment completed.'),
        event('(service web) has reached a steady state.'),
        remember(true),
      ],
    },
  },
  {
    title: 'keeps COMPLETED while it scales out',
    view: { desiredCount: 3 },
    plan: {
      actions: [start(1, 1), progress(1, { ...completed(1), desiredCount: 3 }), remember(false)],
    },
  },
  {
    title: 'says the steady state again after scaling',
    view: { memory: unsettled },
    plan: { actions: [event('(service web) has reached a steady state.'), remember(true)] },
  },
  {
    title: 'keeps COMPLETED while it scales in',
    view: { desiredCount: 1 },
    plan: {
      actions: [
        stop(1, 2),
        event('(service web) has stopped 1 running tasks: (task 2).'),
        progress(1, { ...completed(1), desiredCount: 1 }),
        remember(false),
      ],
    },
  },
  {
    title: 'replaces a task that ended after it ran without any delay',
    view: {
      tasks: [
        serviceTask(1),
        serviceTask(2, {
          desiredStatus: 'STOPPED',
          lastStatus: 'STOPPED',
          stop: { code: 'EssentialContainerExited', reason: 'Essential container in task exited', atMs: 1 },
        }),
      ],
    },
    plan: { actions: [start(1, 1), remember(false)] },
  },
  {
    title: 'stops old tasks as the new ones become healthy',
    view: {
      deployments: newest(),
      tasks: [old(1), old(2), current(3), current(4, { ...starting })],
      memory: unsettled,
    },
    plan: {
      actions: [
        stop(2, 2),
        event('(service web) has stopped 1 running tasks: (task 2).'),
        progress(1, { ...completed(1), desiredCount: 1 }),
      ],
    },
  },
  {
    title: 'starts a task of the old deployment in the place of one that ends while it is needed',
    view: {
      deployments: newest(),
      tasks: [
        old(1),
        serviceTask(2, {
          desiredStatus: 'STOPPED',
          lastStatus: 'STOPPED',
          stop: { code: 'EssentialContainerExited', reason: 'Essential container in task exited', atMs: 1 },
        }),
        current(3, starting),
        current(4, starting),
      ],
      memory: unsettled,
    },
    plan: { actions: [start(1, 1)] },
  },
  {
    title: 'slows down the starts of the old deployment by its own failures alone',
    view: {
      deployments: [
        deployment(2, 'PRIMARY', { desiredCount: 2 }),
        deployment(1, 'ACTIVE', {
          ...completed(1),
          desiredCount: 2,
          failedTasks: 2,
          throttle: { failedRounds: 2, lastSequence: 2 },
        }),
      ],
      tasks: [old(1), serviceTask(5, failed), current(3, starting), current(4, starting)],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(5, 'start-failure'),
        progress(1, {
          ...completed(1),
          desiredCount: 2,
          failedTasks: 2,
          throttle: { failedRounds: 3, lastSequence: 5, nextStartAtMs: nowMs + 10_000 },
        }),
      ],
      wakeAtMs: nowMs + 10_000,
    },
  },
  {
    title: 'is not done while an old task is draining',
    view: {
      deployments: newest(),
      tasks: [
        serviceTask(1, { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }),
        current(3),
        current(4),
      ],
      memory: unsettled,
    },
    plan: { actions: [progress(1, { ...completed(1), desiredCount: 0 })] },
  },
  {
    title: 'removes the replaced deployment and completes the new one when the last old task is gone',
    view: {
      deployments: newest(),
      tasks: [serviceTask(1, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }), current(3), current(4)],
      memory: unsettled,
    },
    plan: {
      actions: [
        progress(2, { ...completed(2), desiredCount: 2 }),
        { type: 'remove-deployment', deploymentId: 'ecs-svc/1' },
        event('(service web) (deployment ecs-svc/2) deployment completed.'),
        event('(service web) has reached a steady state.'),
        remember(true),
      ],
    },
  },
  {
    title: 'says once that the percentages block it',
    view: {
      desiredCount: 1,
      settings: deploymentSettings({ maximumPercent: 150 }),
      deployments: newest({ desiredCount: 1 }),
      tasks: [old(1)],
      memory: unsettled,
    },
    plan: { actions: [event(blocked), remember(false, blocked)] },
  },
  {
    title: 'does not say again that the percentages block it',
    view: {
      desiredCount: 1,
      settings: deploymentSettings({ maximumPercent: 150 }),
      deployments: newest({ desiredCount: 1 }),
      tasks: [old(1)],
      memory: { steady: false, said: [blocked] },
    },
    plan: { actions: [] },
  },
  {
    title: 'a new deployment over a rolling one drops its starting tasks and starts with a fresh count',
    view: {
      deployments: [
        deployment(3, 'PRIMARY'),
        deployment(2, 'ACTIVE', { desiredCount: 2, failedTasks: 7 }),
        deployment(1, 'ACTIVE', completed(1)),
      ],
      settings: deploymentSettings({ maximumPercent: 300 }),
      tasks: [old(1), old(2), current(3, starting), current(4, starting)],
      memory: unsettled,
    },
    plan: {
      actions: [
        start(3, 2),
        stop(3, 4, 3),
        event('(service web) stopped 2 pending tasks.'),
        progress(3, { desiredCount: 2 }),
        progress(2, { desiredCount: 0, failedTasks: 7 }),
      ],
    },
  },
  {
    title: 'a service that is deleted stops all tasks for that reason, the unhealthy ones too',
    view: {
      status: 'DRAINING',
      desiredCount: 0,
      tasks: [
        serviceTask(1),
        serviceTask(2, { containerHealth: 'UNHEALTHY', announced: ['started', 'unhealthy'] }),
      ],
    },
    plan: {
      actions: [
        stop(1, 2, 1),
        event('(service web) has stopped 2 running tasks: (task 2) (task 1).'),
        progress(1, { ...completed(1), desiredCount: 0 }),
      ],
    },
  },
  {
    title: 'a service that is deleted stays DRAINING while a task drains its connections',
    view: {
      status: 'DRAINING',
      desiredCount: 0,
      deployments: [done(0)],
      tasks: [
        serviceTask(1, { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' }),
        serviceTask(2, { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }),
      ],
    },
    plan: { actions: [] },
  },
  {
    title: 'a service that is deleted becomes INACTIVE once every task is STOPPING',
    view: {
      status: 'DRAINING',
      desiredCount: 0,
      deployments: [done(0)],
      tasks: [
        serviceTask(1, { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' }),
        serviceTask(2, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }),
      ],
    },
    plan: { actions: [{ type: 'set-inactive' }] },
  },
];

test.each(cases)('$title', ({ view, plan }) => {
  expect(planService(serviceView(view), nowMs)).toEqual(plan);
});
