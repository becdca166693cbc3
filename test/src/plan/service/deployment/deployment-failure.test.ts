import { expect, test } from 'vitest';
import { planService } from '../../../../../src/plan/service/plan-service.ts';
import type { ServiceView } from '../../../../../src/plan/service/service-view.ts';
import type {
  ServiceDeployment,
  ServiceDeploymentProgress,
} from '../../../../../src/services/ecs/service-deployment/service-deployment.ts';
import {
  announce,
  event,
  nowMs,
  progress,
  serviceProgress,
  start,
  unsettled,
} from '../../../../support/planner/actions.ts';
import { deployment } from '../../../../support/planner/deployment.ts';
import {
  circuitBreaker,
  deploymentAlarms,
  deploymentSettings,
} from '../../../../support/planner/deployment-settings.ts';
import {
  current,
  failed,
  newest,
  notPlaced,
  old,
  type PlanCase,
  starting,
} from '../../../../support/planner/rollout.ts';
import { serviceDeployment } from '../../../../support/planner/service-deployment.ts';
import { serviceView } from '../../../../support/planner/service-view.ts';

const breaker = (rollback: boolean) =>
  deploymentSettings({ deploymentCircuitBreaker: circuitBreaker({ rollback }) });
const alarmed = (rollback: boolean) => deploymentSettings({ alarms: deploymentAlarms({ rollback }) });
const inAlarm: ServiceView['alarms'] = [
  { name: 'errors', state: 'OK' },
  { name: 'latency', state: 'ALARM' },
];

/** Deployment 2 is one failure short of the circuit breaker's threshold; one of its tasks just failed. */
const failing = (
  settings: ServiceView['settings'],
  facts: Partial<ServiceDeploymentProgress> = {},
  stopRequest?: ServiceDeployment['stopRequest'],
): Partial<ServiceView> => ({
  settings,
  deployments: newest({ failedTasks: 2 }),
  serviceDeployments: [
    serviceDeployment(2, {
      sourceDeploymentIds: ['ecs-svc/1'],
      progress: { failureCount: 2, alarms: 'watched', ...facts },
      stopRequest,
    }),
  ],
  tasks: [old(1), old(2), current(3, failed), current(4, starting)],
  memory: unsettled,
});
/** The same where none of its tasks failed. */
const rolling = (...view: Parameters<typeof failing>): Partial<ServiceView> => ({
  ...failing(...view),
  tasks: [old(1), old(2), current(3, starting), current(4, starting)],
});

const slowed = { failedRounds: 1, lastSequence: 4, nextStartAtMs: nowMs };
const failedReason = {
  'circuit-breaker': 'ECS deployment circuit breaker: tasks failed to start.',
  alarms: 'ECS deployment failed: alarm detected.',
  request: 'ECS deployment failed: stopped by a request.',
} as const;
const rolledBack = {
  'circuit-breaker': 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
  alarms: 'Service deployment rolled back because of one or more active alarms.',
  request: 'Service deployment rolled back because of a request.',
} as const;
const end = (settings: ServiceView['settings'], requestedOld = 2) => ({
  atMs: nowMs,
  settings,
  threshold: 3,
  counts: {
    'ecs-svc/2': { requested: 2, running: 0, pending: 1 },
    'ecs-svc/1': { requested: requestedOld, running: 2, pending: 0 },
  },
});
const stopPending = (...sequences: number[]) => [
  {
    type: 'stop-tasks' as const,
    taskArns: sequences.map((sequence) => `task/${sequence}`),
    reason: 'Scaling activity initiated by (deployment ecs-svc/1)',
  },
  event(`(service web) stopped ${sequences.length} pending tasks.`),
];
const rollingBack = event('(service web) rolling back to deployment ecs-svc/1.');
const goneBack = (cause: keyof typeof rolledBack, facts: Partial<ServiceDeploymentProgress> = {}) =>
  serviceProgress(2, {
    alarms: 'watched',
    triggeredAlarmNames: [],
    failedBy: cause,
    status: 'ROLLBACK_IN_PROGRESS',
    statusReason: rolledBack[cause],
    rollback: { reason: rolledBack[cause], startedAtMs: nowMs, failureCount: 0, deploymentId: 'ecs-svc/1' },
    ...facts,
  });
const beganAgain = (by: string) =>
  progress(1, {
    desiredCount: 2,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `${by}: rolling back to deploymentId ecs-svc/1`,
  });

