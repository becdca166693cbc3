import { expect, test } from 'vitest';
import { planService } from '../../../../src/plan/service/plan-service.ts';
import { announce, event, nowMs, remember, start, unsettled } from '../../../support/planner/actions.ts';
import { current, newest, old, type PlanCase } from '../../../support/planner/rollout.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';
import { serviceView } from '../../../support/planner/service-view.ts';

const cases: readonly PlanCase[] = [
  {
    title: 'starts a replacement before it stops a task that failed its container health check',
    view: { tasks: [serviceTask(1), serviceTask(2, { containerHealth: 'UNHEALTHY' })] },
    plan: {
      actions: [
        event('(service web) (task 2) failed container health checks.'),
        announce(2, 'unhealthy'),
        start(1, 1, 1),
        remember(false),
      ],
    },
  },
  {
    title: 'stops an unhealthy task, for that reason, once its replacement is healthy',
    view: {
      tasks: [
        serviceTask(1),
        serviceTask(2, { containerHealth: 'UNHEALTHY', announced: ['started', 'unhealthy'] }),
        serviceTask(3),
      ],
      memory: unsettled,
    },
    plan: {
      actions: [
        { type: 'stop-tasks', taskArns: ['task/2'], reason: 'Task failed container health checks' },
        event('(service web) has stopped 1 running tasks: (task 2).'),
      ],
    },
  },
  {
    title: 'ignores ill health during the grace period, without an event, and looks again when it ends',
    view: {
      healthCheckGracePeriodMs: 60_000,
      tasks: [serviceTask(1), serviceTask(2, { startedAtMs: nowMs - 59_999, containerHealth: 'UNHEALTHY' })],
    },
    plan: { actions: [remember(false)], wakeAtMs: nowMs + 1 },
  },
  {
    title: 'acts on ill health when the grace period is over',
    view: {
      healthCheckGracePeriodMs: 60_000,
      tasks: [serviceTask(1), serviceTask(2, { startedAtMs: nowMs - 60_000, containerHealth: 'UNHEALTHY' })],
      memory: unsettled,
    },
    plan: {
      actions: [
        event('(service web) (task 2) failed container health checks.'),
        announce(2, 'unhealthy'),
        start(1, 1, 1),
      ],
    },
  },
  {
    title: "waits 40 seconds for a task without any check with AWS's timing",
    view: {
      deployments: newest(),
      tasks: [
        old(1),
        old(2),
        current(3, { startedAtMs: nowMs - 39_999 }),
        current(4, { startedAtMs: nowMs }),
      ],
      memory: unsettled,
      timing: { speed: 1, awsTiming: true },
    },
    plan: { actions: [], wakeAtMs: nowMs + 1 },
  },
];

test.each(cases)('$title', ({ view, plan }) => {
  expect(planService(serviceView(view), nowMs)).toEqual(plan);
});
