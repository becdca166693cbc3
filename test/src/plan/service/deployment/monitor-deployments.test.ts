import { expect, test } from 'vitest';
import { monitorDeployments } from '../../../../../src/plan/service/deployment/monitor-deployments.ts';
import type { ServiceView } from '../../../../../src/plan/service/service-view.ts';
import type { RollbackRun } from '../../../../../src/services/ecs/service-deployment/service-deployment.ts';
import { announce, completed, event, nowMs } from '../../../../support/planner/actions.ts';
import { deployment } from '../../../../support/planner/deployment.ts';
import { circuitBreaker, deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { current, failed, newest, old, starting } from '../../../../support/planner/rollout.ts';
import { serviceDeployment } from '../../../../support/planner/service-deployment.ts';
import { serviceView } from '../../../../support/planner/service-view.ts';

const settings = deploymentSettings({ deploymentCircuitBreaker: circuitBreaker() });
const monitored = (view: Partial<ServiceView>) =>
  monitorDeployments(serviceView({ settings, ...view }), nowMs);
const progressOf = (view: ServiceView) => view.serviceDeployments.map(({ progress }) => progress);

test('begins a service deployment that is new, and counts for it from nothing', () => {
  const { view } = monitored({
    deployments: [
      deployment(3, 'PRIMARY'),
      deployment(2, 'ACTIVE', { failedTasks: 2 }),
      deployment(1, 'ACTIVE', completed(1)),
    ],
    serviceDeployments: [
      serviceDeployment(3, { progress: { status: 'PENDING', startedAtMs: undefined } }),
      serviceDeployment(2, { progress: { failureCount: 2 } }),
    ],
    tasks: [old(1), current(2, failed)],
  });
  expect(
    progressOf(view).map(({ status, startedAtMs, failureCount }) => [status, startedAtMs, failureCount]),
  ).toEqual([
    ['IN_PROGRESS', nowMs, 0],
    ['STOPPED', 2, 2],
  ]);
});

test('goes on counting against the same service deployment', () => {
  const { view, actions } = monitored({
    deployments: newest({ failedTasks: 1 }),
    serviceDeployments: [serviceDeployment(2, { progress: { failureCount: 1 } })],
    tasks: [old(1), old(2), current(3, failed), current(4, starting)],
  });
  expect(actions).toEqual([announce(3, 'start-failure')]);
  expect(progressOf(view)[0]?.failureCount).toBe(2);
  expect(view.deployments[0]?.progress.failedTasks).toBe(2);
});

test('counts for the tasks of the source in its own books', () => {
  const { view, actions } = monitored({
    deployments: newest(),
    serviceDeployments: [serviceDeployment(2)],
    tasks: [old(1), { ...old(2), ...failed }, current(3, starting), current(4, starting)],
  });
  expect(actions).toEqual([announce(2, 'start-failure')]);
  expect(progressOf(view)[0]?.failureCount).toBe(0);
  expect(
    view.deployments.map(({ progress }) => [progress.failedTasks, progress.throttle.failedRounds]),
  ).toEqual([
    [0, 0],
    [0, 1],
  ]);
});

test('looks at nothing but tasks once a service is being deleted', () => {
  const { view } = monitored({
    status: 'DRAINING',
    deployments: newest(),
    serviceDeployments: [serviceDeployment(2, { stopRequest: 'ROLLBACK', progress: { failureCount: 9 } })],
  });
  expect(progressOf(view)[0]?.status).toBe('IN_PROGRESS');
});

/** Deployment 2 failed, and the service goes back to deployment 1. */
const goingBack = (rollback: Partial<RollbackRun>, tasks: ServiceView['tasks']): Partial<ServiceView> => ({
  deployments: [
    deployment(1, 'PRIMARY', { desiredCount: 2 }),
    deployment(2, 'ACTIVE', { rolloutState: 'FAILED', rolloutStateReason: 'x' }),
  ],
  serviceDeployments: [
    serviceDeployment(2, {
      progress: {
        status: 'ROLLBACK_IN_PROGRESS',
        failedBy: 'alarms',
        failureCount: 1,
        rollback: { reason: 'x', startedAtMs: 1, failureCount: 0, deploymentId: 'ecs-svc/1', ...rollback },
      },
    }),
  ],
  tasks,
});
const againFailed = { ...old(5), ...failed };

test('counts for a rollback apart from what it rolls back', () => {
  const { view } = monitored(goingBack({}, [againFailed, current(3)]));
  const [progress] = progressOf(view);
  expect([progress?.failureCount, progress?.rollback?.failureCount]).toEqual([1, 1]);
});

test('a rollback that fails has nothing more to go back to', () => {
  const { view, actions } = monitored(goingBack({ failureCount: 2 }, [againFailed, current(3)]));
  expect(actions).toEqual([
    announce(5, 'start-failure'),
    event('(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.'),
  ]);
  const [progress] = progressOf(view);
  expect([progress?.status, progress?.statusReason, progress?.failedBy]).toEqual([
    'ROLLBACK_FAILED',
    'No rollback candidate was found to run the rollback.',
    'alarms',
  ]);
  expect(view.deployments.map(({ id, status, progress }) => [id, status, progress.rolloutState])).toEqual([
    ['ecs-svc/1', 'PRIMARY', 'FAILED'],
    ['ecs-svc/2', 'ACTIVE', 'FAILED'],
  ]);
});

test('goes back to what was completed last, not to what is next in age', () => {
  const { view } = monitored({
    deployments: [
      deployment(3, 'PRIMARY', { desiredCount: 2 }),
      deployment(2, 'ACTIVE', { rolloutState: 'FAILED' }),
      deployment(1, 'ACTIVE', completed(1)),
    ],
    serviceDeployments: [serviceDeployment(3, { stopRequest: 'ROLLBACK' })],
  });
  expect(view.deployments.map(({ id, status }) => [id, status])).toEqual([
    ['ecs-svc/1', 'PRIMARY'],
    ['ecs-svc/3', 'ACTIVE'],
    ['ecs-svc/2', 'ACTIVE'],
  ]);
});
