import { expect, test } from 'vitest';
import { planService } from '../../../../src/plan/service/plan-service.ts';
import type {
  ServiceAction,
  ServicePlan,
  ServiceTask,
  ServiceView,
} from '../../../../src/plan/service/service-view.ts';
import type { DeploymentProgress } from '../../../../src/services/ecs/service/service.ts';
import { deployment } from '../../../support/planner/deployment.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';
import { serviceView } from '../../../support/planner/service-view.ts';

const nowMs = 1_000_000;

const event = (message: string): ServiceAction => ({ type: 'add-event', message });
const announce = (sequence: number, announcement: ServiceTask['announced'][number]): ServiceAction => ({
  type: 'announce',
  taskArn: `task/${sequence}`,
  announcement,
});
const start = (number: number, count: number, replacedUnhealthy = 0): ServiceAction => ({
  type: 'start-tasks',
  deploymentId: `ecs-svc/${number}`,
  count,
  replacedUnhealthy,
});
const stop = (number: number, ...sequences: number[]): ServiceAction => ({
  type: 'stop-tasks',
  taskArns: sequences.map((sequence) => `task/${sequence}`),
  reason: `Scaling activity initiated by (deployment ecs-svc/${number})`,
});
const progress = (number: number, facts: Partial<DeploymentProgress>): ServiceAction => ({
  type: 'set-progress',
  deploymentId: `ecs-svc/${number}`,
  progress: { ...deployment(number, 'PRIMARY').progress, updatedAtMs: nowMs, ...facts },
});
const remember = (steady: boolean, ...said: string[]): ServiceAction => ({
  type: 'remember',
  memory: { steady, said },
});

const unsettled = { steady: false, said: [] };
const completed = (number: number) => ({
  rolloutState: 'COMPLETED' as const,
  rolloutStateReason: `ECS deployment ecs-svc/${number} completed.`,
});
const done = (desiredCount: number) => deployment(1, 'PRIMARY', { ...completed(1), desiredCount });
const newest = (facts: Partial<DeploymentProgress> = {}) => [
  deployment(2, 'PRIMARY', { desiredCount: 2, ...facts }),
  deployment(1, 'ACTIVE', completed(1)),
];
const old = (sequence: number) => serviceTask(sequence);
const current = (sequence: number, facts: Partial<ServiceTask> = {}) =>
  serviceTask(sequence, { deploymentId: 'ecs-svc/2', ...facts });
const starting: Partial<ServiceTask> = { lastStatus: 'PENDING', startedAtMs: undefined, announced: [] };
const failed: Partial<ServiceTask> = {
  lastStatus: 'STOPPED',
  desiredStatus: 'STOPPED',
  startedAtMs: undefined,
  announced: [],
  stop: { code: 'TaskFailedToStart', reason: 'CannotPullContainerError: not found', atMs: nowMs },
};
const notPlaced = event(
  '(service web) was unable to place a task. Reason: CannotPullContainerError: not found.',
);

interface Case {
  readonly title: string;
  readonly view: Partial<ServiceView>;
  readonly plan: ServicePlan;
}

const blocked =
  '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.';
const impaired = '(service web) is unable to consistently start tasks successfully.';