const cases: readonly PlanCase[] = [
  {
    title: 'the circuit breaker fails a deployment and rolls it back',
    view: failing(breaker(true)),
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        event('(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.'),
        rollingBack,
        ...stopPending(4),
        { type: 'roll-back', deploymentId: 'ecs-svc/1' },
        progress(2, {
          failedTasks: 3,
          throttle: slowed,
          rolloutState: 'FAILED',
          rolloutStateReason: failedReason['circuit-breaker'],
        }),
        beganAgain('ECS deployment circuit breaker'),
        goneBack('circuit-breaker', { failureCount: 3 }),
      ],
    },
  },
  {
    title: 'the circuit breaker fails a deployment that then stalls',
    view: failing(breaker(false)),
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        event('(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.'),
        progress(2, {
          desiredCount: 2,
          failedTasks: 3,
          throttle: slowed,
          rolloutState: 'FAILED',
          rolloutStateReason: failedReason['circuit-breaker'],
        }),
        serviceProgress(2, {
          alarms: 'watched',
          failureCount: 3,
          failedBy: 'circuit-breaker',
          stoppedAtMs: nowMs,
          status: 'STOPPED',
          statusReason: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
          end: end(breaker(false)),
        }),
      ],
    },
  },
  {
    title: 'there is nothing to go back to',
    view: {
      ...failing(breaker(true)),
      deployments: [
        deployment(2, 'PRIMARY', { desiredCount: 2 }),
        deployment(1, 'ACTIVE', { desiredCount: 0 }),
      ],
      tasks: [current(3, failed), current(4, starting)],
    },
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        event('(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.'),
        progress(2, {
          desiredCount: 2,
          failedTasks: 1,
          throttle: slowed,
          rolloutState: 'FAILED',
          rolloutStateReason: failedReason['circuit-breaker'],
        }),
        { type: 'remove-deployment', deploymentId: 'ecs-svc/1' },
        serviceProgress(2, {
          alarms: 'watched',
          failureCount: 3,
          failedBy: 'circuit-breaker',
          rollback: { reason: rolledBack['circuit-breaker'], startedAtMs: nowMs, failureCount: 0 },
          status: 'ROLLBACK_FAILED',
          statusReason: 'No rollback candidate was found to run the rollback.',
          end: {
            ...end(breaker(true)),
            counts: {
              'ecs-svc/2': { requested: 2, running: 0, pending: 1 },
              'ecs-svc/1': { requested: 0, running: 0, pending: 0 },
            },
          },
        }),
      ],
    },
  },
  {
    title: 'an alarm rolls a deployment back',
    view: { ...rolling(alarmed(true)), alarms: inAlarm },
    plan: {
      actions: [
        event('(service web) (deployment ecs-svc/2) deployment failed: alarm detected.'),
        rollingBack,
        ...stopPending(4, 3),
        { type: 'roll-back', deploymentId: 'ecs-svc/1' },
        progress(2, { failedTasks: 2, rolloutState: 'FAILED', rolloutStateReason: failedReason.alarms }),
        beganAgain('ECS deployment failed'),
        goneBack('alarms', { failureCount: 2, triggeredAlarmNames: ['latency'] }),
      ],
    },
  },
  {
    title: 'an alarm that is there when a deployment begins is ignored',
    view: { ...rolling(alarmed(true), { alarms: 'not-looked-at', status: 'PENDING' }), alarms: inAlarm },
    plan: {
      actions: [
        serviceProgress(2, { alarms: 'ignored', failureCount: 2, status: 'IN_PROGRESS', startedAtMs: nowMs }),
      ],
    },
  },
  {
    title: 'a request rolls a deployment back that neither circuit breaker nor alarms watch',
    view: rolling(deploymentSettings(), {}, 'ROLLBACK'),
    plan: {
      actions: [
        rollingBack,
        ...stopPending(4, 3),
        { type: 'roll-back', deploymentId: 'ecs-svc/1' },
        progress(2, { failedTasks: 2, rolloutState: 'FAILED', rolloutStateReason: failedReason.request }),
        beganAgain('ECS deployment failed'),
        goneBack('request', { failureCount: 2, stoppedAtMs: nowMs }),
      ],
    },
  },
  {
    title: 'a request to abort leaves all as it is',
    view: failing(breaker(true), { failureCount: 0 }, 'ABORT'),
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        progress(2, {
          desiredCount: 2,
          failedTasks: 3,
          throttle: slowed,
          rolloutState: 'FAILED',
          rolloutStateReason: failedReason.request,
        }),
        serviceProgress(2, {
          alarms: 'watched',
          failureCount: 1,
          failedBy: 'request',
          stoppedAtMs: nowMs,
          status: 'STOPPED',
          statusReason: 'Service deployment stopped because of a request.',
          end: end(breaker(true)),
        }),
      ],
    },
  },
  {
    title: 'a circuit breaker that is off counts nothing',
    view: failing(deploymentSettings(), { failureCount: 0 }),
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        start(2, 1),
        progress(2, { desiredCount: 2, failedTasks: 3, throttle: slowed }),
      ],
    },
  },
];

test.each(cases)('$title', ({ view, plan }) => {
  expect(planService(serviceView(view), nowMs)).toEqual(plan);
});
