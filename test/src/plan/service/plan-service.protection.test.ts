import { expect, test } from 'vitest';
import { planService } from '../../../../src/plan/service/plan-service.ts';
import { event, nowMs, progress, remember, stop, unsettled } from '../../../support/planner/actions.ts';
import { current, done, newest, old, type PlanCase } from '../../../support/planner/rollout.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';
import { serviceView } from '../../../support/planner/service-view.ts';

const outnumbered =
  '(service web) was unable to reach steady state because task set (ecs-svc/1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.';
const protectedUntilMs = nowMs + 60_000;

const cases: readonly PlanCase[] = [
  {
    title: 'more protected tasks than desired: it says so, and looks again when the first protection ends',
    view: {
      desiredCount: 1,
      deployments: [done(1)],
      tasks: [
        serviceTask(1, { protectedUntilMs: nowMs + 120_000 }),
        serviceTask(2, { protectedUntilMs: nowMs + 60_000 }),
      ],
    },
    plan: {
      actions: [event(outnumbered), remember(false, outnumbered)],
      wakeAtMs: nowMs + 60_000,
    },
  },
  {
    title: 'a protection that has run out protects nothing',
    view: {
      desiredCount: 1,
      deployments: [done(1)],
      memory: unsettled,
      tasks: [serviceTask(1), serviceTask(2, { protectedUntilMs: nowMs })],
    },
    plan: { actions: [stop(1, 2), event('(service web) has stopped 1 running tasks: (task 2).')] },
  },
  {
    title: 'a service that is deleted stops protected tasks',
    view: {
      status: 'DRAINING',
      desiredCount: 0,
      deployments: [done(0)],
      tasks: [serviceTask(1, { protectedUntilMs: nowMs + 60_000 })],
    },
    plan: { actions: [stop(1, 1), event('(service web) has stopped 1 running tasks: (task 1).')] },
  },
  {
    title: 'a protected old task is said to hold the deployment up once the new ones serve',
    view: {
      deployments: newest(),
      tasks: [serviceTask(1, { protectedUntilMs }), current(3), current(4)],
      memory: unsettled,
    },
    plan: {
      actions: [
        progress(1, {
          rolloutState: 'COMPLETED',
          rolloutStateReason: 'ECS deployment ecs-svc/1 completed.',
          desiredCount: 1,
        }),
        event(outnumbered),
        remember(false, outnumbered),
      ],
      wakeAtMs: protectedUntilMs,
    },
  },
  {
    title: 'a protected old task is not said to hold up a deployment that needs it',
    view: {
      deployments: newest(),
      tasks: [
        old(1),
        serviceTask(2, { protectedUntilMs }),
        current(3),
        current(4, { lastStatus: 'PENDING', startedAtMs: undefined, announced: [] }),
      ],
      memory: unsettled,
    },
    plan: {
      actions: [
        stop(2, 1),
        event('(service web) has stopped 1 running tasks: (task 1).'),
        progress(1, {
          rolloutState: 'COMPLETED',
          rolloutStateReason: 'ECS deployment ecs-svc/1 completed.',
          desiredCount: 1,
        }),
      ],
      wakeAtMs: protectedUntilMs,
    },
  },
];

test.each(cases)('$title', ({ view, plan }) => {
  expect(planService(serviceView(view), nowMs)).toEqual(plan);
});