const cases: readonly Case[] = [
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
    plan: { actions: [stop(2, 2), event('(service web) has stopped 1 running tasks: (task 2).')] },
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
    plan: { actions: [] },
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
        { type: 'remove-deployment', deploymentId: 'ecs-svc/1' },
        progress(2, { ...completed(2), desiredCount: 2 }),
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
      maximumPercent: 150,
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
      maximumPercent: 150,
      deployments: newest({ desiredCount: 1 }),
      tasks: [old(1)],
      memory: { steady: false, said: [blocked] },
    },
    plan: { actions: [] },
  },
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
  {
    title: 'counts the first failed starts and starts again at once',
    view: {
      deployments: [deployment(1, 'PRIMARY', { desiredCount: 1 })],
      desiredCount: 1,
      tasks: [serviceTask(1, failed)],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(1, 'start-failure'),
        start(1, 1),
        progress(1, { desiredCount: 1, failedTasks: 1, nextStartAtMs: nowMs }),
      ],
    },
  },
  {
    title: 'throttles from the third failed start on, and says so',
    view: {
      deployments: [deployment(1, 'PRIMARY', { desiredCount: 1, failedTasks: 2, nextStartAtMs: 5 })],
      desiredCount: 1,
      tasks: [serviceTask(1, failed)],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(1, 'start-failure'),
        progress(1, { desiredCount: 1, failedTasks: 3, nextStartAtMs: nowMs + 10_000 }),
        event(impaired),
        remember(false, impaired),
      ],
      wakeAtMs: nowMs + 10_000,
    },
  },
  {
    title: 'starts nothing before a throttled start is due',
    view: {
      deployments: [deployment(1, 'PRIMARY', { desiredCount: 1, failedTasks: 3, nextStartAtMs: nowMs + 1 })],
      desiredCount: 1,
      tasks: [],
      memory: { steady: false, said: [impaired] },
    },
    plan: { actions: [], wakeAtMs: nowMs + 1 },
  },
  {
    title: 'starts again when the throttled start is due',
    view: {
      deployments: [deployment(1, 'PRIMARY', { desiredCount: 1, failedTasks: 3, nextStartAtMs: nowMs })],
      desiredCount: 1,
      tasks: [],
      memory: { steady: false, said: [impaired] },
    },
    plan: { actions: [start(1, 1)] },
  },
  {
    title: 'forgets failed starts once a task runs',
    view: {
      deployments: [
        deployment(1, 'PRIMARY', {
          ...completed(1),
          desiredCount: 2,
          failedTasks: 4,
          nextStartAtMs: nowMs + 9,
        }),
      ],
      tasks: [serviceTask(1), serviceTask(2, { announced: [] })],
      memory: { steady: true, said: [impaired] },
    },
    plan: {
      actions: [
        announce(2, 'started'),
        progress(1, { ...completed(1), desiredCount: 2, failedTasks: 0, nextStartAtMs: undefined }),
        remember(true),
      ],
    },
  },
  {
    title: 'does not count a task that its user stopped while it started',
    view: {
      deployments: [done(1)],
      desiredCount: 1,
      tasks: [
        serviceTask(1, {
          ...failed,
          stop: { code: 'UserInitiated', reason: 'Task stopped by user', atMs: 1 },
        }),
      ],
    },
    plan: { actions: [start(1, 1), remember(false)] },
  },
  {
    title: 'a failing new deployment costs no old task and starts again within the ceiling',
    view: {
      deployments: newest(),
      tasks: [old(1), old(2), current(3, failed), current(4, failed)],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        announce(4, 'start-failure'),
        start(2, 2),
        progress(2, { desiredCount: 2, failedTasks: 2, nextStartAtMs: nowMs }),
      ],
    },
  },
  {
    title: 'a new deployment over a rolling one drops its starting tasks and starts with a fresh count',
    view: {
      deployments: [
        deployment(3, 'PRIMARY'),
        deployment(2, 'ACTIVE', { desiredCount: 2, failedTasks: 7, nextStartAtMs: nowMs + 1 }),
        deployment(1, 'ACTIVE', completed(1)),
      ],
      maximumPercent: 300,
      tasks: [old(1), old(2), current(3, starting), current(4, starting)],
      memory: unsettled,
    },
    plan: {
      actions: [
        start(3, 2),
        stop(3, 4, 3),
        event('(service web) has stopped 2 running tasks: (task 4) (task 3).'),
        progress(3, { desiredCount: 2 }),
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
      actions: [
        event(
          '(service web) was unable to reach steady state because task set (ecs-svc/1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.',
        ),
        remember(
          false,
          '(service web) was unable to reach steady state because task set (ecs-svc/1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.',
        ),
      ],
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
